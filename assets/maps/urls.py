"""Doors of the map."""

from django.urls import path

from assets.maps import tile_views, views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tile_views.tile, name="tile"),
    path("api/v1/map/counts/", tile_views.map_counts, name="map-counts"),
]
