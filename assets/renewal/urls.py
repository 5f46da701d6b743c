"""Doors of renewal planning."""

from django.urls import path

from assets.renewal import views

urlpatterns = [
    path("renewal/", views.ranking, name="renewal"),
    path("renewal/assess/", views.assess, name="renewal-assess"),
    path("renewal/plans/", views.plan_list, name="renewal-plans"),
    path("renewal/plans/<int:pk>/", views.plan_detail, name="renewal-plan"),
    path("renewal/plans/<int:pk>/plan.<str:file_format>", views.plan_file, name="renewal-plan-file"),
    path("renewal/plans/<int:pk>/delete/", views.plan_delete, name="renewal-plan-delete"),
]
