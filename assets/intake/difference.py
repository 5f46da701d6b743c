# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
The difference between a delivery and the registry, as a person reviews it: counts, rows with before and after, a map.

Reads the staging tables of a delivery in review; of one that is applied, its history.
"""

import json
from dataclasses import asdict, dataclass, field

from django.db import connection
from django.db.models import Count, Min

from assets.intake import conflicts, convert, difference_map, replacement, staging, verdicts
from assets.intake.checks import all_checks
from assets.intake.models import Delivery, Finding
from assets.intake.plan import ImportPlan
from assets.intake.report import as_json, warnings_now
from assets.intake.sql import statement
from assets.intake.understanding.columns import plan_from_findings
from assets.registry.errors import Malformed

STATES = ("created", "updated", "unchanged", "rejected", "removed", "conflict", "changes")
MOST_ROWS = 500
OF_REJECTED = """EXISTS (SELECT FROM intake_finding rejecting
                 WHERE rejecting.delivery_id = finding.delivery_id AND rejecting.severity = 'rejects'
                   AND rejecting.layer = finding.layer AND rejecting.row_no = finding.row_no)"""
OF_VERDICT = """EXISTS (SELECT FROM {verdicts} v
                 WHERE v.rid = (finding.layer::bigint << 40) + finding.row_no AND v.verdict = %(verdict)s)"""


@dataclass
class Row:
    """
    One row of the difference. changes: field to [before, after] (before is None for a new asset), nodes by their
    numbers; moved_m: how far, where the place changes; conflict: where the asset has changed since it was compared,
    field to [then, now, in the file]; problems: what the checks say, as in the report.
    """

    rid: int
    layer: int
    row: int
    code: str
    asset_class: str
    state: str
    changes: dict[str, list] = field(default_factory=dict)
    moved_m: float | None = None
    conflict: dict[str, list] = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)

    def as_json(self) -> dict:
        return asdict(self)


def reviewable(delivery: Delivery) -> bool:
    """Whether the rows of the difference are there to be seen."""
    return delivery.state in (Delivery.State.REVIEW, Delivery.State.APPLYING) and staging.exists(
        staging.Tables(delivery.pk)["verdicts"]
    )


def summary(delivery: Delivery) -> dict:
    """
    `counts` (read, created ...), `by_class` (class to verdict to number), `problems` (word, severity, count, the sentence
    of the first row that has it), `warnings` (of the whole file, as in the report), `mapping`, `srid`, `encoding`, `crs` (what was thought of it).
    """
    by_class: dict[str, dict[str, int]] = {}
    if reviewable(delivery):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT asset_class, verdict, count(*) FROM {staging.Tables(delivery.pk)['verdicts']} GROUP BY 1, 2"
            )
            for asset_class, verdict, number in cursor.fetchall():
                by_class.setdefault(asset_class, {})[verdict] = number
    problems = (
        delivery.row_findings.order_by()
        .values("problem", "severity")
        .annotate(count=Count("pk"), first=Min("pk"))
        .order_by("severity", "-count")
    )
    firsts = Finding.objects.in_bulk([problem["first"] for problem in problems])
    return {
        "state": delivery.state,
        "counts": delivery.counts,
        "by_class": by_class,
        "problems": [
            {**problem, "message": as_json(firsts[problem["first"]])["message"]} for problem in problems
        ],
        "warnings": warnings_now(delivery),
        "mapping": delivery.report.get("mapping", {}),
        "encoding": delivery.report.get("encoding", ""),
        "srid": delivery.findings.get("srid"),
        "crs": delivery.findings.get("crs", {}),
    }


def rows(
    delivery: Delivery, state: str = "", problem: str = "", after: int = 0, limit: int = 50
) -> list[Row]:
    """
    At most `limit` rows (500 at the most) after the row `after` (its `rid`), of one state, with one problem, or both.

    Besides verdicts a state can be `changes` (all but what is unchanged), `removed` (assets that a replacement would remove; their rid is the asset's) and
    `conflict` (rows whose asset was changed in the registry since). Empty once the staging is gone (applied, refused);
    rejected rows stay, from the findings. Raises Malformed for an unknown state or problem.
    """
    if state and state not in STATES:
        raise Malformed("state", ", ".join(STATES))
    if problem and problem not in all_checks():
        raise Malformed("problem", ", ".join(all_checks()))
    limit = max(1, min(limit, MOST_ROWS))
    there = reviewable(delivery)
    if state == "rejected" or problem:
        page = _found_rows(delivery, state, problem, after, limit, there)
    elif not there:
        return []
    elif state == "removed":
        return _removed_rows(delivery, after, limit)
    elif state == "conflict":
        page = _conflicting_rows(delivery, after, limit)
    else:
        page = _staged_rows(delivery, state, after, limit)
    if there and page:
        plan = plan_from_findings(delivery)
        _compare(plan, page)
        _tell_conflicts(plan, page)
    _tell_problems(delivery, page)
    return page


def _staged_rows(delivery: Delivery, state: str, after: int, limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement("difference_rows", **staging.Tables(delivery.pk).names()),
            {"state": state, "after": after, "limit": limit},
        )
        return [Row(*row) for row in cursor.fetchall()]


def _removed_rows(delivery: Delivery, after: int, limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement("difference_removed", **staging.Tables(delivery.pk).names()),
            {"after": after, "limit": limit},
        )
        return [Row(*row) for row in cursor.fetchall()]


def _conflicting_rows(delivery: Delivery, after: int, limit: int) -> list[Row]:
    wanted = conflicts.rids(plan_from_findings(delivery), after, limit)
    return [
        Row(rid, rid >> convert.LAYER_SHIFT, rid & ((1 << convert.LAYER_SHIFT) - 1), "", "", "updated")
        for rid in wanted
    ]


def _tell_conflicts(plan: ImportPlan, page: list[Row]) -> None:
    """The three values of those rows of the page whose asset was changed since it was compared."""
    by_rid = {row.rid: row for row in page if row.state == "updated"}
    stale = conflicts.among(plan, list(by_rid))
    if stale:
        for rid, fields in conflicts.three_values(plan, stale).items():
            by_rid[rid].conflict = fields


def _found_rows(
    delivery: Delivery, state: str, problem: str, after: int, limit: int, there: bool
) -> list[Row]:
    """Rows that the checks found something in, from the findings, which outlive the staging."""
    if state in ("removed", "conflict"):
        return []
    if state == "changes":
        state = ""
    of_state = "true"
    if state == "rejected" and problem:
        of_state = OF_REJECTED
    elif state in ("created", "updated", "unchanged"):
        of_state = OF_VERDICT.format(verdicts=staging.Tables(delivery.pk)["verdicts"]) if there else "false"
    parameters = {
        "delivery": delivery.pk,
        "state": "" if problem else state,
        "verdict": state,
        "problem": problem,
        "after": after,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement("difference_found", of_state=of_state), parameters)
        page = [Row(*row) for row in cursor.fetchall()]
    if state == "rejected":
        for row in page:
            row.state = state
    return page


def _tell_problems(delivery: Delivery, page: list[Row]) -> None:
    places = {(row.layer, row.row): row for row in page}
    found = delivery.row_findings.filter(
        layer__in={row.layer for row in page}, row_no__in=[row.row for row in page]
    )
    for finding in found:
        if row := places.get((finding.layer, finding.row_no)):
            row.problems.append({**as_json(finding), "severity": finding.severity})
            row.conflict = row.conflict or finding.parameters.get("fields", {})


def _compare(plan: ImportPlan, page: list[Row]) -> None:
    """Fill in class, state and before and after of the rows that have a verdict."""
    by_rid = {row.rid: row for row in page}
    with connection.cursor() as cursor:
        for asset_class in plan.classes:
            cursor.execute(_changes_sql(plan, asset_class), {"rids": list(by_rid)})
            for rid, code, verdict, changes, moved_m in cursor.fetchall():
                row = by_rid[rid]
                row.asset_class, row.state, row.code = asset_class, verdict, code
                row.changes, row.moved_m = json.loads(changes or "{}"), moved_m


def _changes_sql(plan: ImportPlan, asset_class: str) -> str:
    """SQL of rid, code, verdict, changes (jsonb) and moved_m of the rows `%(rids)s` of a class."""
    compared = verdicts.comparison(plan, asset_class)
    parts = []
    for target in plan.brought(asset_class):
        before = f"{verdicts.alias_of(target)}.{target.name}"
        parts.append(_part(target.name, compared[target.name], before, f"p.{target.staged}"))
    parts.append(
        _part(
            "extra",
            compared["extra"],
            "asset.extra",
            f"coalesce({verdicts.new_extra(plan, asset_class)}, p.extra)",
        )
    )
    if asset_class == "pipe":
        for end in ("start", "end"):
            before = f"(SELECT code FROM registry_asset WHERE id = own.{end}_node_id)"
            parts.append(_part(f"{end}_node", compared[f"{end}_node"], before, f"r.{end}_number"))
    changes = "\n         || ".join(parts)
    return f"""
SELECT i.rid, coalesce(nullif(r.source_code, ''), asset.code, ''), v.verdict,
       CASE WHEN v.verdict IN ('created', 'updated') THEN {changes} END,
       CASE WHEN v.verdict = 'updated' AND {verdicts.MOVED} THEN ST_HausdorffDistance(asset.geometry, r.geometry) END
  {verdicts.joined(plan, asset_class)}
  JOIN {plan.tables["verdicts"]} v ON v.rid = i.rid
 WHERE v.asset_class = '{asset_class}' AND i.rid = ANY (%(rids)s)"""


def _part(name: str, differs: str, before: str, after: str) -> str:
    literal = convert.quoted(name)
    return (
        f"CASE WHEN {differs} THEN jsonb_build_object({literal}, jsonb_build_array(to_jsonb({before}), to_jsonb({after})))"
        " ELSE '{}'::jsonb END"
    )


def conflicts_of(delivery: Delivery) -> int:
    """How many rows of a delivery in review would change an asset that was changed in the registry since."""
    return conflicts.count(plan_from_findings(delivery)) if reviewable(delivery) else 0


def missing(delivery: Delivery) -> list[tuple[str, str]]:
    """Class and code of what a full replacement proposes as removed, the first 200; empty once it is applied."""
    if not (delivery.counts.get("removed") and reviewable(delivery)):
        return []
    return replacement.listed(plan_from_findings(delivery))


def map_features(delivery: Delivery, limit: int = 2000, **filters) -> dict:
    """The difference as GeoJSON (`difference_map.features`); nothing once it is applied or refused."""
    if not reviewable(delivery):
        return {"type": "FeatureCollection", "features": [], "truncated": False}
    return difference_map.features(delivery, limit, **filters)
