"""The doors of the registry. Codes may hold any character, so the doors behind a code come before the code alone."""

from django.urls import path

from assets.registry import views
from assets.registry.api.assets import AssetDetail, AssetList
from assets.registry.api.districts import DistrictList
from assets.registry.api.history import AssetHistory

api_urls = [
    path("api/v1/assets/", AssetList.as_view(), name="api-asset-list"),
    path("api/v1/assets/<path:code>/history/", AssetHistory.as_view(), name="api-asset-history"),
    path("api/v1/assets/<path:code>/", AssetDetail.as_view(), name="api-asset-detail"),
    path("api/v1/districts/", DistrictList.as_view(), name="api-district-list"),
]

page_urls = [
    path("assets/", views.asset_list, name="asset-list"),
    path("assets/<path:code>/edit/", views.asset_edit, name="asset-edit"),
    path("assets/<path:code>/card/", views.asset_card, name="asset-card"),
    path("assets/<path:code>/history/", views.asset_history, name="asset-history"),
    path("assets/<path:code>/", views.asset_detail, name="asset-detail"),
]

urlpatterns = [*page_urls, *api_urls]
