"""Every format that a survey comes in: the same manholes from each."""

import csv

import pyogrio.raw
import pytest
import shapely

from assets.registry.models import Manhole
from tests.intake.conftest import states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")

# Longitude, latitude (WGS84) in Longhu.
PLACES = [(116.711, 23.374), (116.712, 23.375), (116.713, 23.376)]
NUMBERS = ["007", "008", "009"]
OWNERS = ["市排水公司", "龙湖区城管局", ""]


def written(target, driver, **options):
    """The manholes written by GDAL in a format of its own."""
    import numpy

    pyogrio.raw.write(
        target,
        numpy.array([shapely.to_wkb(shapely.Point(place)) for place in PLACES], dtype=object),
        [numpy.array(NUMBERS, dtype=object), numpy.array(OWNERS, dtype=object)],
        ["管点编号", "权属单位"],
        driver=driver,
        geometry_type="Point",
        crs="EPSG:4326",
        **options,
    )
    return target


def table(target, header, rows, encoding="utf-8", delimiter=","):
    """A CSV file."""
    with target.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return target


def assert_all_came(delivery):
    assert states(delivery) == (3, 0, 0, 0)
    found = {manhole.source_code: manhole for manhole in Manhole.objects.all()}
    assert sorted(found) == NUMBERS, "leading zeros are part of a number"
    assert found["007"].owner == "市排水公司"
    for number, place in zip(NUMBERS, PLACES, strict=True):
        assert found[number].geometry.transform(4326, clone=True).coords == pytest.approx(place, abs=1e-7)


@pytest.mark.parametrize(
    ("driver", "name"), [("KML", "a.kml"), ("GML", "a.gml"), ("GPKG", "a.gpkg"), ("GeoJSON", "a.geojson")]
)
def test_a_file_as_gdal_writes_it(bring_in, tmp_path, driver, name):
    assert_all_came(bring_in(written(tmp_path / name, driver), "manhole"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("names", [("经度", "纬度"), ("Lon", "Lat"), ("X", "Y")])
def test_a_csv_with_two_columns_for_the_place(bring_in, tmp_path, encoding, names):
    rows = [[n, *place, owner] for n, place, owner in zip(NUMBERS, PLACES, OWNERS, strict=True)]
    path = table(tmp_path / "管点.csv", ["管点编号", *names, "权属单位"], rows, encoding)
    delivery = bring_in(path, "manhole")
    assert_all_came(delivery)
    assert delivery.report["encoding"] == {"utf-8-sig": "utf-8"}.get(encoding, encoding)


def test_a_csv_of_surveyors_coordinates_north_called_x(bring_in, tmp_path):
    points = [shapely.Point(466_100 + 10 * n, 2_585_300) for n in range(3)]
    rows = [[n, point.y, point.x] for n, point in zip(NUMBERS, points, strict=True)]
    delivery = bring_in(table(tmp_path / "a.csv", ["管点编号", "X", "Y"], rows, delimiter=";"), "manhole")
    assert states(delivery) == (3, 0, 0, 0)
    assert Manhole.objects.get(source_code="007").geometry.coords == pytest.approx((466_100, 2_585_300))


def test_a_csv_with_a_column_of_wkt(bring_in, tmp_path):
    rows = [[n, f"POINT ({x} {y})", owner] for n, (x, y), owner in zip(NUMBERS, PLACES, OWNERS, strict=True)]
    assert_all_came(bring_in(table(tmp_path / "a.csv", ["管点编号", "WKT", "权属单位"], rows), "manhole"))


def test_a_csv_row_without_a_place_is_rejected_and_named(bring_in, tmp_path):
    rows = [["1", 116.711, 23.374], ["2", "", ""], ["3", "不详", 23.375]]
    delivery = bring_in(table(tmp_path / "a.csv", ["管点编号", "经度", "纬度"], rows), "manhole")
    assert states(delivery) == (1, 0, 0, 2)
    assert {(r["row"], r["problem"]) for r in delivery.report["rejections"]} == {
        (2, "geometry_missing"),
        (3, "geometry_missing"),
    }


def test_a_table_without_a_place_says_which_columns_it_needs(deliver, tmp_path):
    delivery = deliver(table(tmp_path / "a.csv", ["管点编号", "权属单位"], [["1", "甲"]]), "manhole")
    assert (delivery.state, delivery.refusal_code) == ("refused", "no_place_columns")


def test_an_excel_sheet(bring_in, tmp_path):
    import numpy

    path = tmp_path / "管点.xlsx"
    columns = [NUMBERS, [x for x, _ in PLACES], [y for _, y in PLACES], OWNERS]
    pyogrio.raw.write(
        path,
        None,
        [numpy.array(values, dtype=object if isinstance(values[0], str) else float) for values in columns],
        ["管点编号", "经度", "纬度", "权属单位"],
        driver="XLSX",
        geometry_type=None,
        crs=None,
    )
    assert_all_came(bring_in(path, "manhole"))


DRAWING = """0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n8\n0\n2\nMH\n10\n0.0\n20\n0.0\n0\nCIRCLE\n8\n0\n10\n0.0\n20\n0.0\n40\n0.5\n0\nENDBLK\n8\n0\n0\nENDSEC
0\nSECTION\n2\nENTITIES
0\nINSERT\n8\nYS_WELL\n2\nMH\n10\n466100.0\n20\n2585300.0
0\nINSERT\n8\nYS_WELL\n2\nMH\n10\n466120.0\n20\n2585300.0
0\nLINE\n8\nYS_LINE\n10\n466100.0\n20\n2585300.0\n11\n466120.0\n21\n2585300.0
0\nENDSEC\n0\nEOF\n"""


def test_a_drawings_blocks_are_points_and_its_layers_are_chosen_by_name(bring_in, tmp_path):
    path = tmp_path / "a.dxf"
    path.write_text(DRAWING)
    delivery = bring_in(path, "manhole", layer="YS_WELL")
    assert states(delivery) == (2, 0, 0, 0)
    east = sorted(manhole.geometry.x for manhole in Manhole.objects.all())
    assert east == pytest.approx([466_100, 466_120])


def test_a_drawings_lines_come_as_pipes_without_naming_the_layer(bring_in, tmp_path):
    path = tmp_path / "a.dxf"
    path.write_text(DRAWING)
    assert states(bring_in(path, "pipe")) == (1, 0, 0, 0)
