"""
Conditions by day and work by month, counted from the rows.

Stands in, behind the same names, until summaries answer these questions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from assets.districts.figures import ASSETS_AS_OF, GRADES, statement
from assets.registry.scope import Scope

WORK_BY_MONTH = statement("work_by_month")


@dataclass
class Condition:
    """How the assets stood at the end of `day`: counts by grade "1" to "5" and "unknown"."""

    day: date
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))


@dataclass(frozen=True)
class MonthOfWork:
    """What was done in a month (its first day), of one kind: how often, and for how many yuan."""

    month: date
    kind: str
    inspections: int
    works: int
    cost_yuan: Decimal


def condition_trend(district_ids: Iterable[int], scope: Scope, days: Iterable[date]) -> list[Condition]:
    """How the assets of these districts together stood at the end of each of `days`, in the order of the days."""
    trend = []
    with connection.cursor() as cursor:
        for day in sorted(set(days)):
            end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
            moment = end - timedelta(microseconds=1)
            cursor.execute(
                ASSETS_AS_OF, {"districts": list(district_ids), "as_of": moment, **scope.sql_parameters()}
            )
            names = [column.name for column in cursor.description]
            stood = Condition(day)
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if name.startswith("condition_"):
                        stood.counts[name.removeprefix("condition_")] += value
            trend.append(stood)
    return trend


def work_by_month(district_ids: Iterable[int], scope: Scope, first: date, last: date) -> list[MonthOfWork]:
    """What was done to the assets of these districts in the months from that of `first` to that of `last`, by kind."""
    after = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(
            WORK_BY_MONTH,
            {
                "districts": list(district_ids),
                **scope.sql_parameters(),
                "since": timezone.make_aware(datetime.combine(first.replace(day=1), time.min)),
                "until": timezone.make_aware(datetime.combine(after, time.min)),
            },
        )
        return [MonthOfWork(*row) for row in cursor.fetchall()]


def latest_recount():
    """No recount has been made yet."""
    return None
