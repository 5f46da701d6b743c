"""
Sums over time from the stores (models.py): how the condition went, what was done by month; and their upkeep.

Days and months are the city's. What an asset's district was at a day is what `condition_trend` counts by; what was
done counts where the asset lies today.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from assets.registry.scope import Scope

GRADES = ("1", "2", "3", "4", "5", "unknown")

# As it stood at the end of each day asked about; without what was removed.
TREND = """
WITH days AS (
    SELECT day, date_trunc('month', day)::date AS month FROM unnest(%(days)s::date[]) AS asked (day)
), months AS MATERIALIZED (
    SELECT month, condition, sum(assets) AS assets, sum(length_m) AS length_m, sum(area_m2) AS area_m2
      FROM districts_tallymonth
     WHERE district_id = ANY (%(districts)s)
       AND status <> 'removed'
       AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
     GROUP BY month, condition
), stood AS (
    SELECT days.day, months.condition, months.assets, months.length_m, months.area_m2
      FROM days
      JOIN months ON months.month < days.month
     UNION ALL
    SELECT days.day, tally.condition, tally.assets, tally.length_m, tally.area_m2
      FROM days
      JOIN districts_tally tally ON tally.on_day BETWEEN days.month AND days.day
     WHERE tally.district_id = ANY (%(districts)s)
       AND tally.status <> 'removed'
       AND (%(scope_classes)s::text[] IS NULL OR tally.asset_class = ANY (%(scope_classes)s))
)
SELECT day, condition, sum(assets)::bigint, sum(length_m), sum(area_m2) FROM stood GROUP BY day, condition
"""
BY_MONTH = """
SELECT month, kind, sum(inspections)::bigint, sum(works)::bigint, sum(cost_yuan)
  FROM districts_worktally
 WHERE month BETWEEN date_trunc('month', %(first)s::date) AND date_trunc('month', %(last)s::date)
   AND district_id = ANY (%(districts)s)
   AND (%(scope_classes)s::text[] IS NULL OR asset_class = ANY (%(scope_classes)s))
 GROUP BY month, kind
HAVING sum(inspections) <> 0 OR sum(works) <> 0 OR sum(cost_yuan) <> 0
 ORDER BY month, kind
"""

KEYS = {
    "districts_tally": (
        "on_day, district_id, asset_class, condition, status",
        ("assets", "length_m", "area_m2"),
    ),
    "districts_tallymonth": (
        "month, district_id, asset_class, condition, status",
        ("assets", "length_m", "area_m2"),
    ),
    "districts_worktally": ("month, district_id, asset_class, kind", ("inspections", "works", "cost_yuan")),
    "districts_workday": ("on_day, district_id, asset_class, kind", ("inspections", "works", "cost_yuan")),
    "districts_duetally": (
        "span, on_day, district_id, asset_class",
        ("assets", "tasks", "open_work", "overdue_work"),
    ),
}
# Only rows this statement itself deleted are written back: rows appended meanwhile, and a second run beside it, are safe.
COMPACT = """
WITH gone AS (
    DELETE FROM {table}
     WHERE id IN (SELECT id FROM (SELECT id, count(*) OVER (PARTITION BY {keys}) AS rows FROM {table}) same
                   WHERE rows > 1)
    RETURNING *
)
INSERT INTO {table} ({keys}, {sums})
SELECT {keys}, {added} FROM gone GROUP BY {keys} HAVING {nonzero}
"""


@dataclass
class Condition:
    """How the assets of a unit stood at the end of `day`: counts by grade "1" to "5" and "unknown", metres, m2."""

    day: date
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))
    length_m: float = 0.0
    area_m2: float = 0.0

    @property
    def assets(self) -> int:
        """All assets that were there, but for those removed."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """The mean grade of the assets whose condition was known; None where none was."""
        known = self.assets - self.counts["unknown"]
        return sum(int(grade) * self.counts[grade] for grade in GRADES[:5]) / known if known else None

    @property
    def poor_percent(self) -> float | None:
        """Grades 4 and 5 among the known, in per cent; None where none was known."""
        known = self.assets - self.counts["unknown"]
        return 100 * (self.counts["4"] + self.counts["5"]) / known if known else None


@dataclass(frozen=True)
class MonthOfWork:
    """What was done in a month (its first day), of one kind (work.Task): how often, and for how many yuan."""

    month: date
    kind: str
    inspections: int
    works: int
    cost_yuan: Decimal


def condition_trend(district_ids: Iterable[int], scope: Scope, days: Iterable[date]) -> list[Condition]:
    """
    How the assets of these districts together stood at the end of each of `days`, in the order of the days.

    `district_ids` are the districts counted, none below them is added (figures.paths_below gives all of a unit); those
    outside `scope` are left out. A day before the registry began has zeros.
    """
    asked = sorted(set(days))
    stood = {day: Condition(day) for day in asked}
    with connection.cursor() as cursor:
        cursor.execute(TREND, {"days": asked, **_parameters(district_ids, scope)})
        found = cursor.fetchall()
    for day, condition, assets, length_m, area_m2 in found:
        stood[day].counts[str(condition) if condition else "unknown"] += assets
        stood[day].length_m += length_m
        stood[day].area_m2 += area_m2
    return [stood[day] for day in asked]


def work_by_month(district_ids: Iterable[int], scope: Scope, first: date, last: date) -> list[MonthOfWork]:
    """What was done to the assets of these districts in the months from that of `first` to that of `last`, by kind."""
    with connection.cursor() as cursor:
        cursor.execute(BY_MONTH, {"first": first, "last": last, **_parameters(district_ids, scope)})
        return [MonthOfWork(*row) for row in cursor.fetchall()]


def compact() -> None:
    """Merge what changes appended; safe beside edits, readers and another run."""
    for table, (keys, sums) in KEYS.items():
        statement = COMPACT.format(
            table=table,
            keys=keys,
            sums=", ".join(sums),
            added=", ".join(f"sum({name})" for name in sums),
            nonzero=" OR ".join(
                f"abs(sum({name})) > 0.001" if name in ("length_m", "area_m2") else f"sum({name}) <> 0"
                for name in sums
            ),
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")


def rebuild() -> None:
    """Make every store anew from rows and history, `work_upkeep` too; writers wait meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT work_upkeep_rebuild()")
        cursor.execute("SELECT districts_rebuild()")


def _parameters(district_ids: Iterable[int], scope: Scope) -> dict:
    wanted = set(district_ids)
    if scope.district_ids is not None:
        wanted &= set(scope.district_ids)
    return {"districts": sorted(wanted), **scope.sql_parameters()}
