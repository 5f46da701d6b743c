"""Which layers a delivered file has, each described as the rest of the import needs it. Runs in the reader's process."""

from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyogrio

from assets.intake.readers import archives, drawings, shapefiles, tables
from assets.standards.export_columns import is_export

DATABASE_FORMATS = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".kml": "LIBKML",
    ".gml": "GML",
}
# What rejected rows come back with when they are sent again: ours, not the survey's.
ADDED_COLUMNS = ["registry_row", "registry_problem", "registry_reason"]
TABLES = {".csv", ".txt", ".xlsx"}
DRAWINGS = {".dxf"}
# A table of PostgreSQL has 1,600 columns at most, and a row of short texts in all of them must fit a page of 8 KB.
COLUMNS_AT_MOST = 400
ALONE = {*DATABASE_FORMATS, *TABLES, *DRAWINGS}
KINDS = {
    "OFTString": "text",
    "OFTInteger": "integer",
    "OFTInteger64": "integer",
    "OFTReal": "number",
    "OFTDate": "date",
    "OFTDateTime": "datetime",
    "OFTTime": "text",
}


@dataclass
class Layer:
    """
    One layer. `columns`: [{"name", "kind"}] in the file's order; `announced_rows`: what the file says it holds;
    `layer`: its name for GDAL, None for a file of one; `crs`: declared, as text; `srid`: its EPSG number, if any;
    `open_options`, `where`: how GDAL opens it, and which of its rows are meant. `apostrophes`: a registry's CSV, where
    one stands before what a spreadsheet would compute.
    """

    name: str
    path: str
    layer: str | None
    format: str
    geometry_type: str
    features: int
    announced_rows: int
    columns: list[dict]
    crs: str = ""
    srid: int | None = None
    encoding: dict = field(default_factory=dict)
    warnings: list[dict] = field(default_factory=list)
    open_options: dict[str, str] = field(default_factory=dict)
    where: str | None = None
    apostrophes: bool = False


def found(file: Path, folder: Path, encoding: str, limits: archives.Limits) -> list[dict]:
    """
    Unpack `file` (an archive, or one file) into `folder` and describe its layers.

    Raises archives.Unsafe, LookupError for an unknown encoding, and what pyogrio raises for a broken file.
    """
    extension = file.suffix.lower()
    if extension in ALONE:
        files = [file]
    elif extension == ".zip":
        files = archives.unpack(file, folder / "unpacked", limits)
    else:
        raise archives.Unsafe("format_unknown", name=file.name)
    layers = [_of_shapefile(one) for one in shapefiles.lay_out(files, folder / "layers", encoding)]
    for number, one in enumerate(file for file in files if file.suffix.lower() in DATABASE_FORMATS):
        plain = folder / f"file{number}{one.suffix.lower()}"
        plain.symlink_to(one)
        layers += _of_database(one.stem, plain)
    for number, one in enumerate(file for file in files if file.suffix.lower() in TABLES):
        layers += _of_tables(one, folder / f"table{number}", encoding, limits, alone=one is file)
    for number, one in enumerate(file for file in files if file.suffix.lower() in DRAWINGS):
        plain = folder / f"drawing{number}.dxf"
        plain.symlink_to(one)
        layers += _of_drawing(plain)
    if not layers:
        raise archives.Unsafe("no_layer")
    for layer in layers:
        if len(layer.columns) > COLUMNS_AT_MOST:
            raise archives.Unsafe("too_many_columns", layer=layer.name, limit=COLUMNS_AT_MOST)
    return [asdict(layer) for layer in layers]


def _of_shapefile(shapefile: shapefiles.Shapefile) -> Layer:
    try:
        info = pyogrio.read_info(shapefile.path, encoding=shapefile.evidence.found, force_feature_count=True)
    except pyogrio.errors.CRSError:  # a .prj that is no CRS is as good as none: the coordinates tell
        (shapefile.folder / "data.prj").unlink(missing_ok=True)
        shapefile.warnings.append({"problem": "prj_unreadable"})
        info = pyogrio.read_info(shapefile.path, encoding=shapefile.evidence.found, force_feature_count=True)
    kinds = [KINDS.get(kind, "text") for kind in info["ogr_types"]]
    # A damaged table may have other columns for GDAL than for us: told apart by the plain names we gave them.
    plain = {f"c{number}": name for number, name in enumerate(shapefile.column_names, start=1)}
    names = [plain.get(str(name), str(name)) for name in info["fields"]]
    features = int(info["features"])
    return Layer(
        name=shapefile.name,
        path=str(shapefile.path),
        layer=None,
        format="ESRI Shapefile",
        geometry_type=str(info["geometry_type"]),
        features=features,
        announced_rows=max(features, shapefile.announced_rows),
        columns=[{"name": name, "kind": kind} for name, kind in zip(names, kinds, strict=True)],
        crs=_declared_crs(shapefile.folder / "data.prj", info["crs"]),
        srid=_srid(info["crs"], shapefile.folder / "data.prj"),
        encoding=shapefile.evidence.as_json(),
        warnings=shapefile.warnings,
    )


def _of_database(name: str, path: Path) -> list[Layer]:
    described = []
    for layer, geometry_type in pyogrio.list_layers(path):
        if geometry_type is None:
            continue
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
        described.append(
            Layer(
                name=str(layer),
                path=str(path),
                layer=str(layer),
                format=DATABASE_FORMATS[path.suffix],
                geometry_type=str(geometry_type),
                features=int(info["features"]),
                announced_rows=int(info["features"]),
                columns=_columns(info),
                crs=info["crs"] or "",
                srid=_srid(info["crs"]),
                encoding={"found": "utf-8", "reported": "utf-8", "by": "declared", "confidence": 1.0},
            )
        )
    return described


def _of_tables(file: Path, folder: Path, encoding: str, limits: archives.Limits, alone: bool) -> list[Layer]:
    """
    The tables of a CSV or Excel file that hold places. One without is refused where it came alone, else left out:
    a read-me packed beside a shapefile is no delivery.
    """
    if file.suffix.lower() == ".xlsx":
        folder.mkdir(parents=True, exist_ok=True)
        archives.judge(file, limits)
        plain = folder / "book.xlsx"
        plain.symlink_to(file)
        found = tables.of_workbook(plain, folder)
    else:
        found = [tables.of_csv(file, folder, encoding)]
    placed = [table for table in found if table.open_options]
    if alone and not placed:
        raise archives.Unsafe("no_place_columns")
    return [_of_table(table, exported_as_text=file.suffix.lower() != ".xlsx") for table in placed]


def _of_table(table: tables.Table, exported_as_text: bool) -> Layer:
    info = pyogrio.read_info(table.path, force_feature_count=True, **table.open_options)
    by_numbers = "X_POSSIBLE_NAMES" in table.open_options
    return Layer(
        name=table.name,
        path=str(table.path),
        layer=None,
        format="CSV",
        geometry_type="Point" if by_numbers else str(info["geometry_type"] or "Unknown"),
        features=int(info["features"]),
        announced_rows=int(info["features"]),
        columns=_columns(info),
        encoding=table.evidence.as_json(),
        open_options=table.open_options,
        apostrophes=exported_as_text and is_export(map(str, info["fields"])),
    )


def _of_drawing(path: Path) -> list[Layer]:
    info = pyogrio.read_info(path, layer=drawings.ENTITIES)
    return [
        Layer(
            name=name,
            path=str(path),
            layer=drawings.ENTITIES,
            format="DXF",
            geometry_type=geometry_type,
            features=count,
            announced_rows=count,
            columns=[column for column in _columns(info) if column["name"] in drawings.COLUMNS],
            encoding={"found": "utf-8", "reported": "utf-8", "by": "declared", "confidence": 1.0},
            where=where,
        )
        for name, geometry_type, where, count in drawings.parts(path)
    ]


def _columns(info: dict) -> list[dict]:
    """Names and kinds of a layer's columns."""
    return [
        {"name": str(column), "kind": KINDS.get(kind, "text")}
        for column, kind in zip(info["fields"], info["ogr_types"], strict=True)
        if column not in ADDED_COLUMNS
    ]


def _declared_crs(prj: Path, known: str | None) -> str:
    """The declared CRS as text, for people; "" where none is declared."""
    if prj.exists():
        return prj.read_bytes()[:4000].decode("utf-8", "replace").strip()
    return known or ""


def _srid(known: str | None, prj: Path | None = None) -> int | None:
    """The EPSG number of a declared CRS: by authority, else by likeness of its definition."""
    import pyproj

    if known and known.upper().startswith("EPSG:"):
        return int(known[5:])
    text = known or (prj.read_bytes().decode("utf-8", "replace") if prj and prj.exists() else "")
    if not text.strip():
        return None
    try:
        return pyproj.CRS.from_user_input(text).to_epsg(min_confidence=60)
    except pyproj.exceptions.CRSError:
        return None
