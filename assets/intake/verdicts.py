# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
The verdict on every row: created, updated, unchanged or rejected, by comparing it with the registry as it is.

Only fields that the file brings are compared, and an empty cell says nothing: it never empties a field.
"""

from django.db import connection

from assets.intake import staging
from assets.intake.convert import quoted
from assets.intake.plan import ImportPlan
from assets.intake.targets import Target
from assets.registry.classes import CATALOGUE

# Re-projection and rewriting in another format move a corner by less than this: no change.
SAME_PLACE_M = 0.001

MOVED = f"""CASE
    WHEN asset.geometry = r.geometry THEN false
    WHEN ST_NPoints(asset.geometry) <> ST_NPoints(r.geometry) OR GeometryType(asset.geometry) <> GeometryType(r.geometry) THEN true
    ELSE ST_HausdorffDistance(asset.geometry, r.geometry) > {SAME_PLACE_M}
END"""


def table_of(asset_class: str) -> str:
    """The class's own table."""
    return CATALOGUE[asset_class].model._meta.db_table


def alias_of(target: Target) -> str:
    """Where a field stands in the registry: alias of the assets' or of the class's table."""
    return "own" if target.own else "asset"


def differs(target: Target) -> str:
    """SQL: the file says something of this field, and something else than the registry."""
    return f"(p.{target.staged} IS NOT NULL AND p.{target.staged} IS DISTINCT FROM {alias_of(target)}.{target.name})"


def end_differs(end: str) -> str:
    """SQL: the pipe's end is known now and is another than the registry's."""
    return f"(e.{end}_node_id IS NOT NULL AND e.{end}_node_id IS DISTINCT FROM own.{end}_node_id)"


def new_extra(plan: ImportPlan, asset_class: str) -> str:
    """SQL of `extra` after the import: columns understood now leave it, the file's others are laid over it."""
    names = ", ".join(quoted(name) for name in plan.mapped_names(asset_class))
    return f"((asset.extra - ARRAY[{names}]::text[]) || p.extra)"


def comparison(plan: ImportPlan, asset_class: str, only_changes: bool = False) -> dict[str, str]:
    """Name of each thing that may differ to the SQL that tells whether it does; `geometry` and `extra` included."""
    compared = {"geometry": MOVED}
    compared |= {target.name: differs(target) for target in plan.brought(asset_class)}
    if asset_class == "pipe":
        compared |= {"start_node": end_differs("start"), "end_node": end_differs("end")}
    compared["extra"] = f"asset.extra IS DISTINCT FROM {new_extra(plan, asset_class)}"
    return compared


def joined(plan: ImportPlan, asset_class: str) -> str:
    """FROM clause: identity i, row r, fields p, and the registry's asset and own where the row is matched."""
    tables = plan.tables
    ends = f"LEFT JOIN {tables['ends']} e ON e.rid = i.rid" if asset_class == "pipe" else ""
    return f"""
  FROM {tables["identity"]} i
  JOIN {tables["rows"]} r ON r.rid = i.rid
  JOIN {tables.proposed(asset_class)} p ON p.rid = i.rid
  LEFT JOIN registry_asset asset ON asset.id = i.matched_id
  LEFT JOIN {table_of(asset_class)} own ON own.asset_ptr_id = i.matched_id
  {ends}"""


def compute(plan: ImportPlan) -> None:
    """Make the table `verdicts` anew: rid, asset_class, asset_id, verdict, seen_updated_at of every good row."""
    tables = plan.tables
    selects = [_of_class(plan, asset_class) for asset_class in plan.classes]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {tables['verdicts']}")
        cursor.execute(f"CREATE UNLOGGED TABLE {tables['verdicts']} AS {' UNION ALL '.join(selects)}")
        cursor.execute(f"ALTER TABLE {tables['verdicts']} ADD PRIMARY KEY (rid)")
        staging.analyze(cursor, tables["verdicts"])


def _of_class(plan: ImportPlan, asset_class: str) -> str:
    if plan.delivery.option("on_conflict", "update") == "skip":
        existing = "'unchanged'"
    else:
        any_change = "\n            OR ".join(comparison(plan, asset_class).values())
        existing = f"CASE WHEN {any_change} THEN 'updated' ELSE 'unchanged' END"
    return f"""
SELECT i.rid,
       '{asset_class}'::text AS asset_class,
       i.asset_id,
       CASE WHEN asset.id IS NULL THEN 'created' ELSE {existing} END AS verdict,
       asset.updated_at AS seen_updated_at
  {joined(plan, asset_class)}
 WHERE i.asset_class = '{asset_class}'
   AND NOT EXISTS (SELECT FROM {plan.tables["rejected"]} x WHERE x.rid = i.rid)"""


def counts(plan: ImportPlan) -> dict[str, int]:
    """read, created, updated, unchanged, rejected; read is their sum, by way of the rows that the file announces."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT verdict, count(*) FROM {plan.tables['verdicts']} GROUP BY verdict")
        found = dict(cursor.fetchall())
        cursor.execute(f"SELECT count(*) FROM {plan.tables['rejected']}")
        rejected = cursor.fetchone()[0]
    read = sum(max(layer.layer["rows"], layer.layer["announced_rows"]) for layer in plan.layers)
    return {
        "read": read,
        "created": found.get("created", 0),
        "updated": found.get("updated", 0),
        "unchanged": found.get("unchanged", 0),
        "rejected": rejected,
    }
