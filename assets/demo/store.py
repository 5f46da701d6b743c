"""Frames into the registry: COPY into a staging table, then set-based SQL; nodes before the pipes that end at them."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from django.conf import settings
from django.db import connection

from assets.registry.classes import CATALOGUE
from assets.registry.districts import settled

SQL = (Path(__file__).parent / "sql" / "store.sql").read_text(encoding="utf-8")
SOURCE = "demo"
PREFIX = {
    "pipe": "GX",
    "manhole": "JD",
    "inlet": "YK",
    "outfall": "CK",
    "junction": "YD",
    "pumping_station": "BZ",
}
PARENT_COLUMNS = {
    "name": "text",
    "condition": "smallint",
    "condition_reason": "text",
    "condition_method": "text",
    "condition_assessed_on": "date",
    "installed_on": "date",
    "installed_precision": "text",
    "owner": "text",
    "road": "text",
}


def prepare() -> None:
    """Make the run's table of row numbers and ids; it lasts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS seed_id")
        cursor.execute("CREATE TEMP TABLE seed_id (row_number bigint PRIMARY KEY, id bigint) ON COMMIT DROP")


def store(frames: dict[str, pd.DataFrame]) -> int:
    """Write the frames of one batch; returns how many assets. Must lie inside a transaction, after `prepare`."""
    order = sorted(frames, key=lambda name: name == "pipe")
    written = 0
    with settled():
        for asset_class in order:
            written += _store_class(asset_class, frames[asset_class])
    return written


def _store_class(asset_class: str, frame: pd.DataFrame) -> int:
    model = CATALOGUE[asset_class].model
    own = {field.column: field for field in CATALOGUE[asset_class].own_fields}
    brought = [column for column in frame.columns if column in own]
    unknown = set(frame.columns) - set(own) - set(PARENT_COLUMNS) - {"id", "geometry"}
    if unknown:
        raise ValueError(f"{asset_class} has no columns {sorted(unknown)}")
    for column in PARENT_COLUMNS:
        if column not in frame:
            frame[column] = None
    staged = {
        "id": "bigint",
        "geometry": f"geometry(Geometry, {settings.REGISTRY_SRID})",
        **PARENT_COLUMNS,
        **{column: own[column].db_type(connection) for column in brought},
    }
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(name)} {kind}" for name, kind in staged.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS seed_row")
        cursor.execute(
            f"CREATE TEMP TABLE seed_row ({columns}, code text, district_id bigint) ON COMMIT DROP"
        )
        _copy(cursor, frame, list(staged))
        cursor.execute(
            SQL,
            {"asset_class": asset_class, "source": SOURCE, "prefix": PREFIX.get(asset_class, "SS")},
        )
        cursor.execute(_child_insert(model._meta.db_table, brought))
    return len(frame)


def _copy(cursor, frame: pd.DataFrame, columns: list[str]) -> None:
    rows = frame[columns].copy()
    rows["geometry"] = shapely.to_wkb(
        shapely.set_srid(np.asarray(frame["geometry"], dtype=object), settings.REGISTRY_SRID),
        hex=True,
        include_srid=True,
    )
    for column in rows:
        if pd.api.types.is_float_dtype(rows[column]) and column.endswith("_mm"):
            rows[column] = rows[column].astype("Int64")
    text = io.StringIO()
    rows.to_csv(text, index=False, header=False, na_rep="")
    text.seek(0)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    cursor.copy_expert(f"COPY seed_row ({names}) FROM STDIN WITH (FORMAT csv, NULL '')", text)


def _child_insert(table: str, brought: list[str]) -> str:
    """The class's own row of each asset; ends of pipes turn from row numbers into ids. Unset texts take defaults."""
    quote = connection.ops.quote_name
    ends = {"start_node_id", "end_node_id"}
    chosen = [
        f"(SELECT node.id FROM seed_id node WHERE node.row_number = seed_row.{column})"  # noqa: S608
        if column in ends
        else f"seed_row.{quote(column)}"
        for column in brought
    ]
    targets = ", ".join(["asset_ptr_id", *map(quote, brought)])
    sources = ", ".join(["seed_id.id", *chosen])
    return (
        f"INSERT INTO {quote(table)} ({targets}) SELECT {sources} "  # noqa: S608 quoted names of columns
        "FROM seed_row JOIN seed_id ON seed_id.row_number = seed_row.id"
    )
