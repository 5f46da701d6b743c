# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""What a check is, how the package's checks are found and run."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial

from django.db import connection
from django.utils.encoding import force_str
from django.utils.functional import Promise

from assets.intake import staging, targets
from assets.intake.beside import Beside
from assets.intake.models import Finding
from assets.intake.plan import ImportPlan

ROWS, IDENTITY, NETWORK = "rows", "identity", "network"
REJECTS, WARNS = Finding.Severity.REJECTS, Finding.Severity.WARNS

RECORD = """
INSERT INTO intake_finding (delivery_id, severity, problem, layer, row_no, code, field, parameters)
SELECT {delivery}, '{severity}', '{problem}', found.layer, found.row_no, left(found.code, 200), left(found.field, 100), found.parameters
  FROM ({found}) AS found (layer, row_no, code, field, parameters)
"""

REJECTED = """
INSERT INTO {rejected} (rid)
SELECT DISTINCT (finding.layer::bigint << 40) + finding.row_no
  FROM intake_finding finding
 WHERE finding.delivery_id = {delivery}
   AND finding.severity = 'rejects'
   AND NOT EXISTS (SELECT FROM {rejected} known WHERE known.rid = (finding.layer::bigint << 40) + finding.row_no)
"""


@dataclass(frozen=True)
class Check:
    """
    One check. problem: the machine word; message: a translatable sentence, its %(name)s places filled by the row's
    parameters (`code` and `field` are always there); found: gives, for an import, statements (SELECT layer, row_no,
    code, field, parameters jsonb; run with no parameters, "%" is plain) that find the rows.
    """

    problem: str
    severity: str
    stage: str
    message: str | Promise
    found: Callable[[ImportPlan], Iterable[str]]


@cache
def all_checks() -> dict[str, Check]:
    """Every check of the package by its machine word, in the order of file names."""
    package = importlib.import_module("assets.intake.checks")
    found = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if module.name != "check":
            check = importlib.import_module(f"{package.__name__}.{module.name}").CHECK
            found[check.problem] = check
    return found


def run(plan: ImportPlan, stage: str, aside: Beside | None = None) -> None:
    """
    Run the stage's checks: findings into intake_finding, rejected rows into the delivery's `rejected`.

    Those that only warn run `aside`, if given: nothing that follows waits for them.
    """
    names = {"delivery": plan.delivery.pk, "rejected": plan.tables["rejected"]}
    with connection.cursor() as cursor:
        for check in all_checks().values():
            if check.stage != stage:
                continue
            for found in check.found(plan):
                record = RECORD.format(**names, severity=check.severity, problem=check.problem, found=found)
                if aside and check.severity == WARNS:
                    aside.run(partial(_record, record))
                else:
                    _record(record, cursor)
        cursor.execute(REJECTED.format(**names))
        staging.analyze(cursor, names["rejected"])


def _record(record: str, cursor) -> None:
    cursor.execute(record)


def sentence(problem: str, code: str = "", field: str = "", parameters: dict | None = None) -> str:
    """The finding's sentence in the active language."""
    check = all_checks().get(problem)
    if check is None:
        return problem
    return force_str(check.message) % {"code": code, "field": targets.label(field), **(parameters or {})}


def rows_where(plan: ImportPlan, condition: str, parameters: str = "'{}'::jsonb", good: bool = False) -> str:
    """SELECT of rows (alias r) that satisfy `condition`; `good`: only those not rejected in an earlier stage."""
    still_good = (
        f"AND NOT EXISTS (SELECT FROM {plan.tables['rejected']} x WHERE x.rid = r.rid)" if good else ""
    )
    return f"""
        SELECT r.layer, r.row_no, r.source_code, '', {parameters}
          FROM {plan.tables["rows"]} r
         WHERE ({condition}) {still_good}"""


def brought(plan: ImportPlan, asset_class: str, *names: str) -> list[str]:
    """Those of the fields `names` that the file brings for a class; staged as `f_<name>` in its proposed table."""
    if asset_class not in plan.classes:
        return []
    here = {target.name for target in plan.brought(asset_class)}
    return [name for name in names if name in here]


def not_understood(plan: ImportPlan, kinds: set[str], condition: str = "true") -> Iterable[str]:
    """
    SELECTs of cells that filled no field although their column is mapped to one of these kinds: their text stands in
    `extra` (alias p, the text `p.extra ->> name` as `typed`). `condition` may speak of `typed`.
    """
    from assets.intake.convert import quoted

    for asset_class in plan.classes:
        names: dict[str, str] = {}
        for layer in plan.layers:
            if asset_class in layer.classes:
                for target, column in layer.targets(asset_class).items():
                    if target.kind in kinds and target.name not in layer.derived:
                        names.setdefault(layer.name(column), target.name)
        for name, field in names.items():
            yield f"""
                SELECT r.layer, r.row_no, r.source_code, '{field}', jsonb_build_object('text', typed)
                  FROM (SELECT p.rid, p.extra ->> {quoted(name)} AS typed
                          FROM {plan.tables.proposed(asset_class)} p
                         WHERE p.extra <> '{{}}' AND p.extra ? {quoted(name)}) p
                  JOIN {plan.tables["rows"]} r USING (rid)
                 WHERE {condition}"""
