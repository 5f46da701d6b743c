"""
Shapefiles as they come: parts in different cases and folders, missing .shx, .prj or .cpg, cut off.

Each is laid out as `data.shp`, `data.dbf` ... in a folder of its own before GDAL sees it.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy

from assets.intake.readers import dbf, encodings

PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".cst"}
HEADER_BYTES = 100


@dataclass
class Shapefile:
    """One shapefile, laid out; `name` is its sender's."""

    name: str
    folder: Path
    table: dbf.Table | None
    evidence: encodings.Evidence
    column_names: list[str]
    announced_rows: int
    warnings: list[dict]

    @property
    def path(self) -> Path:
        return self.folder / "data.shp"


def lay_out(files: list[Path], folder: Path, encoding: str = "") -> list[Shapefile]:
    """
    Every shapefile among `files`, each moved into `folder`/<number>, its encoding decided, in the order of names.

    encoding: what the user says; LookupError where there is no such.
    """
    found: dict[tuple[Path, str], dict[str, Path]] = {}
    for file in files:
        extension = file.suffix.lower()
        if extension in PARTS:
            found.setdefault((file.parent, file.stem.lower()), {}).setdefault(extension, file)
    laid = []
    for number, (_, parts) in enumerate(sorted(found.items(), key=lambda item: str(item[0])), start=1):
        if ".shp" in parts:
            laid.append(_lay_out_one(parts, folder / str(number), encoding))
    return laid


def _lay_out_one(parts: dict[str, Path], folder: Path, asked: str) -> Shapefile:
    folder.mkdir(parents=True)
    for extension, part in parts.items():
        part.rename(folder / f"data{extension}")
    name = parts[".shp"].stem
    warnings = _length_warnings(folder / "data.shp")
    if warnings or not _index_fits(folder):
        rebuild_index(folder)
    try:
        table = dbf.open_table(folder / "data.dbf") if ".dbf" in parts else None
    except dbf.NotATable:
        table = None
        warnings.append({"problem": "table_unreadable"})
        (folder / "data.dbf").unlink()
    if table is None:
        evidence = encodings.evidence([])
        return Shapefile(name, folder, None, evidence, [], _shapes(folder), warnings)

    names = [column.raw_name for column in table.columns]
    values = dbf.text_values(table)
    values += [raw for raw in names if not raw.isascii()]
    evidence = encodings.evidence(values, _declared(folder, table), encodings.normal(asked) if asked else "")
    (folder / "data.cpg").unlink(missing_ok=True)
    dbf.name_columns_plainly(table)
    if evidence.mend:
        dbf.mend_text(table, evidence.found)
    shapes = _shapes(folder)
    if shapes and table.whole_records != shapes:
        warnings.append({"problem": "parts_differ", "shapes": shapes, "records": table.whole_records})
    return Shapefile(
        name,
        folder,
        table,
        evidence,
        _column_names(names, evidence.found),
        max(shapes, table.records),
        warnings,
    )


def _declared(folder: Path, table: dbf.Table) -> str:
    """The encoding that the .cpg or the table's language driver names, "" where none or an unknown one."""
    cpg = folder / "data.cpg"
    if cpg.exists():
        word = cpg.read_bytes()[:40].decode("ascii", "ignore")
        try:
            return encodings.normal(word)
        except (LookupError, ValueError):
            return ""
    return dbf.LDID_ENCODINGS.get(table.language_driver, "")


def _column_names(raw_names: list[bytes], encoding: str) -> list[str]:
    """Column names as text, a half character at the end dropped, equal or empty ones numbered."""
    names: list[str] = []
    for number, raw in enumerate(raw_names, start=1):
        name = encodings.decoded(raw, encoding)
        if name is None:
            name = raw.decode(encoding, "replace")
        name = name.strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _shapes(folder: Path) -> int:
    """How many shapes the index lists."""
    return max((folder / "data.shx").stat().st_size - HEADER_BYTES, 0) // 8


def _index_fits(folder: Path) -> bool:
    """Whether there is an index with a head that fits, and every shape it lists lies within the .shp."""
    index = folder / "data.shx"
    if not index.exists() or index.stat().st_size < HEADER_BYTES or (index.stat().st_size - HEADER_BYTES) % 8:
        return False
    with index.open("rb") as file, (folder / "data.shp").open("rb") as shapes:
        head, other = file.read(HEADER_BYTES), shapes.read(HEADER_BYTES)
    if head[:24] + head[28:36] != other[:24] + other[28:36]:
        return False
    if struct.unpack(">i", head[24:28])[0] * 2 != index.stat().st_size:
        return False
    entries = numpy.fromfile(index, ">i4", offset=HEADER_BYTES).reshape(-1, 2).astype("int64") * 2
    ends = entries[:, 0] + 8 + entries[:, 1]
    return not len(ends) or bool(
        entries.min() >= 0
        and entries[:, 0].min() >= HEADER_BYTES
        and ends.max() <= (folder / "data.shp").stat().st_size
    )


def rebuild_index(folder: Path) -> int:
    """
    Write the .shx anew from the whole shapes of the .shp, and the .shp's true length; how many shapes it has.

    GDAL's own way (SHAPE_RESTORE_SHX) gives up on a file that is cut off, and with it on the rows that are whole.
    """
    shapes = folder / "data.shp"
    size = shapes.stat().st_size
    entries = bytearray()
    with shapes.open("r+b") as file:
        head = bytearray(file.read(HEADER_BYTES).ljust(HEADER_BYTES, b"\0"))
        layer_type = struct.unpack("<i", head[32:36])[0]
        at = HEADER_BYTES
        while at + 12 <= size:
            file.seek(at)
            _, words, shape_type = struct.unpack(">ii", file.read(8)) + struct.unpack("<i", file.read(4))
            if words < 2 or at + 8 + words * 2 > size or shape_type not in (0, layer_type):
                break
            entries += struct.pack(">ii", at // 2, words)
            at += 8 + words * 2
        head[24:28] = struct.pack(">i", at // 2)
        file.truncate(at)
        file.seek(0)
        file.write(head)
    head[24:28] = struct.pack(">i", (HEADER_BYTES + len(entries)) // 2)
    (folder / "data.shx").write_bytes(bytes(head) + bytes(entries))
    return len(entries) // 8


def _length_warnings(path: Path) -> list[dict]:
    """What is wrong with the .shp's length, by its own header."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    if len(head) < HEADER_BYTES:
        return [{"problem": "shapes_cut_off", "bytes": HEADER_BYTES - len(head)}]
    stated = struct.unpack(">I", head[24:28])[0] * 2
    if stated > size:
        return [{"problem": "shapes_cut_off", "bytes": stated - size}]
    if stated < size:
        return [{"problem": "shapes_past_end", "bytes": size - stated}]
    return []
