"""The doors of the registry. Codes may hold any character, so the doors behind a code come before the code alone."""

from django.urls import path

from assets.registry.api.assets import AssetDetail, AssetList
from assets.registry.api.districts import DistrictList
from assets.registry.api.history import AssetHistory

api_urls = [
    path("api/v1/assets/", AssetList.as_view(), name="api-asset-list"),
    path("api/v1/assets/<path:code>/history/", AssetHistory.as_view(), name="api-asset-history"),
    path("api/v1/assets/<path:code>/", AssetDetail.as_view(), name="api-asset-detail"),
    path("api/v1/districts/", DistrictList.as_view(), name="api-district-list"),
]

page_urls: list = []

urlpatterns = [*page_urls, *api_urls]
