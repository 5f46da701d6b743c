"""The small map that compares units by one measure, drawn as SVG: it prints, and is there without a script."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from assets.districts.figures import SQL
from assets.registry.models import District

OUTLINES = (SQL / "outlines.sql").read_text(encoding="utf-8")
# One hue from light to dark: the order is seen with any colour vision, and in grey.
SHADES = ("#e3eef5", "#b5d3e6", "#7fb3d3", "#3f87b5", "#0f5585")
# Of what is not known: drawn hatched.
NO_SHADE = None
CLASSES = {"quantile": _("Same number of units in each"), "equal": _("Equal steps")}


@dataclass(frozen=True)
class Step:
    """One class of the legend: from `lowest` to `highest`, both included where a unit has them."""

    shade: str
    lowest: float
    highest: float


@dataclass(frozen=True)
class Shape:
    """One unit of the map: SVG path, where its label stands, its value as written; `shade` None: not known, hatched."""

    district: District
    path: str
    label_x: float
    label_y: float
    value: str
    shade: str | None


@dataclass(frozen=True)
class Choropleth:
    """The map: its frame (SVG viewBox), shapes, the legend from lowest to highest, whether anything is hatched."""

    view_box: str
    font_size: float
    shapes: list[Shape]
    legend: list[tuple[str, str]]

    @property
    def halo(self) -> float:
        """Width of the white edge that keeps a label readable on any shade."""
        return self.font_size / 3.5

    @property
    def hatch(self) -> float:
        """Distance of the lines that mark what is not known."""
        return self.font_size / 3

    @property
    def has_unknown(self) -> bool:
        """Whether the value of any unit is not known."""
        return any(shape.shade is None for shape in self.shapes)


def choropleth(
    units: Sequence[District],
    values: dict[int, float | None],
    written: Callable[[float | None], str],
    classes: str = "quantile",
) -> Choropleth | None:
    """The map of those `units` that have a boundary, shaded by `values` (by the unit's id); None where none has."""
    by_id = {unit.pk: unit for unit in units}
    with connection.cursor() as cursor:
        cursor.execute(OUTLINES, {"units": list(by_id)})
        outlines = cursor.fetchall()
    if not outlines:
        return None
    steps = steps_of([value for value in values.values() if value is not None], classes)
    shapes = [
        Shape(
            district=by_id[unit],
            path=path,
            label_x=label_x,
            label_y=label_y,
            value=written(values.get(unit)),
            shade=shade_of(values.get(unit), steps),
        )
        for unit, path, label_x, label_y, *_frame in outlines
    ]
    west, top, width, height = outlines[0][4:]
    margin = width * 0.01
    return Choropleth(
        view_box=f"{west - margin:.0f} {top - margin:.0f} {width + 2 * margin:.0f} {height + 2 * margin:.0f}",
        font_size=width / 36,
        shapes=shapes,
        legend=[(step.shade, _range(step, written)) for step in steps],
    )


def steps_of(known: list[float], classes: str) -> list[Step]:
    """
    The classes of the legend: five at most, never more than there are different values.

    "equal": as wide as each other, an empty one too. "quantile": about as many units in each, equal values together;
    each is named by the lowest and the highest value in it.
    """
    different = sorted(set(known))
    if not different:
        return []
    count = min(len(SHADES), len(different))
    # Few classes still reach from light to dark.
    shades = [SHADES[round(place * (len(SHADES) - 1) / max(1, count - 1))] for place in range(count)]
    if classes == "equal" and count > 1:
        lowest, width = different[0], (different[-1] - different[0]) / count
        return [
            Step(
                shade,
                lowest + width * place,
                different[-1] if place == count - 1 else lowest + width * (place + 1),
            )
            for place, shade in enumerate(shades)
        ]
    groups: list[list[float]] = [[] for _shade in shades]
    previous, first = None, 0
    for place, value in enumerate(sorted(known)):
        if value == previous:  # equal values stand where the first of them stands
            place = first
        else:
            previous, first = value, place
        groups[place * count // len(known)].append(value)
    return [Step(shade, min(group), max(group)) for shade, group in zip(shades, groups, strict=True) if group]


def shade_of(value: float | None, steps: list[Step]) -> str | None:
    """The shade of the first class that reaches up to the value; None for what is not known."""
    if value is None:
        return NO_SHADE
    return next((step.shade for step in steps if value <= step.highest), steps[-1].shade)


def _range(step: Step, written: Callable[[Any], str]) -> str:
    low, high = written(step.lowest), written(step.highest)
    return low if low == high else f"{low} – {high}"
