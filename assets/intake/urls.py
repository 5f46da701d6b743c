"""Doors of imports."""

from django.urls import path

from assets.intake import review_views as review
from assets.intake import understanding_views as understanding
from assets.intake import views

urlpatterns = [
    path("imports/", views.imports, name="import-list"),
    path("imports/templates/", understanding.template_list, name="import-templates"),
    path("imports/templates/<int:pk>/", understanding.template_detail, name="import-template-detail"),
    path("imports/<int:pk>/", views.import_detail, name="import-detail"),
    path("imports/<int:pk>/progress/", views.import_progress, name="import-progress"),
    path("imports/<int:pk>/rows/", review.import_rows, name="import-rows"),
    path("imports/<int:pk>/map/", review.import_map, name="import-map"),
    path("imports/<int:pk>/report/", review.import_report, name="import-report"),
    path("imports/<int:pk>/rejected/", review.import_rejected, name="import-rejected"),
    path("imports/<int:pk>/apply/", views.import_apply, name="import-apply"),
    path("imports/<int:pk>/cancel/", views.import_cancel, name="import-cancel"),
    path("imports/<int:pk>/revert/", views.import_revert, name="import-revert"),
    path("imports/<int:pk>/options/", views.import_options, name="import-options"),
    path("imports/<int:pk>/places/", understanding.import_places, name="import-places"),
    path("imports/<int:pk>/layers/", understanding.import_layers, name="import-layers"),
    path("imports/<int:pk>/mapping/", understanding.import_mapping, name="import-mapping"),
    path("imports/<int:pk>/template/", understanding.import_template, name="import-template"),
]
