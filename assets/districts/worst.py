"""The worst assets of a district, each with what makes it one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from assets.districts.figures import statement
from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.scope import Scope
from assets.work.models import Task

WORST_NOW = statement("worst_now", "worst_told")
WORST_AS_OF = statement("worst_as_of", "worst_told")
# Poor first: a district with so few poor assets that the list does not fill shows the fair ones too.
GRADES_TRIED = (5, 4, 1)


@dataclass(frozen=True)
class WorstAsset:
    """
    One asset: `seen_on` the day of its last inspection (None: never), `overdue_task` what is longest past its day and by
    `overdue_days` (None: nothing), `age_years` in whole years (None where the installation is not known).
    """

    code: str
    name: str
    asset_class: str
    condition: int
    assessed_on: date | None
    installed_on: date | None
    status: str
    district_code: str | None
    district_name: str
    seen_on: date | None
    overdue_task: str | None
    overdue_days: int | None
    age_years: int | None

    @property
    def class_label(self):
        return CATALOGUE[self.asset_class].label

    @property
    def condition_label(self):
        return CONDITION_LABELS[self.condition]

    @property
    def task_label(self):
        return Task(self.overdue_task).label if self.overdue_task else ""


def worst_assets(
    district_ids: Iterable[int],
    scope: Scope,
    as_of: datetime | None = None,
    asset_classes: list[str] | None = None,
    limit: int = 20,
) -> list[WorstAsset]:
    """
    The `limit` worst assets of the districts, now or at `as_of`: the poorest first, among equals the oldest.

    What is not graded is in no such list. Overdue is told by today's plans and what had been done by then.
    """
    moment = as_of or timezone.now()
    today = timezone.localdate(moment)
    parameters = {
        "districts": list(district_ids),
        "asset_classes": asset_classes,
        **scope.sql_parameters(),
        "moment": moment,
        "today": today,
        "limit": limit,
    }
    rows: list[tuple] = []
    with connection.cursor() as cursor:
        for grade in GRADES_TRIED:
            cursor.execute(WORST_AS_OF if as_of else WORST_NOW, {**parameters, "from_grade": grade})
            rows = cursor.fetchall()
            if len(rows) >= limit:
                break
    return [_told(row, today) for row in rows]


def _told(row: tuple, today: date) -> WorstAsset:
    *said, district_code, name, name_en, seen_on, task, overdue_days = row
    installed_on = said[5]
    english = (get_language() or "").startswith("en")
    place = (name_en if english and name_en else name) or ""
    age = _years(installed_on, today) if installed_on else None
    values: list[Any] = [*said, district_code, place, seen_on, task, overdue_days, age]
    return WorstAsset(*values)


def _years(since: date, until: date) -> int:
    """Whole years from one day to another; never below zero."""
    return max(0, until.year - since.year - ((until.month, until.day) < (since.month, since.day)))
