"""The small map that compares districts by one measure, drawn as SVG: it prints, and needs no script."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from assets.districts.figures import SQL, Figures, UnitFigures
from assets.districts.templatetags.quantities import kilometres, percent, quantity, yuan
from assets.registry.models import District

OUTLINES = (SQL / "outlines.sql").read_text(encoding="utf-8")
# One hue from light to dark: the order is seen with any colour vision, and in grey.
SHADES = ("#e3eef5", "#b5d3e6", "#7fb3d3", "#3f87b5", "#0f5585")
NO_VALUE = "#ffffff"


@dataclass(frozen=True)
class Measure:
    """Something districts are compared by: its name in the address, its label, how it is read and written."""

    name: str
    label: Any
    value: Callable[[Figures], float | None]
    written: Callable[[Any], str]


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("poor", _("In poor condition"), lambda f: f.poor_percent, percent),
        Measure("assets", _("Assets"), lambda f: f.count, quantity),
        Measure("length", _("Length of pipes"), lambda f: f.length_m, kilometres),
        Measure("overdue", _("Overdue assets"), lambda f: f.overdue_assets, quantity),
        Measure("open", _("Open work"), lambda f: f.open_work, quantity),
        Measure("cost", _("Cost in the period"), lambda f: float(f.cost_yuan), yuan),
    )
}


@dataclass(frozen=True)
class Shape:
    """One district of the map: SVG path, where its label stands, its value and shade."""

    district: District
    path: str
    label_x: float
    label_y: float
    value: str
    shade: str


@dataclass(frozen=True)
class Choropleth:
    """The map: its frame (SVG viewBox), shapes, and the legend from lowest to highest."""

    view_box: str
    font_size: float
    shapes: list[Shape]
    legend: list[tuple[str, str]]
    measure: Measure

    @property
    def halo(self) -> float:
        """Width of the white edge that keeps a label readable on any shade."""
        return self.font_size / 4


def choropleth(
    figures: dict[int, UnitFigures], districts: list[District], measure: Measure
) -> Choropleth | None:
    """The map of those `districts` that have a boundary; None where none has."""
    with connection.cursor() as cursor:
        cursor.execute(OUTLINES, {"units": [district.pk for district in districts]})
        outlines = cursor.fetchall()
    if not outlines:
        return None
    values = {unit: measure.value(found.total) for unit, found in figures.items()}
    known = [value for value in values.values() if value is not None]
    lowest, highest = (min(known), max(known)) if known else (0, 0)
    by_id = {district.pk: district for district in districts}
    shapes = []
    for unit, path, label_x, label_y, *_frame in outlines:
        value = values.get(unit)
        step = _step(value, lowest, highest)
        shapes.append(
            Shape(
                district=by_id[unit],
                path=path,
                label_x=label_x,
                label_y=label_y,
                value=measure.written(value),
                shade=NO_VALUE if step is None else SHADES[step],
            )
        )
    west, top, width, height = outlines[0][4:]
    margin = width * 0.01
    return Choropleth(
        view_box=f"{west - margin:.0f} {top - margin:.0f} {width + 2 * margin:.0f} {height + 2 * margin:.0f}",
        font_size=width / 36,
        shapes=shapes,
        legend=_legend(measure, lowest, highest) if known else [],
        measure=measure,
    )


def _step(value: float | None, lowest: float, highest: float) -> int | None:
    if value is None:
        return None
    if highest == lowest:
        return 0
    return min(len(SHADES) - 1, int((value - lowest) / (highest - lowest) * len(SHADES)))


def _legend(measure: Measure, lowest: float, highest: float) -> list[tuple[str, str]]:
    if highest == lowest:
        return [(SHADES[0], measure.written(lowest))]
    width = (highest - lowest) / len(SHADES)
    return [
        (shade, f"{measure.written(lowest + width * step)} – {measure.written(lowest + width * (step + 1))}")
        for step, shade in enumerate(SHADES)
    ]
