"""/api/v1/assets/nearby/."""

import math

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.field.nearby import LARGEST_LIMIT, LARGEST_RADIUS_M, LIMIT, nearby
from assets.field.position import parse_position
from assets.registry import filters
from assets.registry.api import description
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed
from assets.registry.rights import Right
from assets.registry.scope import scope_of

PARAMETERS = {"lon", "lat", "limit", "radius_m", "asset_class"}


class NearAssetSerializer(serializers.Serializer):
    """An asset nearby."""

    code = serializers.CharField()
    name = serializers.CharField()
    asset_class = serializers.ChoiceField(choices=list(CATALOGUE))
    condition = serializers.IntegerField(allow_null=True, help_text="1 very good to 5 very poor.")
    status = serializers.CharField()
    distance_m = serializers.FloatField(help_text="To its nearest point; 0 inside an area.")
    bearing_deg = serializers.FloatField(
        allow_null=True, help_text="To that point, clockwise from true north; null where the distance is 0."
    )
    lon = serializers.FloatField(help_text="Of its nearest point, WGS84.")
    lat = serializers.FloatField()


class NearAssetsSerializer(serializers.Serializer):
    """The nearest assets, nearest first."""

    results = NearAssetSerializer(many=True)


class Nearby(APIView):
    """The assets nearest to a place."""

    public = True
    rights = {"GET": Right.SEE}

    @extend_schema(
        operation_id="assets_nearby",
        parameters=[
            OpenApiParameter("lon", OpenApiTypes.DOUBLE, required=True, description="Degrees, WGS84."),
            OpenApiParameter("lat", OpenApiTypes.DOUBLE, required=True, description="Degrees, WGS84."),
            OpenApiParameter(
                "limit", OpenApiTypes.INT, description=f"1 to {LARGEST_LIMIT}; {LIMIT} if left out."
            ),
            OpenApiParameter("radius_m", OpenApiTypes.DOUBLE, description="Nothing further away than this."),
            description.query(
                "asset_class",
                f"One or more of {', '.join(CATALOGUE)}, separated by commas. Left out: all but hidden points.",
            ),
        ],
        responses={200: NearAssetsSerializer, **description.errors(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        """The nearest assets with distance and direction; what was removed is left out."""
        given = filters.read(request.query_params, PARAMETERS)
        results = nearby(
            parse_position(given.get("lon"), given.get("lat")),
            scope_of(request.user),
            limit=_limit(given.get("limit")),
            radius_m=_radius(given.get("radius_m")),
            classes=(
                filters.words("asset_class", given["asset_class"], CATALOGUE)
                if "asset_class" in given
                else None
            ),
        )
        return Response({"results": results})


def _limit(text: str | None) -> int:
    if text is None:
        return LIMIT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= LARGEST_LIMIT:
        raise Malformed("limit", _("a whole number from 1 to %s") % LARGEST_LIMIT)
    return int(text)


def _radius(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        radius_m = float(text)
    except ValueError:
        radius_m = math.nan
    if not 0 < radius_m <= LARGEST_RADIUS_M:
        raise Malformed("radius_m", _("metres, more than 0 and at most %s") % LARGEST_RADIUS_M)
    return radius_m
