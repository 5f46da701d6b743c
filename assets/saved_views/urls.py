"""Doors of saved views."""

from django.urls import path

from assets.saved_views import views

urlpatterns = [
    path("views/", views.view_list, name="view-list"),
    path("views/default/", views.view_default, name="view-default"),
    path("views/<int:pk>/", views.view_open, name="view-open"),
]
