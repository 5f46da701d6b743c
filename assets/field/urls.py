"""Doors of the field room."""

from django.urls import path

from assets.field import views
from assets.field.api import Nearby

urlpatterns = [
    path("api/v1/assets/nearby/", Nearby.as_view(), name="api-asset-nearby"),
    path("field/", views.field_page, name="field"),
]
