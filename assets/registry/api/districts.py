"""/api/v1/districts/: the tree of districts, flat; with `geometry=true` as GeoJSON."""

import json

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.registry import filters
from assets.registry.api import description
from assets.registry.geojson import as_geojson
from assets.registry.models import District
from assets.registry.rights import Right
from assets.registry.scope import visible_districts

COLUMNS = ("code", "name", "name_en", "level", "accuracy")
HAS_BOUNDARY = ExpressionWrapper(Q(boundary__isnull=False), output_field=BooleanField())


class DistrictList(APIView):
    """The districts the user may open."""

    rights = {"GET": Right.SEE}

    @extend_schema(
        operation_id="districts_list",
        parameters=[
            description.query("geometry", "true: only those with a boundary, as GeoJSON.", OpenApiTypes.BOOL),
            description.query("level", f"One or more of {', '.join(District.Level.values)}."),
        ],
        responses={200: description.DISTRICTS, **description.errors(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        """
        The districts from the city down, each with the code of the unit above it.

        `accuracy` says what a boundary is worth: a schematic one is not the legal boundary.
        """
        given = filters.read(request.query_params, {"geometry", "level"})
        districts = visible_districts(request.user).order_by("tree_path")
        if "level" in given:
            districts = districts.filter(
                level__in=filters.words("level", given["level"], District.Level.values)
            )
        with_geometry = filters.words("geometry", given.get("geometry", "false"), ["true", "false"]) == [
            "true"
        ]
        return Response(boundaries(districts) if with_geometry else {"results": flat_tree(districts)})


def flat_tree(districts) -> list[dict]:
    """The districts without their boundaries, in one query."""
    rows = districts.annotate(parent_code=F("parent__code"), has_boundary=HAS_BOUNDARY).values(
        *COLUMNS, "parent_code", "has_boundary"
    )
    return [properties(row) for row in rows]


def boundaries(districts) -> dict:
    """The districts that have a boundary as a FeatureCollection in WGS84, in one query."""
    rows = (
        districts.filter(boundary__isnull=False)
        .annotate(
            parent_code=F("parent__code"), has_boundary=HAS_BOUNDARY, as_geojson_text=as_geojson("boundary")
        )
        .values(*COLUMNS, "parent_code", "has_boundary", "as_geojson_text")
    )
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "geometry": json.loads(row["as_geojson_text"]),
            "properties": properties(row),
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def properties(row: dict) -> dict:
    """A district's row as the API shows it."""
    return {
        **{name: row[name] for name in COLUMNS},
        "parent": row["parent_code"],
        "has_boundary": row["has_boundary"],
    }
