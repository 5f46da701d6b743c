# ruff: noqa: S608 - the SQL is ours; what people send travels as parameters
"""The map's own SQL of filters and measures: conditions on rows of facts and of assets, values and bands."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from django.utils import timezone

from assets.maps.measures import CONDITION, Measure
from assets.maps.selection import Selection

INSPECTED = {"inspected_before", "inspected_since"}
MAINTAINED = {"maintained_before", "maintained_since"}
# Twelve months of a city are added up once and joined as a whole; of a tile's few assets each is looked up.
WORKED = """worked AS MATERIALIZED (
    SELECT asset_id, count(*) AS works, coalesce(sum(cost_yuan), 0)::float8 AS cost
      FROM work_workorder
     WHERE finished_at >= %(period_starts)s AND finished_at < %(period_ends)s AND state IN ('done', 'verified')
     GROUP BY asset_id
)"""
WORKS = "\n  LEFT JOIN worked ON worked.asset_id = {id}"
WORKS_OF_EACH = """
  LEFT JOIN LATERAL (
       SELECT count(*) AS works, coalesce(sum(cost_yuan), 0) AS cost
         FROM work_workorder
        WHERE asset_id = {id}
          AND finished_at >= %(period_starts)s AND finished_at < %(period_ends)s AND state IN ('done', 'verified')
       ) worked ON true"""
LAST_INSPECTED = """
  LEFT JOIN (
       SELECT asset_id, work_city_date(max(inspected_at)) AS inspected_on
         FROM work_inspection WHERE inspected_at <= %(moment)s GROUP BY asset_id
       ) inspected ON inspected.asset_id = {id}"""
LAST_INSPECTED_OF_EACH = """
  LEFT JOIN LATERAL (
       SELECT work_city_date(max(inspected_at)) AS inspected_on
         FROM work_inspection WHERE asset_id = {id} AND inspected_at <= %(moment)s
       ) inspected ON true"""
LAST_MAINTAINED = """
  LEFT JOIN (
       SELECT asset_id, work_city_date(max(finished_at)) AS maintained_on
         FROM work_workorder WHERE finished_at <= %(moment)s AND state IN ('done', 'verified') GROUP BY asset_id
       ) maintained ON maintained.asset_id = {id}"""
LAST_MAINTAINED_OF_EACH = """
  LEFT JOIN LATERAL (
       SELECT work_city_date(max(finished_at)) AS maintained_on
         FROM work_workorder WHERE asset_id = {id} AND finished_at <= %(moment)s AND state IN ('done', 'verified')
       ) maintained ON true"""
UPKEEP = "\n  LEFT JOIN work_upkeep upkeep ON upkeep.asset_id = {id}"
# What was due on the day asked about: the day before the first of the overdue days around it.
DUE_THEN = (
    UPKEEP
    + """
  LEFT JOIN LATERAL (
       SELECT lower(overdue) - 1 AS due_on
         FROM unnest(upkeep.overdue_days) AS spans (overdue)
        WHERE overdue @> %(today)s::date
       ) due_then ON true"""
)
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Narrowing:
    """
    SQL of a selection over one kind of rows.

    `joins` go after the rows, `where` holds conditions (true where nothing limits), `value` and `band` the measure's.
    `first` is what the joins want to be worked out before, as a named query; empty where nothing.
    """

    joins: str
    where: str
    value: str
    band: str
    first: str = ""


def narrowing(selection: Selection, *, facts: bool, each: bool) -> Narrowing:
    """
    The selection over rows `asset` of assets (their columns as sql/assets_now.sql names them) or, `facts`, of maps_fact.

    `each`: the rows are few, so that what was done is looked up one by one.
    """
    words, measure = selection.words, selection.measure
    key = "asset.asset_id" if facts else "asset.id"
    past = selection.as_of is not None
    inspected = measure.name == "inspected" or bool(INSPECTED & set(words))
    maintained = measure.name == "maintained" or bool(MAINTAINED & set(words))
    overdue = measure.name == "overdue" or "overdue" in words
    joins, columns = [], {}
    if past:
        if inspected:
            joins.append(LAST_INSPECTED_OF_EACH if each else LAST_INSPECTED)
        if maintained:
            joins.append(LAST_MAINTAINED_OF_EACH if each else LAST_MAINTAINED)
        if overdue:
            joins.append(DUE_THEN)
        columns = {
            "inspected": "inspected.inspected_on",
            "maintained": "maintained.maintained_on",
            "due": "due_then.due_on",
        }
    elif facts:
        columns = {
            "inspected": "asset.inspected_on",
            "maintained": "asset.maintained_on",
            "due": "asset.due_on",
        }
    else:
        if inspected or maintained or overdue:
            joins.append(UPKEEP)
        columns = {
            "inspected": "upkeep.last_inspected_on",
            "maintained": "upkeep.last_maintained_on",
            "due": "upkeep.next_due_on",
        }
    if measure.period:
        joins.append(WORKS_OF_EACH if each else WORKS)
    value = _value(measure.name, columns, past)
    return Narrowing(
        joins="".join(joins).replace("{id}", key),
        where="\n       AND ".join(_conditions(selection, columns, facts, key)) or "true",
        value=value,
        band=_band(measure, columns, past),
        first=WORKED if measure.period and not each else "",
    )


def period_parameters(selection: Selection) -> dict:
    """The moments between which works and cost are counted."""
    if selection.since is None or selection.until is None:
        return {"period_starts": None, "period_ends": None}
    return {
        "period_starts": _start(selection.since),
        "period_ends": _start(selection.until + timedelta(days=1)),
    }


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _band(measure: Measure, columns: dict[str, str], past: bool) -> str:
    """SQL of the measure's band, by whole days where it is one of time: millions of rows are banded for a low zoom."""
    limits: list[float] = list(measure.limits)
    if measure.name == CONDITION:
        return "asset.condition"
    if measure.period:
        counted = f"worked.{measure.name}"
        none = f"{counted} IS NULL OR {counted} <= 0"
    elif measure.name == "age":
        counted = "%(today)s::date - asset.installed_on"
        none = "asset.installed_on IS NULL OR asset.installed_on > %(today)s::date"
        # Years are told to a tenth: the last day that is still told as the limit.
        limits = [ceil((limit + 0.05) * DAYS_A_YEAR) - 1 for limit in limits]
    elif measure.name == "overdue" and past:
        counted = f"coalesce(%(today)s::date - {columns['due']}, 0)"
        none = "upkeep.overdue_days IS NULL"
    else:
        column = columns["due" if measure.name == "overdue" else measure.name]
        counted, none = f"%(today)s::date - {column}", f"{column} IS NULL"
    steps = " ".join(f"WHEN {counted} <= {limit} THEN {band}" for band, limit in enumerate(limits, start=1))
    return f"(CASE WHEN {none} THEN 0 {steps} ELSE 5 END)"


def _value(name: str, columns: dict[str, str], past: bool) -> str:
    """SQL of the measure's value: years, days, works or yuan; null where there is none."""
    if name == "age":
        return (
            "(CASE WHEN asset.installed_on <= %(today)s::date"
            f" THEN round(((%(today)s::date - asset.installed_on) / {DAYS_A_YEAR})::numeric, 1)::float8 END)"
        )
    if name == "overdue" and past:
        return (
            "(CASE WHEN upkeep.overdue_days IS NOT NULL"
            f" THEN coalesce(%(today)s::date - {columns['due']}, 0) END)"
        )
    if name in ("inspected", "maintained", "overdue"):
        column = columns["due" if name == "overdue" else name]
        return f"(CASE WHEN {column} IS NOT NULL THEN greatest(%(today)s::date - {column}, 0) END)"
    if name == "works":
        return "coalesce(worked.works, 0)"
    if name == "cost":
        return "coalesce(worked.cost, 0)::float8"
    return "asset.condition"


def _conditions(selection: Selection, columns: dict[str, str], facts: bool, key: str) -> list[str]:
    """What narrows the rows; only what was asked for, so that nothing else is joined or tested."""

    def any_of(column: str, name: str) -> str:
        if facts:  # texts are numbers there
            return f"asset.{column} = ANY (ARRAY(SELECT id FROM maps_word WHERE word = ANY (%({name})s::text[])))"
        return f"asset.{column} = ANY (%({name})s::text[])"

    found = []
    if selection.classes is not None:
        found.append(any_of("asset_class", "classes"))
    if selection.conditions is not None:
        found.append("asset.condition = ANY (%(conditions)s::int[])")
    if selection.statuses is not None:
        found.append(any_of("status", "statuses"))
    if selection.districts is not None:
        found.append("asset.district_id = ANY (%(districts)s::bigint[])")
    if selection.others is not None:
        found.append(f"{key} IN ({selection.others})")
    due = columns["due"]
    overdue = "coalesce(upkeep.overdue_days @> %(today)s::date, false)"
    if selection.as_of is None:
        overdue = f"coalesce({due} < %(today)s::date, false)"
    known = {
        "year_from": "asset.installed_on >= make_date(%(year_from)s, 1, 1)",
        "year_to": "asset.installed_on < make_date(%(year_to)s + 1, 1, 1)",
        "installed_before": "asset.installed_on < %(installed_before)s::date",
        "material": any_of("material", "material"),
        "diameter_min": "asset.size_mm >= %(diameter_min)s",
        "diameter_max": "asset.size_mm <= %(diameter_max)s",
        "owner": any_of("owner", "owner"),
        "inspected_before": f"coalesce({columns['inspected']} < %(inspected_before)s::date, true)",
        "inspected_since": f"{columns['inspected']} >= %(inspected_since)s::date",
        "maintained_before": f"coalesce({columns['maintained']} < %(maintained_before)s::date, true)",
        "maintained_since": f"{columns['maintained']} >= %(maintained_since)s::date",
        "overdue": overdue if selection.words.get("overdue") else f"NOT {overdue}",
    }
    return found + [known[name] for name in selection.words]
