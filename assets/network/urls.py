"""Doors of the network."""

from django.urls import path

from assets.network.api import Downstream, Upstream

urlpatterns = [
    path("api/v1/assets/<path:code>/upstream/", Upstream.as_view(), name="api-asset-upstream"),
    path("api/v1/assets/<path:code>/downstream/", Downstream.as_view(), name="api-asset-downstream"),
]
