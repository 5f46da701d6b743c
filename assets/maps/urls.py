"""Doors of the map."""

from django.urls import path

from assets.maps import panel_views, tile_views, views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("map/selection/", panel_views.map_selection, name="map-selection"),
    path("map/changes/", panel_views.map_changes, name="map-changes"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tile_views.tile, name="tile"),
    path("api/v1/map/counts/", tile_views.map_counts, name="map-counts"),
]
