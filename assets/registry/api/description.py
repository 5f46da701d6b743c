"""How the API describes itself (OpenAPI): parameters, bodies and answers of this room's doors."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from assets.registry.classes import CATALOGUE
from assets.registry.filters import known_words
from assets.registry.models import Asset, District
from assets.registry.paging import PAGE_SIZE, PAGE_SIZE_LIMIT
from assets.registry.serializers import LISTED, PropertiesSerializer, properties_of


def query(name: str, description: str, kind=OpenApiTypes.STR) -> OpenApiParameter:
    """A query parameter."""
    return OpenApiParameter(name, kind, description=description)


DISTRICT = query("district", "Code of a district; all below it are included.")
CURSOR = query("cursor", "From the last page's `next`.")
PAGES = [
    query("page_size", f"1 to {PAGE_SIZE_LIMIT}, {PAGE_SIZE} where not given.", OpenApiTypes.INT),
    CURSOR,
]
KINDS = {"integer": OpenApiTypes.INT, "date": OpenApiTypes.DATE}
AS_OF = query("as_of", "A day (its end) or a moment (ISO 8601): the assets as they stood then.")


def filter_parameters() -> list[OpenApiParameter]:
    """The words of registry.filters, those of upper rooms too."""
    return [
        *(
            query(word.name, word.description, KINDS.get(word.kind, OpenApiTypes.STR))
            for word in known_words().values()
        ),
        AS_OF,
    ]


def list_parameters() -> list[OpenApiParameter]:
    """What the list of assets takes: filters and pages."""
    return [*filter_parameters(), *PAGES]


CODE = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of an asset.")
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="ETag of the record the change was made upon: 409 where it has changed since.",
)

GEOMETRY = {
    "type": "object",
    "description": "A GeoJSON geometry; WGS84 degrees unless `srid` says otherwise.",
    "properties": {
        "type": {
            "type": "string",
            "enum": ["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"],
        },
        "coordinates": {"type": "array", "items": {}},
    },
    "required": ["type", "coordinates"],
}


@extend_schema_field(GEOMETRY)
class GeometryField(serializers.JSONField):
    """A GeoJSON geometry."""


class Error(serializers.Serializer):
    """What every refusal looks like."""

    detail = serializers.CharField(help_text="A sentence for people, in their language.")
    code = serializers.CharField(help_text="A word for machines.")
    parameter = serializers.CharField(required=False, help_text="The parameter or field that was malformed.")
    fields = serializers.DictField(required=False, help_text="Sentences by field.")  # type: ignore[assignment]


def errors(*statuses: int) -> dict:
    """The refusals an operation may answer with."""
    return dict.fromkeys(statuses, Error)


class CommonProperties(PropertiesSerializer):
    """The properties that assets of every class have, as lists show them."""

    class Meta:
        model = Asset
        fields = [*LISTED, "district"]
        read_only_fields = fields
        extra_kwargs: dict = {"code": {"validators": []}}
        validators: list = []


def feature_of(name: str, properties: serializers.BaseSerializer) -> type[serializers.Serializer]:
    """A GeoJSON Feature around `properties`."""
    return type(
        f"{name}Feature",
        (serializers.Serializer,),
        {
            "__doc__": "A GeoJSON Feature in WGS84.",
            "type": serializers.ChoiceField(choices=["Feature"]),
            "id": serializers.CharField(help_text="The asset's code."),
            "geometry": GeometryField(),
            "properties": properties,
        },
    )


def write_of(class_name: str) -> type[serializers.Serializer]:
    """The flat body that records or changes an asset of a class."""
    base = properties_of(class_name)
    return type(
        f"{class_name.title().replace('_', '')}Write",
        (base,),
        {
            "asset_class": serializers.ChoiceField(choices=[class_name], required=False),
            "geometry": GeometryField(required=False),
            "srid": serializers.IntegerField(required=False, help_text="EPSG number of the geometry's CRS."),
            "Meta": type("Meta", (base.Meta,), {"fields": [*base.Meta.fields, "geometry", "srid"]}),
        },
    )


AssetListFeature = feature_of("AssetList", CommonProperties())


class AssetCollection(serializers.Serializer):
    """A page of assets."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = AssetListFeature(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")


ASSET_FEATURE = PolymorphicProxySerializer(
    component_name="AssetFeature",
    serializers=[feature_of(name.title().replace("_", ""), properties_of(name)()) for name in CATALOGUE],
    resource_type_field_name=None,
)
ASSET_WRITE = PolymorphicProxySerializer(
    component_name="AssetWrite",
    serializers=[write_of(name) for name in CATALOGUE],
    resource_type_field_name=None,
)


class Change(serializers.Serializer):
    """One field's change."""

    field = serializers.CharField()
    label = serializers.CharField(help_text="The field's name in the reader's language.")
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    before_text = serializers.CharField(help_text="The value in the reader's language.")
    after_text = serializers.CharField(help_text="The value in the reader's language.")


class HistoryEntry(serializers.Serializer):
    """One line of an asset's history."""

    when = serializers.DateTimeField()
    kind = serializers.CharField(help_text="created, changed, deleted, inspection, work_order ...")
    title = serializers.CharField()
    who = serializers.CharField()
    changeset = serializers.IntegerField(allow_null=True)
    changes = Change(many=True)
    detail = serializers.DictField(help_text="What else is known; `moved_m` is how far the geometry moved.")
    url = serializers.CharField()


class HistoryPage(serializers.Serializer):
    """A page of an asset's history, newest first."""

    code = serializers.CharField()
    results = HistoryEntry(many=True)
    next = serializers.URLField(allow_null=True)


class DistrictProperties(serializers.ModelSerializer):
    """A district without its boundary."""

    parent = serializers.CharField(
        source="parent.code", allow_null=True, help_text=_("Code of the unit above.")
    )
    has_boundary = serializers.BooleanField()

    class Meta:
        model = District
        fields = ["code", "name", "name_en", "level", "parent", "has_boundary", "accuracy"]


class DistrictList(serializers.Serializer):
    """The districts, from the city down."""

    results = DistrictProperties(many=True)


DistrictFeature = feature_of("District", DistrictProperties())


class DistrictCollection(serializers.Serializer):
    """The districts that have a boundary, with it."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    features = DistrictFeature(many=True)


DISTRICTS = PolymorphicProxySerializer(
    component_name="Districts",
    serializers=[DistrictList, DistrictCollection],
    resource_type_field_name=None,
)
