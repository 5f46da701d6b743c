"""
The catalogue of asset classes: what every room asks instead of naming classes itself.

A new class is one entry here, its model in `models/`, and a migration that runs sql/guards again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

POINT = ("Point",)
LINE = ("LineString",)
AREA = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class AssetClass:
    """
    One class of assets.

    geometry_types: OGC names its geometry may have. is_node: pipes may end there. measure: the parent's column
    that sums it up besides the count ("length_m", "area_m2" or None). inspectable: has a condition, is inspected.
    card_fields: the class's own fields that a card or list shows first. symbol: name of its map symbol.
    network: belongs to underground drainage, so never public.
    """

    name: str
    label: Text
    label_plural: Text
    geometry_types: tuple[str, ...]
    symbol: str
    card_fields: tuple[str, ...]
    is_node: bool = False
    measure: str | None = None
    inspectable: bool = True
    network: bool = True

    @property
    def model(self):
        """The class's Django model."""
        return apps.get_model("registry", self.name.replace("_", ""))

    @property
    def own_fields(self) -> list:
        """The model's own concrete fields, without those of Asset."""
        return [field for field in self.model._meta.local_fields if not field.primary_key]


CATALOGUE: dict[str, AssetClass] = {
    entry.name: entry
    for entry in (
        AssetClass(
            "pipe",
            _("Pipe"),
            _("Pipes"),
            LINE,
            "line",
            ("category", "shape", "diameter_mm", "width_mm", "height_mm", "material"),
            measure="length_m",
        ),
        AssetClass(
            "manhole",
            _("Manhole"),
            _("Manholes"),
            POINT,
            "circle",
            ("kind", "category", "depth_m", "cover_material"),
            is_node=True,
        ),
        AssetClass("inlet", _("Inlet"), _("Inlets"), POINT, "square", ("kind", "depth_m"), is_node=True),
        AssetClass(
            "outfall",
            _("Outfall"),
            _("Outfalls"),
            POINT,
            "triangle",
            ("kind", "receiving_water", "diameter_mm"),
            is_node=True,
        ),
        AssetClass(
            "sluice_gate",
            _("Sluice gate"),
            _("Sluice gates"),
            POINT,
            "gate",
            ("kind", "opening_count", "width_m", "height_m", "drive"),
            is_node=True,
        ),
        AssetClass(
            "pumping_station",
            _("Pumping station"),
            _("Pumping stations"),
            POINT,
            "pump",
            ("kind", "design_flow_m3s", "installed_power_kw", "pump_count"),
            is_node=True,
        ),
        AssetClass(
            "treatment_plant",
            _("Treatment plant"),
            _("Treatment plants"),
            POINT + AREA,
            "plant",
            ("capacity_m3d", "process", "discharge_standard"),
            is_node=True,
        ),
        AssetClass(
            "junction",
            _("Hidden point"),
            _("Hidden points"),
            POINT,
            "dot",
            ("feature",),
            is_node=True,
            inspectable=False,
        ),
        AssetClass(
            "water_body",
            _("Water body"),
            _("Water bodies"),
            ("LineString", "MultiLineString", *AREA),
            "water",
            ("kind", "black_odorous_grade"),
            measure="area_m2",
            network=False,
        ),
        AssetClass(
            "park",
            _("Park"),
            _("Parks"),
            AREA,
            "park",
            ("park_class", "is_pocket_park", "green_ratio_percent"),
            measure="area_m2",
            network=False,
        ),
        AssetClass(
            "waste_facility",
            _("Waste facility"),
            _("Waste facilities"),
            POINT + AREA,
            "waste",
            ("kind", "waste_kinds", "capacity_t_per_day"),
            network=False,
        ),
    )
}

NODE_CLASSES = [entry.name for entry in CATALOGUE.values() if entry.is_node]

CONDITION_LABELS = {
    1: _("Very good"),
    2: _("Good"),
    3: _("Fair"),
    4: _("Poor"),
    5: _("Very poor"),
}


def class_choices() -> list[tuple[str, Text]]:
    """The classes as Django choices, in the catalogue's order."""
    return [(entry.name, entry.label) for entry in CATALOGUE.values()]


def condition_choices() -> list[tuple[int, Text]]:
    """The five grades of condition as Django choices; null is "unknown"."""
    return list(CONDITION_LABELS.items())


def name_of(model) -> str:
    """The catalogue's name of a class's model; KeyError for a model that is no asset class."""
    return {entry.name.replace("_", ""): entry.name for entry in CATALOGUE.values()}[model._meta.model_name]
