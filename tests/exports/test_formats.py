"""Each format read back, by other readers than those who wrote it, and compared with the database."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from datetime import date

import numpy
import pyogrio
import pyogrio.raw
import pytest
from shapely import from_wkb, from_wkt
from shapely.geometry import shape

from assets.exports import columns
from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset, Manhole, Pipe
from tests.exports.conftest import EXTRA
from tests.factories import ManholeFactory, ParkFactory, PipeFactory, point

pytestmark = pytest.mark.django_db

NAMES = [column.name for column in columns.of_class("manhole")]


def read(path, layer=None, **options) -> dict[str, dict]:
    """Code to the values of a layer's rows as pyogrio reads them, nulls as None; `geometry` as shapely's."""
    meta, _, places, values = pyogrio.raw.read(path, layer=layer, datetime_as_string=True, **options)
    found = {}
    for number in range(len(values[0])):
        row = {name: _plain(column[number]) for name, column in zip(meta["fields"], values, strict=True)}
        row["geometry"] = None if places is None else from_wkb(places[number])
        found[row["code"]] = row
    return found


def _plain(value):
    value = value.item() if isinstance(value, numpy.generic) else value
    return None if value != value or value == "" else value


def test_geopackage_has_a_layer_a_class_with_every_column_typed(city, export):
    path = export("gpkg")
    assert {name for name, _ in pyogrio.list_layers(path)} == set(CATALOGUE)
    info = pyogrio.read_info(path, layer="manhole")
    assert list(info["fields"]) == NAMES
    assert info["crs"] == "EPSG:4548"
    kinds = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (kinds["depth_m"], kinds["installed_on"], kinds["updated_at"], kinds["condition"]) == (
        "OFTReal",
        "OFTDate",
        "OFTDateTime",
        "OFTInteger64",
    )
    row, asset = read(path, "manhole")["M-2"], Manhole.objects.get(code="M-2")
    assert row["geometry"].coords[0] == asset.geometry.coords
    assert (row["depth_m"], row["has_anti_fall_net"], row["condition"]) == (2.125, None, 4)
    assert (row["source_code"], row["note"], row["district"]) == ("007", "=1+1", "440507")
    assert row["installed_on"].startswith("1987")
    pipe = read(path, "pipe")["P-1"]
    assert (pipe["start_node"], pipe["end_node"], bool(pipe["is_pressure"])) == ("M-1", "M-2", True)
    assert json.loads(pipe["extra"]) == EXTRA
    assert pipe["length_m"] == pytest.approx(Pipe.objects.get(code="P-1").length_m)
    assert read(path, "waste_facility")["H-1"]["waste_kinds"] == "kitchen,hazardous"


def test_another_program_reads_the_geopackage(city, export):
    if not (ogrinfo := shutil.which("ogrinfo")):
        pytest.skip("ogrinfo is not installed")
    told = subprocess.run(
        [ogrinfo, "-ro", "-so", str(export("gpkg")), "pipe"], capture_output=True, text=True, check=True
    ).stdout
    assert "Feature Count: 2" in told
    assert "Geometry: Line String" in told


@pytest.mark.parametrize(("encoding", "cpg"), [("utf-8", b"UTF-8"), ("gbk", b"GBK")])
def test_zipped_shapefile_keeps_to_what_a_dbf_holds_and_says_what_its_columns_are(
    city, export, tmp_path, encoding, cpg
):
    path = export("zip", encoding=encoding)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "parts")
        names = archive.namelist()
        legend = list(csv.DictReader(io.StringIO(archive.read("legend.csv").decode("utf-8-sig"))))
        assert archive.read("manhole.cpg").strip() == cpg
        assert b"CGCS2000" in archive.read("manhole.prj")
    assert {"pipe.shp", "water_body_lines.shp", "water_body_areas.shp", "treatment_plant_points.shp"} <= set(
        names
    )
    assert "long_texts.csv" not in names
    of_manholes = {line["field"]: line for line in legend if line["layer"] == "manhole"}
    assert list(of_manholes) == NAMES
    short = [line["column"] for line in of_manholes.values()]
    assert len(set(short)) == len(short)
    assert all(len(name.encode()) <= 10 for name in short)
    assert of_manholes["cover_material"]["label"] == "井盖材质"
    row = read(tmp_path / "parts" / "manhole.shp")["manhole-1"]
    assert row["name"] == "测试，\"引号\" 'x'"
    parts = [row[name] for name in row if name.startswith("extra") and row[name]]
    assert len(parts) > 1
    assert json.loads("".join(parts)) == EXTRA


def test_what_254_bytes_cut_is_whole_beside_it(districts, export, tmp_path):
    note = "长" * 300
    ManholeFactory(code="A", note=note, extra={"a": "字" * 5000})
    with zipfile.ZipFile(export("zip")) as archive:
        archive.extractall(tmp_path / "parts")
        told = list(csv.DictReader(io.StringIO(archive.read("long_texts.csv").decode("utf-8-sig"))))
    assert {line["field"]: line["text"] for line in told} == {
        "note": note,
        "extra": json.dumps({"a": "字" * 5000}, ensure_ascii=False),
    }
    row = read(tmp_path / "parts" / "manhole.shp")["A"]
    assert (row["note"], row["extra"]) == ("长" * 84, None)


def test_geojson_is_as_rfc_7946_has_it(city, export):
    path = export("geojson")
    collection = json.loads(path.read_text("utf-8"))
    assert set(collection) == {"type", "features"}
    features = {feature["id"]: feature for feature in collection["features"]}
    assert len(features) == Asset.objects.count()
    pipe = features["P-1"]
    assert list(pipe["properties"]) == [column.name for column in columns.of_class("pipe")]
    assert pipe["properties"]["asset_class"] == "pipe"
    assert json.loads(pipe["properties"]["extra"]) == EXTRA
    assert pipe["properties"]["diameter_mm"] is None
    line = Asset.objects.get(code="P-1").geometry.transform(4326, clone=True)
    assert pipe["geometry"]["coordinates"][0] == pytest.approx(list(line[0]), abs=1e-9), (
        "drawn from its start"
    )
    assert shape(features["G-1"]["geometry"]).geoms[0].exterior.is_ccw
    assert len(read(path)) == len(features)


def test_geojson_in_another_crs_says_which(city, export):
    path = export("geojson", srid="4548", asset_class="manhole")
    assert pyogrio.read_info(path)["crs"] == "EPSG:4548"
    assert read(path)["M-2"]["geometry"].coords[0] == (465_050, 2_580_030)


def rows_of_csv(path, encoding="utf-8-sig") -> dict[str, dict]:
    with path.open(encoding=encoding, newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_csv_has_the_place_twice_and_opens_in_excel(city, export):
    path = export("csv", asset_class="manhole")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of_csv(path)
    assert list(rows["M-1"]) == [*NAMES, "lon", "lat", "wkt"]
    there = Asset.objects.get(code="M-1").geometry.transform(4326, clone=True)
    assert (float(rows["M-1"]["lon"]), float(rows["M-1"]["lat"])) == pytest.approx(there.coords, abs=1e-10)
    assert from_wkt(rows["M-1"]["wkt"]).coords[0] == pytest.approx(there.coords, abs=1e-10)
    assert rows["manhole-1"]["name"] == "测试，\"引号\" 'x'"
    assert (rows["M-2"]["source_code"], rows["M-2"]["installed_on"]) == ("007", "1987-05-06")


def test_csv_of_several_classes_is_one_table(city, export):
    rows = rows_of_csv(export("csv"))
    assert len(rows) == Asset.objects.count()
    assert (rows["P-1"]["width_mm"], rows["M-2"]["width_mm"], rows["M-2"]["depth_m"]) == ("1200", "", "2.125")
    assert {row["asset_class"] for row in rows.values()} == set(CATALOGUE)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 754", "-5", "@SUM(A1)", "\t=1", "\r=1", "'quoted", '=HYPERLINK("x")']
)
def test_no_cell_of_a_csv_is_a_formula(districts, export, text):
    ManholeFactory(code="A", name=text, extra={"=a": text}, geometry=point(465_000), depth_m=-1.5)
    row = rows_of_csv(export("csv"))["A"]
    assert row["name"] == f"'{text}"
    assert row["depth_m"] == "-1.5", "numbers are left alone"


def test_csv_in_gbk(city, export):
    rows = rows_of_csv(export("csv", encoding="gbk"), "gbk")
    assert rows["manhole-1"]["name"] == "测试，\"引号\" 'x'"
    assert rows["M-2"]["source"] == "普查"


def test_excel_has_a_sheet_a_class_and_no_formula(city, export):
    path = export("xlsx")
    assert [name for name, _ in pyogrio.list_layers(path)] == list(CATALOGUE)
    row = read(path, "manhole")["M-2"]
    assert (row["note"], row["address"], row["owner"], row["source_code"]) == ("=1+1", "-5", "'quoted", "007")
    assert (row["depth_m"], row["condition"], row["has_anti_fall_net"]) == (2.125, 4, None)
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == len(CATALOGUE)
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_excel_dates_are_dates_and_those_before_1900_stay_as_they_are(districts, export):
    ManholeFactory(code="A", installed_on=date(1862, 1, 2))
    ManholeFactory(code="B", installed_on=date(2001, 2, 3))
    path = export("xlsx")
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "1862-01-02" in sheet
    assert "<v>36925</v>" in sheet, "3 February 2001, as Excel counts days"


def test_a_polygon_without_a_match_in_the_class_is_a_layer_of_what_there_is(districts, export):
    ParkFactory(code="A")
    assert dict(pyogrio.list_layers(export("gpkg"))) == {"park": "Polygon"}


def test_every_column_is_there_for_every_class():
    for name, entry in CATALOGUE.items():
        kept = {"id", "asset_ptr", "geometry", "mercator", "dimension", "is_node"}
        fields = {field.name for field in entry.model._meta.get_fields() if getattr(field, "concrete", False)}
        assert {column.name for column in columns.of_class(name)} == fields - kept


@pytest.mark.parametrize("form", ["gpkg", "zip", "geojson", "csv", "xlsx"])
def test_later_batches_hold_more_than_the_first(districts, export, monkeypatch, form):
    """A shapefile's columns are as wide as its first batch: longer texts and larger numbers widen them."""
    monkeypatch.setattr("assets.exports.rows.ROWS_A_BATCH", 1)
    sent = {
        f"{chr(97 + number)}{'9' * number}": {
            "name": "长" * number,
            "diameter_mm": None if number == 3 else 10**number,
            "start_invert_m": -1.5 * 10 ** (2 * number),
            "is_pressure": (None, True, False)[number % 3],
            "installed_on": date(1990 + number, 1, 1) if number % 2 else None,
            "extra": {"k" * number: number} if number else {},
        }
        for number in range(9)
    }
    for code, values in sent.items():
        PipeFactory(code=code, **values)
    found = read(export(form), None if form in ("zip", "geojson", "csv") else "pipe")
    for code, values in sent.items():
        row = found[code]
        assert (row["name"] or "") == values["name"]
        assert json.loads(row["extra"] or "{}") == values["extra"]
        short = form == "zip"
        for name, column in (
            ("diameter_mm", "diamete_mm"),
            ("start_invert_m", "star_inv_m"),
            ("is_pressure", "is_pressur"),
        ):
            told = row[column if short else name]
            wanted = values[name]
            if form == "csv" and wanted is not None:
                told = told == "true" if isinstance(wanted, bool) else float(told)
            assert told == wanted, (code, name)
