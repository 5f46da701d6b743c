"""Rows of a layer as PostgreSQL COPY text, a block at a time, so that memory does not grow with the file."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy
import pyogrio.raw

from assets.intake.readers import by_two, dbf
from assets.intake.readers.encodings import UTF8
from assets.standards.export_columns import unescaped

ROWS_A_BLOCK = 50_000
DELETED = ord("*")
NULL = "\\N"
BYTES = "ISO-8859-1"


def blocks(layer: dict) -> Iterator[bytes]:
    """
    COPY text of `layer` (as `layers.found` describes it): row number from 1, geometry as hex WKB, the columns.

    Numbers are written so that they read back equal, whole ones without a point; empty text is null.
    """
    if layer["format"] == "ESRI Shapefile" and layer["features"] > ROWS_A_BLOCK and not _some_deleted(layer):
        # Any block of it is found at once: every other one is read by a process of its own.
        yield from by_two.alternating(lambda number: _block(layer, number * ROWS_A_BLOCK).text)
        return
    done = passed = 0
    while True:
        block = _block(layer, passed, done)
        if block.rows:
            yield block.text
        if block.rows < ROWS_A_BLOCK:
            return
        done += block.rows
        passed = block.passed


class Block(NamedTuple):
    """COPY text of so many rows; `passed`: how many of the file's rows lie before and in it, deleted ones included."""

    text: bytes
    rows: int
    passed: int


def _some_deleted(layer: dict) -> bool:
    """Whether a shapefile's table holds rows marked as deleted: they have a place in it, and are not read."""
    path = Path(layer["path"]).with_suffix(".dbf")
    if not path.exists():
        return False
    table = dbf.open_table(path)
    if not table.whole_records:
        return False
    shape = (table.whole_records, table.record_bytes)
    records = numpy.memmap(path, numpy.uint8, mode="r", offset=table.header_bytes, shape=shape)
    return bool((records[:, 0] == DELETED).any())


def _block(layer: dict, passed: int, done: int | None = None) -> Block:
    """The next rows after the first `passed` of the file, numbered on from `done` (no row was left out: from `passed`)."""
    # pyogrio leaves each block's cells in a cycle of references, and too few other things are made for Python to look
    # for cycles by itself: 40 MB a block stayed behind.
    gc.collect()
    done = passed if done is None else done
    encoding = layer["encoding"]["found"] if layer["format"] == "ESRI Shapefile" else None
    # GDAL and Python take each cell of another encoding by itself, which is half of the reading: so the bytes come
    # through as they are (Latin-1 keeps all 256), and a column's cells are decoded together.
    together = encoding if encoding and _decodes_joined(encoding) else None
    # A drawing has a dozen columns of drafting, rejected rows sent again have our reasons: only described ones are read.
    some_left_out = layer["format"] in ("DXF", "GPKG")
    described = [column["name"] for column in layer["columns"]] if some_left_out else None
    in_place = layer["format"] == "ESRI Shapefile"  # a row's number there is its place, counted from 0
    meta, places, geometry, columns = pyogrio.raw.read(
        layer["path"],
        layer=layer["layer"],
        encoding=BYTES if together else encoding,
        columns=described,
        force_2d=True,
        skip_features=passed,
        max_features=ROWS_A_BLOCK,
        datetime_as_string=True,
        return_fids=in_place,
        where=layer.get("where"),
        **layer.get("open_options", {}),
    )
    count = len(geometry) if geometry is not None else len(columns[0]) if columns else 0
    if not count:
        return Block(b"", 0, passed)
    shapes = (
        [NULL if shape is None else shape.hex() for shape in geometry]
        if geometry is not None
        else [NULL] * count
    )
    if together:
        columns = [_decoded(column, together) if column.dtype == object else column for column in columns]
    if layer.get("apostrophes"):
        columns = [[unescaped(text) if text else text for text in column] for column in columns]
        columns = [numpy.array(column, dtype=object) for column in columns]
    texts = [cells(column, kind) for column, kind in zip(columns, meta["ogr_types"], strict=True)]
    numbers = map(str, range(done + 1, done + count + 1))
    lines = map("\t".join, zip(numbers, shapes, *texts, strict=True))
    text = ("\n".join(lines) + "\n").encode("utf-8", "replace")
    return Block(text, count, int(places[-1]) + 1 if in_place else passed + count)


def _decodes_joined(encoding: str) -> bool:
    """Whether NUL stands for itself and nothing else; UTF-8 is no cost to leave as it is."""
    return encoding != UTF8 and "\0".encode(encoding) == b"\0"


def _decoded(column: numpy.ndarray, encoding: str) -> numpy.ndarray:
    """
    Texts that were read as BYTES, in their own encoding; what cannot be decoded becomes U+FFFD. Null stays null.

    Joined by NUL, which no text of a DBF holds and which ends even a character that was cut in half.
    """
    values = column.tolist()
    known = [isinstance(value, str) for value in values]
    if not all(known):
        values = [value if is_text else "" for value, is_text in zip(values, known, strict=True)]
    texts: list[str | None] = [*"\0".join(values).encode(BYTES).decode(encoding, "replace").split("\0")]
    if len(texts) != len(values):
        raise ValueError(f"not {encoding}")
    decoded = numpy.empty(len(values), dtype=object)
    decoded[:] = texts
    decoded[~numpy.array(known, dtype=bool)] = None
    return decoded


def cells(column: numpy.ndarray, ogr_type: str) -> list[str]:
    """One column's values as COPY text."""
    if column.dtype.kind in "iu":
        return list(map(str, column.tolist()))
    if column.dtype.kind == "b":
        # GDAL counts a yes or no among the whole numbers, and so is it staged.
        return ["1" if value else "0" for value in column.tolist()]
    if column.dtype.kind == "f":
        return _numbers(column)
    if column.dtype.kind == "M":
        return [NULL if text == "NaT" else text for text in numpy.datetime_as_string(column).tolist()]
    return _texts(column.tolist())


def _numbers(column: numpy.ndarray) -> list[str]:
    """Floats as texts that read back equal: whole ones without a point, what is no number as null."""
    texts = list(map(repr, column.tolist()))
    for place in numpy.flatnonzero(~numpy.isfinite(column)).tolist():
        texts[place] = NULL
    for place in numpy.flatnonzero(column == numpy.rint(column)).tolist():
        texts[place] = texts[place].removesuffix(".0")
    return texts


def _texts(values: list) -> list[str]:
    """Texts escaped for COPY. Most columns hold nothing to escape: seen at once on all of them joined."""
    try:
        stripped = list(map(str.strip, values))
    except TypeError:
        stripped = [value.strip() if isinstance(value, str) else _other(value) for value in values]
    joined = "".join(stripped)
    if any(character in joined for character in "\\\t\n\r\0"):
        stripped = [_escaped(value) for value in stripped]
    return [value or NULL for value in stripped]


def _escaped(value: str) -> str:
    return (
        value.replace("\0", "")
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
    )


def _other(value) -> str:
    """A value that is no text in a column of objects: null, bytes, a list."""
    if isinstance(value, numpy.ndarray | list):
        return ",".join(map(str, value))
    if value is None or value != value:
        return ""
    return value.hex() if isinstance(value, bytes) else str(value)
