"""Doors of the map."""

from django.urls import path

from assets.maps import views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
    path("api/v1/map/counts/", views.map_counts, name="map-counts"),
]
