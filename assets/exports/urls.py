"""Doors of the exports."""

from django.urls import path

from assets.exports import api, views

urlpatterns = [
    path("api/v1/exports/", api.Exports.as_view(), name="api-export-list"),
    path("api/v1/exports/<int:pk>/", api.ExportDetail.as_view(), name="api-export-detail"),
    path("api/v1/exports/<int:pk>/file/", api.ExportFile.as_view(), name="api-export-file"),
    path("exports/", views.exports, name="export-list"),
    path("exports/rows/", views.export_rows, name="export-rows"),
    path("exports/<int:pk>/file/", views.export_file, name="export-file"),
]
