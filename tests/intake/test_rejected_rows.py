"""Rejected rows come back as a GeoPackage with their reasons; mended and sent again, only they are checked."""

import re
import shutil
import subprocess
import warnings

import numpy
import pyogrio.raw
import pytest
import shapely

from assets.intake import apply, deliveries, reading, rejected_rows
from assets.registry.models import Asset, Manhole
from tests.intake.conftest import manholes, pack, shapefile, states

pytestmark = pytest.mark.usefixtures("component_classes", "districts")


@pytest.fixture
def one_bad(tmp_path, deliver):
    """Three manholes, the third with the second's number; GBK, columns of every kind, one that fits no field."""
    places, columns = manholes(3, 井深=[1.5, 2.0, 2.5], 备注一=["甲", "乙", None], 层数=[1, 2, 3])
    columns["点号"][2] = columns["点号"][1]
    archive = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", places, columns))
    return deliver(archive, "manhole", source="survey")


def test_the_rejected_row_has_what_was_sent_and_the_reason(one_bad):
    meta, _, shapes, columns = pyogrio.raw.read(rejected_rows.file_of(one_bad), layer="管点")
    row = dict(zip(meta["fields"], (column[0] for column in columns), strict=True))
    assert len(shapes) == 1
    assert shapely.from_wkb(shapes[0]).coords[0] == (465_020, 2_580_000)
    assert meta["crs"] == "EPSG:4548"
    assert (row["点号"], row["井深"], row["备注一"], row["层数"]) == ("P0002", 2.5, None, 3)
    assert (row["registry_row"], row["registry_problem"]) == (3, "duplicate_in_file")
    assert "P0002" in row["registry_reason"]


def test_mended_and_sent_again_only_they_are_checked_and_our_columns_do_not_stay(one_bad, bring_in, tmp_path):
    apply.run(one_bad.pk)
    mended = tmp_path / "mended.gpkg"
    shutil.copy(rejected_rows.file_of(one_bad), mended)
    meta, _, shapes, columns = pyogrio.raw.read(mended, layer="管点")
    columns[list(meta["fields"]).index("点号")][0] = "P0003"
    mended.unlink()
    pyogrio.raw.write(
        mended,
        shapes,
        columns,
        list(meta["fields"]),
        layer="管点",
        driver="GPKG",
        geometry_type="Point",
        crs=meta["crs"],
    )
    assert states(bring_in(mended, "manhole", source="survey")) == (1, 0, 0, 0)
    sent, others = Manhole.objects.get(source_code="P0003"), Manhole.objects.exclude(source_code="P0003")
    assert others.count() == 2
    assert set(sent.extra) <= {"层数"}, "neither the reasons nor the row's old number are the survey's"


def test_without_rejected_rows_there_is_no_file(tmp_path, deliver):
    delivery = deliver(pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", *manholes(2))), "manhole")
    assert not rejected_rows.file_of(delivery).exists()


def test_a_survey_refused_as_a_whole_still_gives_its_rows_back(tmp_path, deliver):
    far = [shapely.Point(900_000, 3_580_000)] * 2
    archive = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", far, {"点号": ["1", "2"]}))
    delivery = deliver(archive, "manhole")
    assert (delivery.state, delivery.refusal_code) == ("refused", "nothing_usable")
    assert pyogrio.read_info(rejected_rows.file_of(delivery), layer="管点")["features"] == 2


def test_another_program_reads_it(one_bad):
    if not (ogrinfo := shutil.which("ogrinfo")):
        pytest.skip("ogrinfo is not installed")
    told = subprocess.run(
        [ogrinfo, "-ro", "-so", str(rejected_rows.file_of(one_bad)), "管点"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Feature Count: 1" in told
    assert "Geometry: Point" in told


@pytest.mark.parametrize("role", ["viewer", "crew", "manager", "planner", "gis", "administrator"])
def test_who_may_have_them(one_bad, login, role):
    answer = login(role).get(f"/imports/{one_bad.pk}/rejected/")
    assert answer.status_code == (200 if role in ("gis", "administrator") else 403)


def test_anothers_rejected_rows_are_not_there_for_someone_tied_to_a_district(
    one_bad, login, users, districts
):
    users["gis"].districts.add(districts["440507"])
    assert login("gis").get(f"/imports/{one_bad.pk}/rejected/").status_code == 404


def test_forgotten_with_the_delivery(one_bad):
    deliveries.forget_file(one_bad)
    assert not rejected_rows.file_of(one_bad).exists()
    assert not reading.stored_file(one_bad).exists()
    assert not Asset.objects.exists()


def test_the_page_tells_what_was_found_in_the_first_row_that_has_it(one_bad, login):
    page = login("gis").get(f"/imports/{one_bad.pk}/").content.decode()
    assert "%(" not in re.sub(r"<script.*?</script>", "", page, flags=re.S)  # its scripts fill theirs
    assert "P0002" in page.split("</nav>")[-1]


MIXED = {
    "one kind, whatever was declared": ([shapely.Point(1, 1)], "Point"),
    "single and multiple": (
        [shapely.LineString([(0, 0), (0, 0)]), shapely.MultiLineString([[(0, 0), (1, 1)], [(5, 5), (6, 6)]])],
        "MultiLineString",
    ),
    "points among lines": ([shapely.Point(1, 1), shapely.LineString([(0, 0), (0, 0)])], "Unknown"),
    "a collection": ([shapely.GeometryCollection([shapely.Point(1, 1)])], "Unknown"),
}


@pytest.mark.parametrize("case", sorted(MIXED))
def test_the_layer_of_rejected_rows_is_of_the_kind_that_was_sent(case, tmp_path, deliver):
    shapes, expected = MIXED[case]
    good = shapely.LineString([(465_000, 2_580_000), (465_010, 2_580_000)])
    sent = [good, *shapes]
    path = tmp_path / "a.gpkg"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # GDAL warns of a shape that its layer is not made for
        pyogrio.raw.write(
            path,
            numpy.array([shapely.to_wkb(shape) for shape in sent], dtype=object),
            [numpy.array([f"G{number}" for number in range(len(sent))], dtype=object)],
            ["管线编号"],
            driver="GPKG",
            geometry_type="Unknown",
            crs="EPSG:4548",
        )
        delivery = deliver(path, "pipe", source="survey")
    assert states(delivery) == (1, 0, 0, len(shapes))
    meta, _, came, _ = pyogrio.raw.read(rejected_rows.file_of(delivery))
    assert meta["geometry_type"] == expected
    back = [shapely.from_wkb(shape) for shape in came]
    if expected == "MultiLineString":
        assert {shape.geom_type for shape in back} == {"MultiLineString"}
    else:
        assert [shape.wkt for shape in back] == [shape.wkt for shape in shapes]
