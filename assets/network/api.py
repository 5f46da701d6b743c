"""/api/v1/assets/{code}/upstream/ and /downstream/."""

import json

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.network.tracing import TRACE_LIMIT, Direction, trace, traced_features
from assets.registry import filters
from assets.registry.api import description
from assets.registry.lookup import visible_asset
from assets.registry.rights import Right
from assets.registry.scope import scope_of


class TraceSerializer(serializers.Serializer):
    """What lies upstream or downstream."""

    start = serializers.CharField(help_text="The code it was asked for.")
    direction = serializers.ChoiceField(choices=[direction.value for direction in Direction])
    asset_codes = serializers.ListField(
        child=serializers.CharField(), help_text="Pipes and nodes, nearest first, without the start."
    )
    pipe_length_m = serializers.FloatField(help_text="Metres of the pipes among them.")
    assets_by_class = serializers.DictField(child=serializers.IntegerField())
    truncated = serializers.BooleanField(help_text=f"There is more than the {TRACE_LIMIT:,} assets given.")
    partly_hidden = serializers.BooleanField(help_text="Some of it lies where you may not look.")
    note = serializers.CharField(help_text="Why there is nothing; empty where there is something.")


class TraceCollection(TraceSerializer):
    """The same as a GeoJSON FeatureCollection in WGS84."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = serializers.ListField(child=serializers.DictField())


TRACE = PolymorphicProxySerializer(
    component_name="TraceAnswer",
    serializers=[TraceSerializer, TraceCollection],
    resource_type_field_name=None,
)
PARAMETERS = [
    description.CODE,
    OpenApiParameter(
        "format", OpenApiTypes.STR, enum=["json", "geojson"], description="json where left out."
    ),
]


class TraceView(APIView):
    """A trace through the drainage network; `direction` is set where the door is hung."""

    rights = {"GET": Right.SEE}
    direction = Direction.UPSTREAM

    def answer(self, request: Request, code: str) -> HttpResponse:
        """The trace as JSON, or with `format=geojson` with the shapes of what it found."""
        given = filters.read(request.query_params, {"format"})
        [form] = filters.words("format", given.get("format", "json"), ["json", "geojson"])[:1]
        asset = visible_asset(request.user, code)
        scope = scope_of(request.user)
        found = trace(asset, self.direction, scope).as_json()
        if form == "json":
            return Response(found)
        # The features are text already: parsing 200,000 of them to write them again would cost more than the trace.
        members = json.dumps(found, ensure_ascii=False)[1:-1]
        features = traced_features(asset, self.direction, scope)
        body = f'{{"type":"FeatureCollection",{members},"features":[{features}]}}'
        return HttpResponse(body, content_type="application/geo+json")


class Upstream(TraceView):
    """What drains to an asset."""

    direction = Direction.UPSTREAM

    @extend_schema(
        operation_id="assets_upstream",
        parameters=PARAMETERS,
        responses={200: OpenApiResponse(TRACE), **description.errors(400, 401, 403, 404)},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """All pipes and nodes that drain to this node or pipe."""
        return self.answer(request, code)


class Downstream(TraceView):
    """What an asset drains to."""

    direction = Direction.DOWNSTREAM

    @extend_schema(
        operation_id="assets_downstream",
        parameters=PARAMETERS,
        responses={200: OpenApiResponse(TRACE), **description.errors(400, 401, 403, 404)},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """All pipes and nodes that this node or pipe drains to."""
        return self.answer(request, code)
