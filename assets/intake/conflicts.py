# ruff: noqa: S608 - names of tables and fields are ours
"""
Conflicts: what somebody changed in the registry since a delivery was compared with it, shown with three values: when
it was compared, now, and in the file. Never overwritten: applying leaves such rows out and keeps the three values.
"""

import json
from typing import Any

from django.db import connection

from assets.intake import convert, targets, verdicts
from assets.intake.models import Delivery, Finding
from assets.intake.plan import ImportPlan

ASSET_EVENTS = "registry_assetevent"
# So many conflicts of a delivery keep their three values when it is applied.
MOST_KEPT = 500

COUNT = """
SELECT count(*) FROM {verdicts} v LEFT JOIN registry_asset asset ON asset.id = v.asset_id
 WHERE v.verdict = 'updated' AND asset.updated_at IS DISTINCT FROM v.seen_updated_at
"""
LISTED = """
SELECT v.rid FROM {verdicts} v LEFT JOIN registry_asset asset ON asset.id = v.asset_id
 WHERE v.verdict = 'updated' AND asset.updated_at IS DISTINCT FROM v.seen_updated_at AND v.rid > %(after)s
 ORDER BY v.rid LIMIT %(limit)s
"""
AMONG = """
SELECT v.rid FROM {verdicts} v LEFT JOIN registry_asset asset ON asset.id = v.asset_id
 WHERE v.rid = ANY (%(rids)s) AND asset.updated_at IS DISTINCT FROM v.seen_updated_at
"""


def note_moment(delivery: Delivery, plan: ImportPlan) -> None:
    """Note in the findings (`seen_events`) how far the histories are: what is later was not compared."""
    seen = {}
    with connection.cursor() as cursor:
        for events in [ASSET_EVENTS, *(f"{verdicts.table_of(name)}event" for name in plan.classes)]:
            cursor.execute(f"SELECT coalesce(max(pgh_id), 0) FROM {events}")
            seen[events] = cursor.fetchone()[0]
    delivery.findings["seen_events"] = seen


def count(plan: ImportPlan) -> int:
    """How many rows would change an asset that somebody has changed since. At once where nothing has changed at all."""
    seen = plan.delivery.findings.get("seen_events", {}).get(ASSET_EVENTS, 0)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {ASSET_EVENTS} WHERE pgh_id > %s)", [seen])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(COUNT.format(**plan.tables.names()))
        return cursor.fetchone()[0]


def rids(plan: ImportPlan, after: int, limit: int) -> list[int]:
    """The rows of such assets, at most `limit` after the row `after`."""
    with connection.cursor() as cursor:
        cursor.execute(LISTED.format(**plan.tables.names()), {"after": after, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def among(plan: ImportPlan, wanted: list[int]) -> list[int]:
    """Those of the rows whose asset was changed since it was compared."""
    with connection.cursor() as cursor:
        cursor.execute(AMONG.format(**plan.tables.names()), {"rids": wanted})
        return [row[0] for row in cursor.fetchall()]


def three_values(plan: ImportPlan, wanted: list[int]) -> dict[int, dict[str, list]]:
    """
    Row to field to [when compared, in the registry now, in the file], of fields where the registry's has changed or the
    file's is another (None where the file does not bring it).
    """
    found: dict[int, dict[str, list]] = {}
    with connection.cursor() as cursor:
        for asset_class in plan.classes:
            cursor.execute(_sql(plan, asset_class), {"rids": wanted})
            for rid, is_there, values in cursor.fetchall():
                told = json.loads(values)
                if not is_there:  # nothing of it is left: what the file would have changed
                    told = {
                        name: [seen, None, file]
                        for name, (seen, _now, file) in told.items()
                        if file is not None
                    }
                found[rid] = {name: three for name, three in told.items() if _tells(three)}
    return found


def _tells(three: list[Any]) -> bool:
    """Whether the registry's value has changed, or the file says another; an empty cell of the file says nothing."""
    seen, now, file = three
    return seen != now or (file not in (None, "", {}, []) and file != now)


def _sql(plan: ImportPlan, asset_class: str) -> str:
    """SQL of row, whether the asset is still there, and the three values of each field."""
    seen = plan.delivery.findings.get("seen_events", {})
    own_events = f"{verdicts.table_of(asset_class)}event"
    pairs = []
    brought = {target.name for target in plan.brought(asset_class)}
    for target in targets.of_class(asset_class).values():
        past = "was_own" if target.own else "was"
        now = f"{verdicts.alias_of(target)}.{target.name}"
        file = f"p.{target.staged}" if target.name in brought else "NULL::text"
        pairs.append(_three(target.name, f"{past}.{target.name}", now, file))
    place = "ST_AsText({}.geometry, 2)"
    pairs.append(_three("geometry", place.format("was"), place.format("asset"), place.format("r")))
    listed = " || ".join(pairs)

    def latest(events: str) -> str:
        return (
            f"(SELECT event.* FROM {events} event WHERE event.pgh_obj_id = coalesce(i.matched_id, v.asset_id)"
            f" AND event.pgh_id <= {int(seen.get(events, 0))} ORDER BY event.pgh_id DESC LIMIT 1)"
        )

    return f"""
SELECT i.rid, asset.id IS NOT NULL, {listed}
  {verdicts.joined(plan, asset_class)}
  LEFT JOIN {plan.tables["verdicts"]} v ON v.rid = i.rid
  LEFT JOIN LATERAL {latest(ASSET_EVENTS)} was ON true
  LEFT JOIN LATERAL {latest(own_events)} was_own ON true
 WHERE i.asset_class = '{asset_class}' AND i.rid = ANY (%(rids)s)"""


def _three(name: str, seen: str, now: str, file: str) -> str:
    return (
        f"jsonb_build_object({convert.quoted(name)},"
        f" jsonb_build_array(to_jsonb({seen}), to_jsonb({now}), to_jsonb({file})))"
    )


def keep(plan: ImportPlan) -> None:
    """Write the three values into the findings of the conflicts that applying has just left out."""
    findings = list(plan.delivery.row_findings.filter(problem="changed_meanwhile")[:MOST_KEPT])
    values = three_values(plan, [rid_of(finding) for finding in findings])
    for finding in findings:
        finding.parameters = {"fields": values.get(rid_of(finding), {})}
    Finding.objects.bulk_update(findings, ["parameters"])


def rid_of(finding: Finding) -> int:
    """The row's number in the whole delivery."""
    return (finding.layer << convert.LAYER_SHIFT) + finding.row_no
