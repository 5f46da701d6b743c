"""Units held against each other: the table, its order, the map and the bars of the chosen measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from assets.districts.choropleth import CLASSES
from assets.districts.figures import Figures, UnitFigures
from assets.districts.measures import BASES, MEASURES, Basis, Measure, fits, value_of, written
from assets.districts.question import Question
from assets.districts.rows import ConditionPart, condition_parts, unit_links
from assets.districts.unit_facts import UnitFacts
from assets.registry.errors import Malformed
from assets.registry.models import District
from assets.shell.charts import Chart, Series

# The page opens with what planners ask first.
FIRST_MEASURE = "poor"
BAR_COLOUR = "#0a6496"


@dataclass(frozen=True)
class Comparison:
    """
    What the comparing page is asked besides its question: the measure of map and bars, the basis, the classes of the
    legend, and the column the table is sorted by ("-" before it: from the highest).
    """

    measure: Measure
    basis: Basis
    classes: str = "quantile"
    sort: str = ""

    def query(self, question: Question, **other: str) -> str:
        """The whole page as an address, with `other` in the place of its own words."""
        basis = other.get("basis", self.basis.name)
        measure = MEASURES[other.get("measure", self.measure.name)]
        if not fits(measure, BASES[basis]):
            other["basis"] = ""
        said = {
            "measure": self.measure.name,
            "basis": self.basis.name,
            "classes": self.classes,
            "sort": self.sort,
        }
        said |= other
        return "&".join(filter(None, [question.query(), urlencode({k: v for k, v in said.items() if v})]))


@dataclass(frozen=True)
class Cell:
    """One number of the table: as written, the address of the rows behind it, whether it is of the chosen measure."""

    name: str
    label: Any
    text: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One unit of the table."""

    unit: District
    cells: list[Cell]
    condition: list[ConditionPart]
    values: dict[str, float | None]
    url_query: str


@dataclass(frozen=True)
class Column:
    """The head of a column: where a click sorts, and how it is sorted now ("ascending", "descending", "none")."""

    name: str
    label: Any
    query: str
    order: str


def comparison_of(parameters: Mapping[str, str]) -> Comparison:
    """
    The comparison in `measure`, `basis`, `classes` and `sort`.

    Raises Malformed for a word that there is not, and for a basis that the measure cannot be related to.
    """
    measure = MEASURES[_one_of(parameters, "measure", list(MEASURES), FIRST_MEASURE)]
    basis = BASES[_one_of(parameters, "basis", [name for name in BASES if name], "")]
    if not fits(measure, basis):
        possible = [name for name in BASES if name and fits(measure, BASES[name])]
        raise Malformed(
            "basis",
            _("left out or one of %(bases)s for this measure") % {"bases": ", ".join(possible)}
            if possible
            else _("left out: a share is related to nothing"),
        )
    classes = _one_of(parameters, "classes", list(CLASSES), "quantile")
    columns = ["name", *MEASURES]
    sort = _one_of(parameters, "sort", [*columns, *(f"-{name}" for name in columns)], "")
    return Comparison(measure, basis, classes, sort)


def narrowed(figures: UnitFigures, asset_class: str) -> UnitFigures:
    """The same with the figures of one class in the place of all; unchanged where no class is named."""
    if not asset_class:
        return figures
    return replace(figures, total=figures.by_class.get(asset_class, Figures()))


def table_row(
    unit: District, figures: UnitFigures, facts: UnitFacts, question: Question, chosen: Comparison
) -> Row:
    """The row of one unit: every measure on the chosen basis."""
    links = unit_links(unit.code, question)
    values = {name: value_of(measure, chosen.basis, figures, facts) for name, measure in MEASURES.items()}
    return Row(
        unit=unit,
        cells=[
            Cell(
                name,
                measure.label,
                written(measure, chosen.basis, values[name]),
                links[measure.rows],
                measure is chosen.measure,
            )
            for name, measure in MEASURES.items()
        ],
        condition=condition_parts(figures.total, unit.code, question),
        values=values,
        url_query=question.query(),
    )


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """The rows by the column `sort` names, those of which it is not known last; by code where it is empty."""
    name, descending = sort.lstrip("-"), sort.startswith("-")
    if not name:
        return list(rows)
    if name == "name":
        return sorted(rows, key=lambda row: row.unit.label, reverse=descending)
    known = sorted(
        (row for row in rows if row.values[name] is not None),
        key=lambda row: row.values[name] or 0.0,
        reverse=descending,
    )
    return known + [row for row in rows if row.values[name] is None]


def columns(question: Question, chosen: Comparison) -> list[Column]:
    """The heads of the table: a first click sorts numbers from the highest, names from the first."""
    heads = []
    for name, label in [("name", _("District")), *((m.name, m.label) for m in MEASURES.values())]:
        order = {name: "ascending", f"-{name}": "descending"}.get(chosen.sort, "none")
        first, second = (name, f"-{name}") if name == "name" else (f"-{name}", name)
        heads.append(
            Column(name, label, chosen.query(question, sort=second if chosen.sort == first else first), order)
        )
    return heads


def bars(rows: Sequence[Row], chosen: Comparison) -> Chart:
    """The chosen measure as bars, from the highest to the lowest; the keys are the units' codes."""
    measure = chosen.measure
    order = in_order(rows, f"-{measure.name}")
    texts = [next(cell.text for cell in row.cells if cell.name == measure.name) for row in order]
    links = [next(cell.url for cell in row.cells if cell.name == measure.name) for row in order]
    said = ", ".join(f"{row.unit.label} {text}" for row, text in zip(order, texts, strict=True))
    return Chart(
        name="compared-bars",
        title=str(measure.label),
        said=said,
        heading=_("District"),
        categories=[row.unit.label for row in order],
        keys=[row.unit.code for row in order],
        series=[
            Series(
                name=str(measure.label),
                values=[row.values[measure.name] for row in order],
                written=texts,
                links=links,
                colour=BAR_COLOUR,
            )
        ],
        horizontal=True,
        labelled=True,
    )


def _one_of(parameters: Mapping[str, str], name: str, known: list[str], default: str) -> str:
    text = parameters.get(name, "").strip()
    if text and text not in known:
        raise Malformed(name, _("one of %s") % ", ".join(known))
    return text or default
