"""What districts are compared by, and to what it is related: as it is, per km of pipe, per km2, per 10,000 people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assets.districts.figures import Figures, UnitFigures
from assets.districts.templatetags.quantities import hectares, kilometres, percent, quantity, related, yuan
from assets.districts.unit_facts import UnitFacts

PEOPLE_PER_HEAD_FIGURE = 10_000


@dataclass(frozen=True)
class Basis:
    """Something a figure is divided by: its name in the address, its label, the unit's own size in it."""

    name: str
    label: Any
    short: Any
    size: Callable[[UnitFigures, UnitFacts], float | None]


@dataclass(frozen=True)
class Measure:
    """
    Something districts are compared by.

    `value` of a unit's figures, `written` with its unit. `rows` names the link to what is behind it (rows.unit_links).
    `is_amount`: can be added up and related to a basis; a share can not. `related_to_length`: makes sense per km of pipe.
    """

    name: str
    label: Any
    value: Callable[[UnitFigures], float | None]
    written: Callable[[Any], str]
    rows: str
    is_amount: bool = True
    related_to_length: bool = True


def _class_figures(figures: UnitFigures, name: str) -> Figures:
    return figures.by_class.get(name, Figures())


def _pipe_km(figures: UnitFigures, _facts: UnitFacts) -> float:
    return _class_figures(figures, "pipe").length_m / 1000


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("assets", _("Assets"), lambda f: f.total.count, quantity, "assets"),
        Measure(
            "length",
            _("Pipes"),
            lambda f: _class_figures(f, "pipe").length_m,
            kilometres,
            "pipes",
            related_to_length=False,
        ),
        Measure("parks", _("Parks"), lambda f: _class_figures(f, "park").area_m2, hectares, "parks"),
        Measure("poor", _("Poor share"), lambda f: f.total.poor_percent, percent, "poor", is_amount=False),
        Measure("poor_assets", _("Poor"), lambda f: f.total.poor, quantity, "poor"),
        Measure("overdue", _("Overdue assets"), lambda f: f.total.overdue_assets, quantity, "overdue"),
        Measure("open", _("Open work"), lambda f: f.total.open_work, quantity, "open_work"),
        Measure("inspections", _("Inspections"), lambda f: f.total.inspections, quantity, "inspections"),
        Measure("finished", _("Work finished"), lambda f: f.total.work_finished, quantity, "finished"),
        Measure("cost", _("Cost"), lambda f: float(f.total.cost_yuan), yuan, "finished"),
    )
}

BASES: dict[str, Basis] = {
    basis.name: basis
    for basis in (
        Basis("", _("As it is"), "", lambda _figures, _facts: 1),
        Basis("km", _("per km of pipe"), _("/km"), _pipe_km),
        Basis("km2", _("per km² of the unit"), _("/km²"), lambda _figures, facts: facts.area_km2),
        Basis(
            "people",
            _("per 10,000 people"),
            _("/10,000 people"),
            lambda _figures, facts: facts.people / PEOPLE_PER_HEAD_FIGURE if facts.people else None,
        ),
    )
}


def fits(measure: Measure, basis: Basis) -> bool:
    """Whether `measure` can be related to `basis`: a share to nothing, a length of pipe not to itself."""
    if not basis.name:
        return True
    return measure.is_amount and (measure.related_to_length or basis.name != "km")


def value_of(measure: Measure, basis: Basis, figures: UnitFigures, facts: UnitFacts) -> float | None:
    """
    The measure of one unit, divided by the basis; None where it is not known or there is nothing to divide by.

    A measure that `basis` does not fit stays as it is.
    """
    value = measure.value(figures)
    if value is None or not basis.name or not fits(measure, basis):
        return value
    size = basis.size(figures, facts)
    return value / size if size else None


def written(measure: Measure, basis: Basis, value: float | None, *, alone: bool = True) -> str:
    """
    The value with its units: as the measure writes it, and what it is related to.

    Where the basis is said beside it (`alone` False), it is not repeated: labels on a map have little room.
    """
    if value is None or not basis.name or not fits(measure, basis):
        return measure.written(value)
    text = related(measure.written, value)
    return f"{text}{basis.short}" if alone else text
