"""
Plain tables with places in them: CSV, and the sheets of an Excel file. Runs in the reader's process.

GDAL's CSV driver reads them; before that the text is made UTF-8, and the columns that hold the place are found by name.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import pyogrio.raw

from assets.intake.readers import encodings

CHUNK_BYTES = 8 << 20
# Values of the first so many bytes decide the encoding and hold the header.
LOOKED_AT_BYTES = 4 << 20
ROWS_A_PIECE = 20_000

# Names of the columns that hold a place, in capitals. Chinese tables call north X and east Y: which is which is
# settled by the ranges of the coordinates, as everywhere.
PLACES = [
    ("LON", "LAT"),
    ("LNG", "LAT"),
    ("LONG", "LAT"),
    ("LONGITUDE", "LATITUDE"),
    ("经度", "纬度"),
    ("东坐标", "北坐标"),
    ("横坐标", "纵坐标"),
    ("EASTING", "NORTHING"),
    ("X坐标", "Y坐标"),
    ("X_COORD", "Y_COORD"),
    ("POINT_X", "POINT_Y"),
    ("X", "Y"),
]
SHAPES = ("WKT", "GEOM", "GEOMETRY", "THE_GEOM", "几何", "SHAPE")


@dataclass
class Table:
    """A table as UTF-8 CSV at `path`, and how GDAL is to find the places in it (`open_options`, none without)."""

    name: str
    path: Path
    open_options: dict[str, str]
    evidence: encodings.Evidence


def of_csv(file: Path, folder: Path, asked: str) -> Table:
    """The CSV `file`, rewritten as UTF-8 into `folder`. `asked`: its encoding as the user says, "" where not."""
    folder.mkdir(parents=True, exist_ok=True)
    evidence = _evidence(file, encodings.normal(asked) if asked else "")
    target = folder / "table.csv"
    with (
        file.open(encoding=evidence.found, errors="replace", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as written,
    ):
        first = True
        while chunk := source.read(CHUNK_BYTES):
            written.write(chunk.lstrip("\ufeff").replace("\0", "") if first else chunk.replace("\0", ""))
            first = False
    return Table(file.stem, target, _places(_header(target)), evidence)


def of_workbook(file: Path, folder: Path) -> list[Table]:
    """Every sheet of the Excel `file` that has rows, written as CSV into `folder`."""
    tables = []
    for number, (sheet, _) in enumerate(pyogrio.list_layers(file), start=1):
        target = folder / f"sheet{number}" / "table.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        names = [str(name) for name in pyogrio.read_info(file, layer=sheet)["fields"]]
        if names and _write_sheet(file, str(sheet), names, target):
            tables.append(Table(str(sheet), target, _places(names), encodings.evidence([])))
    return tables


def _write_sheet(file: Path, sheet: str, names: list[str], target: Path) -> int:
    """How many rows were written."""
    done = 0
    with target.open("w", encoding="utf-8", newline="") as written:
        rows = csv.writer(written)
        rows.writerow(names)
        while True:
            _, _, _, columns = pyogrio.raw.read(
                file,
                layer=sheet,
                skip_features=done,
                max_features=ROWS_A_PIECE,
                read_geometry=False,
                datetime_as_string=True,
            )
            count = len(columns[0]) if columns else 0
            rows.writerows(zip(*(map(_cell, column.tolist()) for column in columns), strict=True))
            done += count
            if count < ROWS_A_PIECE:
                return done


def _cell(value) -> str:
    """A cell as text: whole numbers without a point, nothing for an empty one."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _evidence(file: Path, asked: str) -> encodings.Evidence:
    with file.open("rb") as source:
        start = source.read(LOOKED_AT_BYTES)
    if start.startswith(b"\xef\xbb\xbf"):
        return encodings.evidence([], asked or encodings.UTF8, asked)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return encodings.evidence([], asked or "utf-16", asked)
    cells = (
        start.replace(b"\r", b"\n").replace(b"\n", b",").replace(b";", b",").replace(b"\t", b",").split(b",")
    )
    return encodings.evidence(
        list(dict.fromkeys(cell.strip(b'" ') for cell in cells if not cell.isascii()))[:50_000], "", asked
    )


def _header(table: Path) -> list[str]:
    """The column names of a UTF-8 CSV."""
    with table.open(encoding="utf-8", newline="") as file:
        line = file.readline(1 << 20)
    separator = max(",;\t|", key=line.count)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _places(names: list[str]) -> dict[str, str]:
    """GDAL's open options for the columns that hold the place; a WKT column before a pair of numbers."""
    capitals = {name.strip().upper(): name for name in names}
    options = {"KEEP_GEOM_COLUMNS": "NO", "AUTODETECT_TYPE": "NO"}
    for shape in SHAPES:
        if shape in capitals:
            return {**options, "GEOM_POSSIBLE_NAMES": capitals[shape]}
    for x, y in PLACES:
        if x in capitals and y in capitals:
            return {**options, "X_POSSIBLE_NAMES": capitals[x], "Y_POSSIBLE_NAMES": capitals[y]}
    return {}
