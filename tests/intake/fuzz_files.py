"""Small valid files of every format, to be damaged: points, lines or outlines with the columns that surveys bring."""

import tempfile
from functools import cache
from pathlib import Path

import numpy
import pyogrio.raw
import shapely

LON, LAT = 116.711, 23.374
TEXTS = {
    "管点编号": ["P001", "P002", "", "P004", "超长" * 20, "P006"],
    "权属单位": ["市排水公司", "龙湖区城管局", None, "a,b;c", 'say "x"', "𠀀"],
}
NUMBERS = {"井深": [1.5, 2.25, numpy.nan, 0.0, 99.0, -3.5], "建设年代": [1999, 2004, 2020, 0, 1, 9999]}
SHAPES = {
    "Point": [shapely.Point(LON + n / 1000, LAT) for n in range(6)],
    "LineString": [
        shapely.LineString([(LON + n / 1000, LAT), (LON + n / 1000, LAT + 0.001)]) for n in range(6)
    ],
    "Polygon": [shapely.box(LON + n / 1000, LAT, LON + n / 1000 + 0.0005, LAT + 0.001) for n in range(6)],
}


def _write(folder: Path, name: str, driver: str, kind: str, **options) -> None:
    texts = [numpy.array(values, dtype=object) for values in TEXTS.values()]
    numbers = [numpy.array(NUMBERS["井深"]), numpy.array(NUMBERS["建设年代"], dtype="int32")]
    if driver == "DXF":
        texts, numbers, columns = [numpy.array(["WS", "YS"] * 3, dtype=object)], [], ["Layer"]
    else:
        columns = [*TEXTS, *NUMBERS]
    pyogrio.raw.write(
        folder / name,
        numpy.array([shapely.to_wkb(shape) for shape in SHAPES[kind]], dtype=object),
        [*texts, *numbers],
        columns,
        driver=driver,
        geometry_type=kind,
        crs="EPSG:4326",
        **options,
    )


@cache
def shapefile(kind: str = "Point") -> dict[str, bytes]:
    """The parts of a GBK shapefile, by name."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), "survey.shp", "ESRI Shapefile", kind, encoding="GBK")
        return {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}


@cache
def file(extension: str, kind: str = "Point") -> bytes:
    """A file of another format."""
    if extension == "csv":
        lines = ["管点编号,lon,lat,权属单位,井深"]
        lines += [f'P{n},{LON + n / 1000},{LAT},"甲,乙",{n}.5' for n in range(6)]
        return "\n".join(lines).encode("gbk")
    if extension == "xlsx":
        return _workbook()
    driver = {"gpkg": "GPKG", "geojson": "GeoJSON", "kml": "LIBKML", "gml": "GML", "dxf": "DXF"}[extension]
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), f"a.{extension}", driver, kind)
        return (Path(folder) / f"a.{extension}").read_bytes()


def _workbook() -> bytes:
    import io

    import xlsxwriter

    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet("管点")
        sheet.write_row(0, 0, ["管点编号", "lon", "lat", "权属单位", "井深"])
        for n in range(6):
            sheet.write_row(n + 1, 0, [f"P{n}", LON + n / 1000, LAT, "市排水公司", n + 0.5])
        sheet.write_formula(3, 4, "=1/0")
    return body.getvalue()
