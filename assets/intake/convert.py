# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
From rows as sent to rows as they would stand in the registry: one CREATE TABLE AS for the rows' identity and place,
one a class for its fields. What texts mean comes from the table of values, filled once a distinct text.
"""

from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from assets.intake import staging
from assets.intake.beside import Beside
from assets.intake.plan import ATTACHMENT, END, FEATURE, NUMBER, START, ImportPlan, LayerPlan
from assets.intake.ranges import RANGES
from assets.intake.sql import statement
from assets.intake.targets import Target
from assets.registry.classes import CATALOGUE

# rid = layer * 2^40 + row: one number for a row of any layer.
LAYER_SHIFT = 40
NO_NUMBER = "''"


def convert(plan: ImportPlan, aside: Beside) -> None:
    """
    Make the tables `rows` and one a class, from the staged layers and the table of values.

    Fields that do not ask `rows` which rows are theirs are filled at the same time.
    """
    together = [name for name in plan.classes if not plan.knows_codes and _stands_alone(plan, name)]
    for asset_class in together:
        aside.run(partial(_make_class, plan, asset_class))
    with connection.cursor() as cursor:
        if plan.knows_codes:
            cursor.execute(statement("unfolded"))
        try:
            with transaction.atomic():
                cursor.execute(_rows_sql(plan, "ST_Transform"))
        except DatabaseError as error:
            if "transform" not in str(error).lower() and "coordinate" not in str(error).lower():
                raise
            # One impossible coordinate stops the whole statement: do it again, row by row guarded.
            cursor.execute(_rows_sql(plan, "intake_transformed"))
        cursor.execute(statement("impossible", **plan.tables.names()))
        cursor.execute(f"ALTER TABLE {plan.tables['rows']} ADD PRIMARY KEY (rid)")
        staging.analyze(cursor, plan.tables["rows"])
        for asset_class in plan.classes:
            if asset_class not in together:
                _make_class(plan, asset_class, cursor)
    aside.join()


def _stands_alone(plan: ImportPlan, asset_class: str) -> bool:
    """Whether every row of the layers that bring the class is of it."""
    return all(len(layer.classes) == 1 for layer in plan.layers if asset_class in layer.classes)


def _make_class(plan: ImportPlan, asset_class: str, cursor) -> None:
    """Make the table of a class's fields."""
    cursor.execute(_class_sql(plan, asset_class))
    cursor.execute(f"ALTER TABLE {plan.tables.proposed(asset_class)} ADD PRIMARY KEY (rid)")
    staging.analyze(cursor, plan.tables.proposed(asset_class))


def rid(position: int) -> str:
    """SQL of the row's number in the whole delivery."""
    return f"({position}::bigint << {LAYER_SHIFT}) + l.row_no"


def quoted(text: str) -> str:
    """
    `text` (a column's name: the file's, so anyone's) as an SQL literal.

    Holds no "%", so that it means the same whether the statement is run with parameters or without.
    """
    text = text.replace("'", "''")
    if "%" not in text and "\\" not in text:
        return f"'{text}'"
    return "U&'" + text.replace("\\", "\\005C").replace("%", "\\0025") + "'"


def as_text(layer: LayerPlan, column: int) -> str:
    """SQL of a column as text."""
    return f"l.c{column}" if layer.kind(column) not in ("integer", "number") else f"l.c{column}::text"


def _rows_sql(plan: ImportPlan, transform: str) -> str:
    selects = "\nUNION ALL\n".join(_rows_of_layer(plan, layer, transform) for layer in plan.layers)
    return f"""
CREATE UNLOGGED TABLE {plan.tables["rows"]} AS
SELECT placed.*, ST_Dimension(placed.geometry)::smallint AS dimension
  FROM ({selects}) placed"""


def _rows_of_layer(plan: ImportPlan, layer: LayerPlan, transform: str) -> str:
    def role(name: str) -> str:
        column = layer.roles.get(name)
        return f"coalesce(btrim({as_text(layer, column)}), '')" if column else NO_NUMBER

    def own(name: str) -> str:
        column = layer.own(name)
        return f"coalesce(btrim({as_text(layer, column)}), '')" if column else "NULL::text"

    asset_class, joins = _class_of_row(plan, layer)
    return f"""
SELECT {rid(layer.position)} AS rid,
       {layer.position}::smallint AS layer,
       l.row_no,
       {asset_class} AS asset_class,
       {role(NUMBER)} AS source_code,
       nullif({own("code")}, '') AS code,
       {own("source")} AS source,
       {role(START)} AS start_number,
       {role(END)} AS end_number,
       GeometryType(l.geometry) AS sent_type,
       {_place(plan, layer, transform)} AS geometry
  FROM {plan.tables.layer(layer.position)} l
  {joins}"""


def _place(plan: ImportPlan, layer: LayerPlan, transform: str) -> str:
    """SQL of the geometry in the registry's CRS; parts of one are single where the class knows no multi."""
    shape = "ST_Force2D(l.geometry)"
    if not any(name.startswith("Multi") for cls in layer.classes for name in CATALOGUE[cls].geometry_types):
        shape = """CASE GeometryType(l.geometry)
            WHEN 'MULTIPOINT' THEN CASE ST_NumGeometries(l.geometry) WHEN 1 THEN ST_GeometryN(l.geometry, 1) ELSE l.geometry END
            WHEN 'MULTILINESTRING' THEN ST_LineMerge(l.geometry, true)
            ELSE l.geometry END"""
    if plan.swapped_axes:
        shape = f"ST_FlipCoordinates({shape})"
    return f"{transform}(ST_SetSRID({shape}, {int(plan.srid)}), {int(settings.REGISTRY_SRID)})"


def _class_of_row(plan: ImportPlan, layer: LayerPlan) -> tuple[str, str]:
    """
    SQL of the class a row becomes, and the joins it needs.

    A survey's point is what its attachment says; one with an attachment nobody knows is kept as a manhole (and said);
    one with none is a hidden point, unless the layer tells attachments nowhere: then all are manholes.
    """
    if len(layer.classes) == 1:
        return f"'{layer.classes[0]}'::text", ""
    joins, told = [], []
    for role in (ATTACHMENT, FEATURE):
        if column := layer.roles.get(role):
            joins.append(meaning_join(plan, layer, column, "asset_class", f"by_{role}"))
            told.append(f"by_{role}.value")
    column = layer.roles.get(ATTACHMENT)
    if column is None:
        otherwise = "'manhole'"
    else:
        otherwise = f"CASE WHEN {as_text(layer, column)} IS NULL THEN 'junction' ELSE 'manhole' END"
    return f"coalesce({', '.join([*told, otherwise])})", "\n  ".join(joins)


def meaning_join(plan: ImportPlan, layer: LayerPlan, column: int, field: str, alias: str) -> str:
    """SQL join of the table of values: what this column's text means for `field`."""
    return (
        f"LEFT JOIN {plan.tables['values']} {alias} ON {alias}.layer = {layer.position}"
        f" AND {alias}.column_no = {column} AND {alias}.field = {quoted(field)}"
        f" AND {alias}.raw = {as_text(layer, column)}"
    )


def _class_sql(plan: ImportPlan, asset_class: str) -> str:
    brought = plan.brought(asset_class)
    selects = "\nUNION ALL\n".join(
        _class_of_layer(plan, layer, asset_class, brought)
        for layer in plan.layers
        if asset_class in layer.classes
    )
    return f"CREATE UNLOGGED TABLE {plan.tables.proposed(asset_class)} AS\n{selects}"


def _class_of_layer(plan: ImportPlan, layer: LayerPlan, asset_class: str, brought: list[Target]) -> str:
    here = layer.targets(asset_class)
    joins: list[str] = []
    columns: list[str] = []
    left_over: dict[int, list[str]] = {}
    derived: dict[int, list[str]] = {}
    for target in brought:
        if target not in here:
            columns.append(f"NULL::{target.sql_type} AS {target.staged}")
            continue
        column = here[target]
        alias = f"v_{target.name}"
        if (column, target.name) in layer.meanings:
            joins.append(meaning_join(plan, layer, column, target.name, alias))
        expression = expression_of(layer, target, column, alias)
        columns.append(f"{expression} AS {target.staged}")
        if target.kind != "text":
            kept = derived if target.name in layer.derived else left_over
            kept.setdefault(column, []).append(expression)
    for column in left_over:
        left_over[column] += derived.get(column, [])
    if len(layer.classes) > 1:
        if attachment := layer.roles.get(ATTACHMENT):
            joins.append(meaning_join(plan, layer, attachment, "asset_class", "v_attachment"))
            left_over[attachment] = ["v_attachment.value"]
        joins.append(
            f"JOIN {plan.tables['rows']} r ON r.rid = {rid(layer.position)} AND r.asset_class = '{asset_class}'"
        )
    listed = "".join(f",\n       {column}" for column in columns)
    return f"""
SELECT {rid(layer.position)} AS rid{listed},
       {_extra(layer, asset_class, left_over)} AS extra
  FROM {plan.tables.layer(layer.position)} l
  {chr(10).join(joins)}"""


def expression_of(layer: LayerPlan, target: Target, column: int, alias: str) -> str:
    """SQL of a field's value from its column; null where it is empty, not understood, or out of range."""
    source = f"l.c{column}"
    if (column, target.name) in layer.meanings:
        if target.kind == "list":
            return f"string_to_array({alias}.value, ',')::{target.sql_type}"
        if target.kind == "whole":
            return _ranged(target, _whole(f"intake_number({alias}.value)"))
        return _ranged(target, f"{alias}.value::{target.sql_type}")
    if target.kind == "text":
        text = f"nullif(btrim({as_text(layer, column)}), '')"
        return f"left({text}, {target.length})" if target.length else text
    number = source if layer.kind(column) in ("integer", "number") else f"intake_number({source})"
    if target.kind == "whole":
        return _ranged(target, _whole(number))
    return _ranged(target, f"({number})::double precision")


def _whole(number: str) -> str:
    """SQL of a number as a whole one; null where it is none, or too large to be one."""
    return f"CASE WHEN abs({number}) < 2000000000 THEN round({number})::integer END"


def _ranged(target: Target, expression: str) -> str:
    """The value where it lies in the field's plausible range, else null."""
    if target.kind not in ("number", "whole"):
        return expression
    low, high = RANGES.of(target)
    return f"CASE WHEN {expression} BETWEEN {low} AND {high} THEN {expression} END"


def _extra(layer: LayerPlan, asset_class: str, left_over: dict[int, list[str]]) -> str:
    """SQL of `extra`: columns that found no field, and texts of those that did but were not understood."""
    here = set(layer.targets(asset_class).values())
    kept_roles = {layer.roles[role] for role in (NUMBER, START, END) if role in layer.roles}
    unmapped = [
        number
        for number in range(1, len(layer.columns) + 1)
        if number not in here | kept_roles | layer.told_apart() and number not in _understood_roles(layer)
    ]
    parts = []
    for first in range(0, len(unmapped), 40):  # a function takes at most 100 arguments
        pairs = ", ".join(
            f"{quoted(layer.name(number))}, l.c{number}" for number in unmapped[first : first + 40]
        )
        parts.append(f"jsonb_strip_nulls(jsonb_build_object({pairs}))")
    if folded := layer.layer.get("own", {}).get("extra"):
        whole = " || ".join(f"coalesce({as_text(layer, number)}, '')" for number in folded)
        parts.append(f"pg_temp.unfolded({whole})")
    for number, expressions in left_over.items():
        nothing = " AND ".join(f"({expression}) IS NULL" for expression in expressions)
        parts.append(
            f"CASE WHEN l.c{number} IS NOT NULL AND {nothing}"
            f" THEN jsonb_build_object({quoted(layer.name(number))}, l.c{number}) ELSE '{{}}'::jsonb END"
        )
    return "\n       || ".join(parts) or "'{}'::jsonb"


def _understood_roles(layer: LayerPlan) -> set[int]:
    """Attachment and feature columns say the class and are then known; kept in `extra` only where they do not."""
    if len(layer.classes) == 1:
        return set()
    return {layer.roles[ATTACHMENT]} if ATTACHMENT in layer.roles else set()
