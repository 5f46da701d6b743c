"""
The table beside a shapefile (DBF), read as bytes: its columns, and in which encoding its text is.

GDAL is told the encoding, and is given a table whose column names are plain ASCII: a name cut in the middle of a
character, or two equal ones, cannot stop it.
"""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy

# The language driver byte, where it says something about Chinese or Unicode text.
LDID_ENCODINGS = {0x4D: "gb18030", 0x7A: "gb18030", 0x78: "big5", 0x4F: "big5"}
CHUNK_BYTES = 8 << 20
VALUES_LOOKED_AT = 50_000


class NotATable(Exception):
    """The .dbf has no readable header."""


@dataclass(frozen=True)
class Column:
    """A column: its name's bytes, DBF type letter, width in bytes, decimals, and where in a record it begins."""

    raw_name: bytes
    kind: str
    width: int
    decimals: int
    offset: int


@dataclass
class Table:
    """A DBF's header. `records` is what the header says, `whole_records` what the file's length holds."""

    path: Path
    records: int
    whole_records: int
    header_bytes: int
    record_bytes: int
    language_driver: int
    columns: list[Column] = field(default_factory=list)


def open_table(path: Path) -> Table:
    """Read a DBF's header. Raises NotATable where it has none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise NotATable
        records, header_bytes, record_bytes = struct.unpack("<xxxxIHH", head[:12])
        fields = file.read(max(header_bytes - 32, 0))
    if header_bytes < 33 or record_bytes < 1 or len(fields) < header_bytes - 32:
        raise NotATable
    table = Table(
        path,
        records,
        min(records, max(size - header_bytes, 0) // record_bytes),
        header_bytes,
        record_bytes,
        head[29],
    )
    offset = 1
    for start in range(0, len(fields) - 31, 32):
        descriptor = fields[start : start + 32]
        if descriptor[0] in (0x0D, 0x00):
            break
        kind, width, decimals = chr(descriptor[11]), descriptor[16], descriptor[17]
        if kind == "C" and decimals:  # FoxPro keeps the high byte of long text columns here
            width += decimals << 8
            decimals = 0
        table.columns.append(Column(descriptor[:11].split(b"\0")[0], kind, width, decimals, offset))
        offset += width
    if not table.columns or offset > record_bytes + 1:
        raise NotATable
    return table


def name_columns_plainly(table: Table) -> None:
    """Rewrite the (unpacked, private) file's column names to c1, c2 ... and its language driver to none."""
    with table.path.open("r+b") as file:
        file.seek(29)
        file.write(b"\0")
        for number in range(len(table.columns)):
            file.seek(32 + 32 * number)
            file.write(f"c{number + 1}".encode().ljust(11, b"\0"))


def text_values(table: Table) -> list[bytes]:
    """Distinct text values that are not ASCII, padding stripped, at most VALUES_LOOKED_AT of them."""
    found: dict[bytes, None] = {}
    for _, records in _chunks_beyond_ascii(table):
        for column in _text_columns(table):
            _, cells = _cells_beyond_ascii(records, column)
            found.update(dict.fromkeys(value.rstrip(b" \0") for value in _distinct(cells)))
        if len(found) >= VALUES_LOOKED_AT:
            break
    return list(found)[:VALUES_LOOKED_AT]


def mend_text(table: Table, encoding: str) -> int:
    """
    Rewrite, in the private copy, text that is not valid in `encoding`: a half character at the end of a cell is
    dropped, any other bad byte becomes "?". The number of cells rewritten.
    """
    mended = 0
    with table.path.open("r+b") as file:
        for first, records in _chunks_beyond_ascii(table):
            for column in _text_columns(table):
                rows, cells = _cells_beyond_ascii(records, column)
                for row, cell in zip(rows.tolist(), cells, strict=True):
                    value = cell.tobytes()
                    good = _valid(value, encoding)
                    if good != value:
                        file.seek(table.header_bytes + (first + row) * table.record_bytes + column.offset)
                        file.write(good)
                        mended += 1
    return mended


def _valid(value: bytes, encoding: str) -> bytes:
    """`value` with what is not valid in `encoding` replaced, of the same length."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(value.rstrip(b" \0"), final=False).replace("\ufffd", "?")
    return text.encode(encoding, "replace").ljust(len(value))[: len(value)]


def _text_columns(table: Table) -> list[Column]:
    return [column for column in table.columns if column.kind == "C" and column.width]


def _chunks_beyond_ascii(table: Table) -> Iterator[tuple[int, numpy.ndarray]]:
    """Number of the first record and the records (rows of bytes) of each chunk that is not all ASCII."""
    rows_a_chunk = max(CHUNK_BYTES // table.record_bytes, 1)
    with table.path.open("rb") as file:
        file.seek(table.header_bytes)
        for first in range(0, table.whole_records, rows_a_chunk):
            chunk = file.read(min(rows_a_chunk, table.whole_records - first) * table.record_bytes)
            if not chunk.isascii():
                yield first, numpy.frombuffer(chunk, numpy.uint8).reshape(-1, table.record_bytes)


def _cells_beyond_ascii(records, column: Column):
    """Row numbers (in the chunk) and bytes of a column's cells that are not all ASCII."""
    cells = records[:, column.offset : column.offset + column.width]
    rows = (cells >= 0x80).any(axis=1).nonzero()[0]
    return rows, numpy.ascontiguousarray(cells[rows])


def _distinct(cells) -> list[bytes]:
    return numpy.unique(cells.view(f"S{cells.shape[1]}")).tolist() if len(cells) else []
