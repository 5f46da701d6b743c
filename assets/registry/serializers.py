"""
Assets as GeoJSON features, and what is accepted back.

Reading goes by `.values()` with the geometry written by the database: one query a page, whatever its size.
"""

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache

from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, FloatField, Func, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from assets.registry.classes import CATALOGUE, AssetClass
from assets.registry.geojson import as_geojson
from assets.registry.models import Asset
from assets.standards.value_domains import DOMAINS

# What the registry itself keeps: shown, and only taken back unchanged.
KEPT = ("asset_class", "district", "length_m", "area_m2", "created_at", "updated_at")
WRITABLE = (
    "code",
    "source",
    "source_code",
    "name",
    "status",
    "condition",
    "condition_assessed_on",
    "condition_method",
    "condition_reason",
    "installed_on",
    "installed_precision",
    "owner",
    "maintainer",
    "road",
    "address",
    "note",
    "extra",
)
LISTED = (*WRITABLE, "asset_class", "length_m", "area_m2", "updated_at")
NODE_ENDS = ("start_node", "end_node")


def features(assets: QuerySet, key: str = "") -> list[dict]:
    """
    The assets as GeoJSON features with the fields common to all classes, in one query.

    With `key` each feature also carries that column as "key", for the caller to take out.
    """
    rows = assets.annotate(as_geojson_text=as_geojson(), district_code=F("district__code")).values(
        *LISTED, "as_geojson_text", "district_code", *([key] if key else [])
    )
    if not key:
        return [_feature(row) for row in rows]
    return [{"key": row.pop(key), **_feature(row)} for row in rows]


def past(events: QuerySet) -> QuerySet:
    """Rows of an asset's history with the columns that the asset itself has generated, so that filters fit both."""
    return events.annotate(
        mercator=Transform("geometry", 3857),
        length_m=Func(F("geometry"), function="ST_Length", output_field=FloatField()),
        area_m2=Func(F("geometry"), function="ST_Area", output_field=FloatField()),
        updated_at=F("pgh_created_at"),
    )


def feature(asset: Asset) -> dict:
    """One asset as a GeoJSON feature with all fields of its class."""
    entry = CATALOGUE[asset.asset_class]
    own = {name: f"{name}__code" if name in NODE_ENDS else name for name in own_names(entry)}
    row = (
        entry.model.objects.filter(pk=asset.pk)
        .annotate(as_geojson_text=as_geojson(), district_code=F("district__code"))
        .values(*LISTED, "created_at", "as_geojson_text", "district_code", *own.values())
        .get()
    )
    ends = {name: row.pop(column) for name, column in own.items() if name != column}
    return _feature({**row, **ends})


def own_names(entry: AssetClass) -> list[str]:
    """The names of the fields that only this class has."""
    return [field.name for field in entry.own_fields]


def _feature(row: dict) -> dict:
    shape = json.loads(row.pop("as_geojson_text"))
    properties = {"district": row.pop("district_code"), **row}
    return {"type": "Feature", "id": row["code"], "geometry": shape, "properties": properties}


class FiniteFloatField(serializers.FloatField):
    """A float that JSON can hold: 1e999 is not."""

    def to_internal_value(self, data) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            raise serializers.ValidationError(_("This is no number that can be stored."))
        return value


class NodeField(serializers.SlugRelatedField):
    """A pipe's end by the code of a node that the user may see; null where unknown."""

    def __init__(self, **options) -> None:
        super().__init__(slug_field="code", allow_null=True, required=False, **options)

    def get_queryset(self) -> QuerySet:
        from assets.registry.scope import visible_assets

        request = self.context.get("request")
        return visible_assets(getattr(request, "user", None), Asset.objects.filter(is_node=True))


class PropertiesSerializer(serializers.ModelSerializer):
    """The properties of one class's feature; the classes' own are made by `properties_of`."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        **{
            field: FiniteFloatField
            for field, plain in serializers.ModelSerializer.serializer_field_mapping.items()
            if plain is serializers.FloatField
        },
    }

    asset_class = serializers.CharField(read_only=True, help_text="The asset's class; fixed.")
    district = serializers.CharField(
        read_only=True,
        allow_null=True,
        source="district.code",
        help_text="Code of its district, kept by the database from the geometry; null outside every boundary.",
    )
    extra = serializers.DictField(required=False, help_text="Columns of the source that found no field here.")

    def validate_code(self, value: str) -> str:
        if not value and self.instance is not None:
            raise serializers.ValidationError(_("An asset needs a code."))
        return value

    def validate_waste_kinds(self, value: list[str]) -> list[str]:
        known = [kind.value for kind in DOMAINS["waste_kind"]]
        if not set(value) <= set(known):
            raise serializers.ValidationError(_("Each must be one of %s.") % ", ".join(known))
        return value


@cache
def properties_of(class_name: str) -> type[PropertiesSerializer]:
    """The serializer of a class's properties: the common fields and its own."""
    entry = CATALOGUE[class_name]
    own = own_names(entry)
    meta = type(
        "Meta",
        (),
        {
            "model": entry.model,
            "fields": [*WRITABLE, *KEPT, *own],
            "read_only_fields": list(KEPT),
            "validators": [],  # the database refuses, refusals.py says why
            "extra_kwargs": {"code": {"required": False, "validators": []}, "status": {"required": False}},
        },
    )
    declared: dict = {name: NodeField(queryset=Asset.objects.none()) for name in NODE_ENDS if name in own}
    for field in entry.own_fields:
        if isinstance(field, ArrayField):
            declared[field.name] = serializers.ListField(
                child=serializers.CharField(max_length=40), required=False, max_length=50
            )
    camel = class_name.title().replace("_", "")
    return type(f"{camel}PropertiesSerializer", (PropertiesSerializer,), {"Meta": meta, **declared})


def same(sent, shown) -> bool:
    """Whether a value sent back is the one that was shown (dates and moments are texts in JSON)."""
    if hasattr(shown, "isoformat"):
        from rest_framework.utils.encoders import JSONEncoder

        return sent in (shown.isoformat(), JSONEncoder().default(shown))
    return sent == shown


def unknown_names(sent: Mapping, entry: AssetClass) -> Iterable[str]:
    """Names in `sent` that no field of the class has."""
    return sorted(set(map(str, sent)) - {*WRITABLE, *KEPT, *own_names(entry)})
