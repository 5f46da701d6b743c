"""Figures made ready for a page: rows of classes, parts of a condition bar, each with the address of what is behind it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assets.districts.figures import GRADES, Figures, UnitFigures
from assets.districts.question import Question
from assets.registry.classes import CATALOGUE, CONDITION_LABELS, AssetClass

THERE = "planned,in_service,out_of_service"


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


def asset_rows(code: str, question: Question, day: date | None = None, **words: str) -> str:
    """
    The address of the assets behind a number: of the unit `code`, not removed, narrowed by `words`.

    As they stood at the end of `day`, else at the moment of the question.
    """
    moment = day or question.day
    said = {
        "district": code,
        "asset_class": question.asset_class,
        "status": THERE,
        **words,
        "as_of": moment.isoformat() if moment else "",
    }
    return (
        f"{reverse('asset-list')}?{urlencode({name: text for name, text in said.items() if text}, safe=',')}"
    )


def _list(door: str, code: str, question: Question, **words: str) -> str:
    """The address of a list of the work room, narrowed."""
    said = {"district": code, "asset_class": question.asset_class, **words}
    return f"{reverse(door)}?{urlencode({name: text for name, text in said.items() if text}, safe=',')}"


def finished_rows(code: str, question: Question, first: date, last: date, **words: str) -> str:
    """The work finished from `first` to `last`."""
    return _list("work-list", code, question, state="done,verified", **_days(first, last), **words)


def inspection_rows(code: str, question: Question, first: date, last: date, **words: str) -> str:
    """The inspections made from `first` to `last`."""
    return _list("inspection-list", code, question, **_days(first, last), **words)


def planned_rows(code: str, question: Question, tasks: str) -> str:
    """What the plans ask for of these `tasks` (a comma list): every asset with the day it is due."""
    return _list("due-list", code, question, overdue="no", kind=tasks)


def _days(first: date, last: date) -> dict[str, str]:
    return {"since": first.isoformat(), "until": last.isoformat()}


def month_end(month: date) -> date:
    """The last day of the month that `month` is in."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def unit_links(code: str, question: Question) -> dict[str, str]:
    """The rows behind each figure of a unit."""
    since, until = question.period.since, question.period.until
    then = {"open_on": question.day.isoformat()} if question.day else {"state": "open"}
    overdue = asset_rows(code, question, overdue="yes") if question.day else _list("due-list", code, question)
    return {
        "assets": asset_rows(code, question),
        "pipes": asset_rows(code, question, asset_class="pipe"),
        "parks": asset_rows(code, question, asset_class="park"),
        "poor": asset_rows(code, question, condition="4,5"),
        "overdue": overdue,
        "open_work": _list("work-list", code, question, **then),
        "overdue_work": _list("work-list", code, question, overdue="yes", **then),
        "finished": finished_rows(code, question, since, until),
        "inspections": inspection_rows(code, question, since, until),
    }


def condition_parts(
    figures: Figures, code: str, question: Question, asset_class: str = ""
) -> list[ConditionPart]:
    """The bar of a histogram from very good to unknown; grades that nothing has are left out."""
    words: dict[str, Any] = {"asset_class": asset_class} if asset_class else {}
    parts: list[ConditionPart] = []
    offset = 0.0
    for grade in GRADES:
        if not figures.condition[grade]:
            continue
        share = 100 * figures.condition[grade] / figures.count
        parts.append(
            ConditionPart(
                grade=grade,
                label=grade_label(grade),
                count=figures.condition[grade],
                share=share,
                offset=offset,
                url=asset_rows(code, question, condition=grade, **words),
            )
        )
        offset += share
    return parts


def grade_label(grade: str):
    """What a grade is called: "Very good" to "Very poor", "unknown"."""
    return CONDITION_LABELS[int(grade)] if grade.isdigit() else _("unknown")


def class_rows(unit: UnitFigures, code: str, question: Question) -> list[ClassRow]:
    """A row for each class that has anything to tell."""
    return [
        ClassRow(
            asset_class=CATALOGUE[name],
            figures=figures,
            condition=condition_parts(figures, code, question, name) if CATALOGUE[name].inspectable else [],
            links=unit_links(code, Question(question.period, question.as_of, name)),
        )
        for name, figures in unit.by_class.items()
    ]
