# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
The delivery's table of values: what each distinct text of a column means for a field.

Python sees a distinct text once, however many rows hold it; the rows are converted by joining this table. What is
said of a text (by a person, a template) goes before what the tables of words say.
"""

import re
from collections.abc import Callable

from django.db import connection
from psycopg2.extras import execute_values

from assets.intake import limits, targets
from assets.intake.convert import as_text
from assets.intake.plan import ATTACHMENT, FEATURE, ImportPlan, LayerPlan
from assets.intake.targets import Target
from assets.intake.understanding import vocabulary, words
from assets.standards import value_domains
from assets.standards.survey_points import NO_ATTACHMENT

# What a text means: field name to value; empty where it means nothing known.
Reading = Callable[[str], dict[str, str]]
ASSET_CLASS = "asset_class"
# So many texts of a field are noted for the page, those not understood first, and no longer ones.
TEXTS_NOTED, LONGEST_TEXT = 60, 100


def fill(plan: ImportPlan) -> None:
    """Make the table of values and mark in the plan which fields are read through it."""
    table = plan.tables["values"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE UNLOGGED TABLE {table} (layer smallint, column_no smallint, field text, raw text, value text)"
        )
        for layer in plan.layers:
            layer.layer["texts"] = []
            for column, reading, fields in readings(layer):
                layer.meanings |= {(column, name) for name in fields}
                spoken = _mappable(layer, column, fields)
                reading = _as_said(reading, plan.said, spoken)
                told = _fill_column(table, layer, column, reading, plan, cursor)
                layer.layer["texts"] += [_noted(field, column, told, plan) for field in spoken]
        cursor.execute(f"CREATE UNIQUE INDEX ON {table} (layer, column_no, field, raw)")
        cursor.execute(f"ANALYZE {table}")


def _fill_column(
    table: str, layer: LayerPlan, column: int, reading: Reading, plan: ImportPlan, cursor
) -> list[tuple[str, int, dict[str, str]]]:
    """Fill the table from one column; its texts, how many rows hold each, what each means."""
    cursor.execute(
        f"SELECT {as_text(layer, column)}, count(*) FROM {plan.tables.layer(layer.position)} l"
        f" WHERE l.c{column} IS NOT NULL GROUP BY 1 LIMIT {limits.distinct_values()}"
    )
    told = [(raw, number, reading(raw)) for raw, number in cursor.fetchall()]
    found = [
        (layer.position, column, field, raw, value)
        for raw, _number, meaning in told
        for field, value in meaning.items()
    ]
    execute_values(cursor.cursor, f"INSERT INTO {table} VALUES %s", found, page_size=1000)
    return told


def _mappable(layer: LayerPlan, column: int, fields: set[str]) -> list[str]:
    """Of the fields that a column fills, those whose texts a person can map; what stands at a point as `attachment`."""
    if ASSET_CLASS in fields:
        return [ATTACHMENT] if layer.roles.get(ATTACHMENT) == column else []
    known = {name: target for cls in layer.classes for name, target in targets.of_class(cls).items()}
    return sorted(
        name for name in fields - layer.derived if name in known and vocabulary.is_mappable(known[name])
    )


def _as_said(reading: Reading, said: dict[str, dict[str, str]], fields: list[str]) -> Reading:
    """The reading, but for texts of which something is said: "" is that it means nothing known."""
    told = {
        field: {value_domains.normalise(text): word for text, word in said[field].items()}
        for field in fields
        if field in said
    }
    if not told:
        return reading

    def read(raw: str) -> dict[str, str]:
        meaning = reading(raw)
        text = value_domains.normalise(raw)
        for field, texts in told.items():
            if text not in texts:
                continue
            word = texts[text]
            meaning = {name: value for name, value in meaning.items() if name != field}
            if field == ATTACHMENT:
                asset_class, _, kind = word.partition(":")
                meaning = {ASSET_CLASS: asset_class, **({"kind": kind} if kind else {})} if word else {}
            elif word:
                meaning[field] = word
        return meaning

    return read


def _noted(field: str, column: int, told: list[tuple[str, int, dict[str, str]]], plan: ImportPlan) -> dict:
    """The texts of a field for the page: text, rows, word ("" where not understood), whether it was said."""
    said = {value_domains.normalise(text) for text in plan.said.get(field, {})}
    texts: list[dict] = [
        {
            "text": raw,
            "rows": number,
            "word": _word(field, meaning),
            "said": value_domains.normalise(raw) in said,
        }
        for raw, number, meaning in told
        if raw.strip() and len(raw) <= LONGEST_TEXT
    ]
    texts.sort(key=lambda one: (bool(one["word"]), -one["rows"], one["text"]))
    return {
        "field": field,
        "column": column,
        "texts": texts[:TEXTS_NOTED],
        "more": max(len(texts) - TEXTS_NOTED, 0),
        "unknown": sum(not one["word"] for one in texts),
    }


def _word(field: str, meaning: dict[str, str]) -> str:
    if field != ATTACHMENT:
        return meaning.get(field, "")
    kind = meaning.get("kind")
    return ":".join(filter(None, (meaning.get(ASSET_CLASS, ""), kind)))


def readings(layer: LayerPlan) -> list[tuple[int, Reading, set[str]]]:
    """Each column that is read through the table: how, and which fields it fills."""
    found: dict[int, list[tuple[Reading, set[str]]]] = {}
    for asset_class in layer.classes:
        for target, column in layer.targets(asset_class).items():
            if target.name in layer.derived:
                found.setdefault(column, []).append((_nothing, {target.name}))
            elif reading := reading_of(layer, target, column):
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


def reading_of(layer: LayerPlan, target: Target, column: int) -> Reading | None:
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
