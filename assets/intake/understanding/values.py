# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
The delivery's table of values: what each distinct text of a column means for a field.

Python sees a distinct text once, however many rows hold it; the rows are converted by joining this table.
"""

import re
from collections.abc import Callable

from django.db import connection
from psycopg2.extras import execute_values

from assets.intake import limits
from assets.intake.convert import as_text
from assets.intake.plan import ATTACHMENT, FEATURE, ImportPlan, LayerPlan
from assets.intake.targets import Target
from assets.intake.understanding import words
from assets.standards import value_domains
from assets.standards.survey_points import NO_ATTACHMENT

# What a text means: field name to value; empty where it means nothing known.
Reading = Callable[[str], dict[str, str]]
ASSET_CLASS = "asset_class"


def fill(plan: ImportPlan) -> None:
    """Make the table of values and mark in the plan which fields are read through it."""
    table = plan.tables["values"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE UNLOGGED TABLE {table} (layer smallint, column_no smallint, field text, raw text, value text)"
        )
        for layer in plan.layers:
            for column, reading, fields in readings(layer):
                layer.meanings |= {(column, name) for name in fields}
                _fill_column(table, layer, column, reading, plan, cursor)
        cursor.execute(f"CREATE UNIQUE INDEX ON {table} (layer, column_no, field, raw)")
        cursor.execute(f"ANALYZE {table}")


def _fill_column(
    table: str, layer: LayerPlan, column: int, reading: Reading, plan: ImportPlan, cursor
) -> None:
    text = as_text(layer, column)
    cursor.execute(
        f"SELECT DISTINCT {text} FROM {plan.tables.layer(layer.position)} l WHERE l.c{column} IS NOT NULL"
        f" LIMIT {limits.distinct_values()}"
    )
    found = [
        (layer.position, column, field, raw, value)
        for (raw,) in cursor.fetchall()
        for field, value in reading(raw).items()
    ]
    execute_values(cursor.cursor, f"INSERT INTO {table} VALUES %s", found, page_size=1000)


def readings(layer: LayerPlan) -> list[tuple[int, Reading, set[str]]]:
    """Each column that is read through the table: how, and which fields it fills."""
    found: dict[int, list[tuple[Reading, set[str]]]] = {}
    for asset_class in layer.classes:
        for target, column in layer.targets(asset_class).items():
            if target.name in layer.derived:
                found.setdefault(column, []).append((_nothing, {target.name}))
            elif reading := _reading(layer, target, column):
                found.setdefault(column, []).append((reading, {target.name}))
    if len(layer.classes) > 1:
        for role, reading in ((ATTACHMENT, attachment), (FEATURE, feature)):
            if role in layer.roles:
                found.setdefault(layer.roles[role], []).append((reading, {ASSET_CLASS}))
    return [
        (
            column,
            _together([reading for reading, _ in several]),
            set().union(*(names for _, names in several)),
        )
        for column, several in found.items()
    ]


def _nothing(raw: str) -> dict[str, str]:
    """A derived field has no reading of its own: that of the column's main field fills it."""
    return {}


def _together(several: list[Reading]) -> Reading:
    def read(raw: str) -> dict[str, str]:
        meaning: dict[str, str] = {}
        for reading in several:
            meaning |= reading(raw)
        return meaning

    return read


def _reading(layer: LayerPlan, target: Target, column: int) -> Reading | None:
    """How a column's texts are read for a field; None where SQL does it (texts and plain numbers)."""
    if column == layer.roles.get(ATTACHMENT):
        return attachment
    if target.name == "diameter_mm" and layer.kind(column) == "text":
        return words.section
    if target.name == "condition":
        return lambda raw: _only(target.name, words.grade(raw))
    if target.name == "flow_against":
        return lambda raw: _only(target.name, words.flow_against(raw))
    if target.kind == "yes_no":
        return lambda raw: _only(target.name, words.yes_no(raw))
    if target.kind == "date":
        return lambda raw: _date(target.name, raw)
    if target.kind == "list":
        return lambda raw: _list(target.name, raw)
    if target.kind == "choice":
        domain = target.domain or target.name
        return lambda raw: _only(target.name, value_domains.recognise(domain, raw))
    return None


def _only(field: str, value: str | None) -> dict[str, str]:
    return {} if value is None else {field: value}


def _date(field: str, raw: str) -> dict[str, str]:
    read = words.day(raw)
    if read is None:
        return {}
    day, precision = read
    return {field: day, **({"installed_precision": precision} if field == "installed_on" else {})}


def _list(field: str, raw: str) -> dict[str, str]:
    parts = [part for part in re.split(r"[,，、;；/\s]+", raw) if part]
    known = [word for part in parts if (word := value_domains.recognise("waste_kind", part))]
    return {field: ",".join(known)} if known and len(known) == len(parts) else {}


def attachment(raw: str) -> dict[str, str]:
    """The class, and where told the kind, of what stands at a survey's point."""
    if value_domains.normalise(raw) in NO_ATTACHMENT:
        return {ASSET_CLASS: "junction"}
    known = value_domains.recognise_attachment(raw)
    if known is None:
        return {}
    asset_class, kind = known
    return {ASSET_CLASS: asset_class, **({"kind": kind} if kind else {})}


def feature(raw: str) -> dict[str, str]:
    """A point of which only a feature (bend, tee ...) is told is a hidden point."""
    return {ASSET_CLASS: "junction"} if raw.strip() else {}
