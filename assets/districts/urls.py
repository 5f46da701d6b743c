"""Doors of the district room."""

from django.urls import path, register_converter

from assets.districts import api, parts, views


class DistrictCode:
    """6, 9 or 12 digits (GB/T 2260)."""

    regex = r"\d{6}(?:\d{3}){0,2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DistrictCode, "district_code")

urlpatterns = [
    path("api/v1/districts/<str:code>/summary/", api.DistrictSummary.as_view(), name="api-district-summary"),
    path("districts/", views.district_list, name="district-list"),
    path("districts/<district_code:code>/", views.district_detail, name="district-detail"),
    path("districts/<district_code:code>/history/", parts.district_history, name="district-history"),
    path("districts/<district_code:code>/points/", parts.district_points, name="district-points"),
    path("districts/<district_code:code>/worst/", parts.district_worst, name="district-worst"),
    path(
        "districts/<district_code:code>/inspections/", parts.district_inspections, name="district-inspections"
    ),
]
