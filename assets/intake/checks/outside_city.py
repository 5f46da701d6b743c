from django.utils.translation import gettext_lazy as _

from assets.intake import limits
from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

# One box round all boundaries, wide enough for the sea outfall of a city whose boundaries are schematic; what only reaches
# out of it has a corner that is wrong. No boundary known: nothing is outside.
OUTSIDE = """
    NOT r.geometry @ (SELECT ST_SetSRID(ST_Expand(ST_Extent(boundary)::geometry, {distance_m}), max(ST_SRID(boundary)))
                         FROM registry_district WHERE boundary IS NOT NULL AND valid_to IS NULL)
    AND NOT ST_IsEmpty(r.geometry)
"""

CHECK = Check(
    problem="outside_city",
    severity=REJECTS,
    stage=ROWS,
    message=_(
        "The place lies outside the city (east %(east_m)s, north %(north_m)s): is the coordinate system right?"
    ),
    found=lambda plan: [
        rows_where(
            plan,
            OUTSIDE.format(distance_m=limits.outside_city_m()),
            "jsonb_build_object('east_m', round(ST_XMin(r.geometry)::numeric), 'north_m', round(ST_YMin(r.geometry)::numeric))",
        )
    ],
)
