"""Figures made ready for a page: rows of classes, parts of a condition bar, each with the address of what is behind it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assets.districts.figures import GRADES, Figures, UnitFigures
from assets.districts.period import Period
from assets.registry.classes import CATALOGUE, CONDITION_LABELS, AssetClass

THERE = "status=planned,in_service,out_of_service"


@dataclass(frozen=True)
class ConditionPart:
    """One grade of a bar: how many, what share of all in per cent and where it begins, where they are listed."""

    grade: str
    label: Any
    count: int
    share: float
    offset: float
    url: str


@dataclass(frozen=True)
class ClassRow:
    """One class of a district's table."""

    asset_class: AssetClass
    figures: Figures
    condition: list[ConditionPart]
    links: dict[str, str]


def condition_parts(figures: Figures, code: str, asset_class: str = "") -> list[ConditionPart]:
    """The bar of a histogram from very good to unknown; grades that nothing has are left out."""
    narrowed = f"&asset_class={asset_class}" if asset_class else ""
    parts: list[ConditionPart] = []
    offset = 0.0
    for grade in GRADES:
        if not figures.condition[grade]:
            continue
        share = 100 * figures.condition[grade] / figures.count
        parts.append(
            ConditionPart(
                grade=grade,
                label=CONDITION_LABELS[int(grade)] if grade.isdigit() else _("unknown"),
                count=figures.condition[grade],
                share=share,
                offset=offset,
                url=f"{reverse('asset-list')}?district={code}{narrowed}&{THERE}&condition={grade}",
            )
        )
        offset += share
    return parts


def class_rows(unit: UnitFigures, code: str, period: Period) -> list[ClassRow]:
    """A row for each class that has anything to tell."""
    rows = []
    for name, figures in unit.by_class.items():
        here = f"district={code}&asset_class={name}"
        rows.append(
            ClassRow(
                asset_class=CATALOGUE[name],
                figures=figures,
                condition=condition_parts(figures, code, name) if CATALOGUE[name].inspectable else [],
                links={
                    "assets": f"{reverse('asset-list')}?{here}&{THERE}",
                    "overdue": f"{reverse('due-list')}?{here}",
                    "open_work": f"{reverse('work-list')}?{here}&state=open",
                    "finished": f"{reverse('work-list')}?{here}&state=done,verified&{period.query}",
                    "inspections": f"{reverse('inspection-list')}?{here}&{period.query}",
                },
            )
        )
    return rows
