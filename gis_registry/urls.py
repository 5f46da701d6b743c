"""Which room answers which door. The more specific rooms come first: `assets/nearby/` is no asset's code."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls)]
for room in (
    "field",
    "network",
    "districts",
    "work",
    "intake",
    "exports",
    "reports",
    "renewal",
    "saved_views",
    "maps",
    "registry",
    "shell",
):
    if find_spec(f"assets.{room}.urls"):
        urlpatterns.append(path("", include(f"assets.{room}.urls")))

handler400 = "assets.shell.errors.bad_request"
handler403 = "assets.shell.errors.permission_denied"
handler404 = "assets.shell.errors.page_not_found"
handler500 = "assets.shell.errors.server_error"
