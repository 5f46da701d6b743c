"""
Conditions by day and work by month, counted from the rows.

Stands in, behind the same names, until summaries answer these questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from assets.districts.figures import ASSETS_AS_OF, statement
from assets.registry.scope import Scope

WORK_BY_MONTH = statement("work_by_month")


@dataclass(frozen=True)
class WorkMonth:
    """What was done in one month to one class, of one kind."""

    month: date
    asset_class: str
    kind: str
    inspections: int
    works: int
    cost_yuan: Decimal


def condition_trend(
    district_ids: Iterable[int], scope: Scope, days: list[date]
) -> dict[date, dict[str, dict[str, int]]]:
    """At the end of each day, by class: how many assets of each grade ("1" to "5", "unknown"), not removed."""
    trend: dict[date, dict[str, dict[str, int]]] = {}
    with connection.cursor() as cursor:
        for day in days:
            end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(
                microseconds=1
            )
            cursor.execute(
                ASSETS_AS_OF, {"districts": list(district_ids), "as_of": end, **scope.sql_parameters()}
            )
            names = [column.name for column in cursor.description]
            found: dict[str, dict[str, int]] = {}
            for row in cursor.fetchall():
                said = dict(zip(names, row, strict=True))
                grades = found.setdefault(said["asset_class"], {})
                for name, value in said.items():
                    if name.startswith("condition_"):
                        grade = name.removeprefix("condition_")
                        grades[grade] = grades.get(grade, 0) + value
            trend[day] = found
    return trend


def work_by_month(district_ids: Iterable[int], scope: Scope, first: date, last: date) -> list[WorkMonth]:
    """Inspections made and work finished in the months from that of `first` to that of `last`, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            WORK_BY_MONTH,
            {
                "districts": list(district_ids),
                **scope.sql_parameters(),
                "since": timezone.make_aware(datetime.combine(first.replace(day=1), time.min)),
                "until": timezone.make_aware(
                    datetime.combine((last.replace(day=1) + timedelta(days=32)).replace(day=1), time.min)
                ),
            },
        )
        return [WorkMonth(*row) for row in cursor.fetchall()]


def latest_recount():
    """No recount has been made yet."""
    return None
