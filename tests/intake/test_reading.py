"""Files as they come: parts missing, cases and folders mixed, coordinates with a zone or swapped, names cut short."""

import json
import random
import subprocess
import sys
import zipfile

import pyogrio.raw
import pyproj
import pytest
import shapely
from django.conf import settings as site
from django.db import connection

from assets.intake.errors import REASONS
from assets.intake.readers import stream
from assets.registry.models import Asset, Manhole, Park
from tests.intake.conftest import manholes, pack, problems, shapefile, states

pytestmark = [pytest.mark.started_readers, pytest.mark.usefixtures("component_classes", "districts")]


def test_nested_folders_upper_case_parts_and_gbk_member_names(bring_in, tmp_path):
    parts = shapefile(tmp_path / "a", "data", *manholes(3, 附属物=["检查井"] * 3))
    archive = tmp_path / "a.zip"
    plain = {part: f"{'x' * 11}{part.suffix.upper()}" for part in parts}
    with zipfile.ZipFile(archive, "w") as packed:
        for part, name in plain.items():
            packed.write(part, name)
    raw = archive.read_bytes()  # Python would flag the names as UTF-8, Chinese Windows does not
    archive.write_bytes(raw.replace(b"x" * 11, "2024成/管点".encode("gbk")))
    delivery = bring_in(archive, "manhole")
    assert states(delivery) == (3, 0, 0, 0)
    assert delivery.findings["layers"][0]["name"] == "管点"
    assert Manhole.objects.filter(kind="inspection").count() == 3


@pytest.mark.parametrize("missing", [".shx", ".prj", ".dbf"])
def test_a_part_is_missing(deliver, tmp_path, missing):
    parts = shapefile(tmp_path / "a", "管点", *manholes(3))
    delivery = deliver(
        pack(tmp_path / "a.zip", [part for part in parts if part.suffix != missing]), "manhole"
    )
    assert states(delivery) == (3, 0, 0, 0)


def test_column_names_cut_in_the_middle_of_a_character(bring_in, tmp_path):
    square = shapely.box(465_000, 2_580_000, 465_100, 2_580_100)
    columns = {"公园编号": ["G1"], "公园名称": ["中山公园"], "公园类型": ["综合公园"], "建成年份": [1928]}
    parts = shapefile(tmp_path / "a", "公园", [square], columns, encoding="UTF-8", declare=True)
    bring_in(pack(tmp_path / "a.zip", parts), "park")
    park = Park.objects.get()
    assert (park.source_code, park.name, park.park_class) == ("G1", "中山公园", "G11")
    assert (park.installed_on.isoformat(), park.installed_precision) == ("1928-01-01", "year")


def test_a_wrong_cpg_is_overruled(bring_in, tmp_path):
    parts = shapefile(
        tmp_path / "a", "管点", *manholes(3, 权属单位=["市排水公司", "龙湖区城管局", "濠江区水务局"])
    )
    (tmp_path / "a" / "管点.cpg").write_text("UTF-8")
    delivery = bring_in(pack(tmp_path / "a.zip", [*parts, tmp_path / "a" / "管点.cpg"]), "manhole")
    assert delivery.report["encoding"] == "gbk"
    assert "encoding_overruled" in {warning["problem"] for warning in delivery.report["warnings"]}
    assert Manhole.objects.get(source_code="P0001").owner == "市排水公司"


@pytest.mark.parametrize("srid", [4527, 4498, 4490, 4326, 3857])
def test_coordinates_without_a_prj_are_known_by_their_range(deliver, tmp_path, srid):
    turn = pyproj.Transformer.from_crs(4548, srid, always_xy=True)
    places, columns = manholes(3)
    there = [shapely.Point(*turn.transform(place.x, place.y)) for place in places]
    delivery = deliver(
        pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", there, columns, crs=None)), "manhole"
    )
    assert states(delivery) == (3, 0, 0, 0)
    found = delivery.findings["crs"]["candidates"]
    assert srid in [candidate["srid"] for candidate in found]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ST_X(geometry), ST_Y(geometry) FROM intake.d{delivery.pk}_rows ORDER BY rid LIMIT 1"
        )
        assert cursor.fetchone() == pytest.approx((places[0].x, places[0].y), abs=0.01)


def test_north_first_is_seen_and_said(bring_in, tmp_path):
    places, columns = manholes(3)
    swapped = [shapely.Point(place.y, place.x) for place in places]
    delivery = bring_in(
        pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", swapped, columns)), "manhole"
    )
    assert "crs_swapped" in {warning["problem"] for warning in delivery.report["warnings"]}
    assert Asset.objects.get(source_code="P0001").geometry.coords == pytest.approx((465_000, 2_580_000))


def test_a_city_local_system_is_refused_with_the_reason(deliver, tmp_path):
    places = [shapely.Point(65_000 + n, 80_000) for n in range(3)]
    _, columns = manholes(3)
    delivery = deliver(
        pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", places, columns, crs=None)), "manhole"
    )
    assert (delivery.state, delivery.refusal_code) == ("refused", "crs_local_system")


def test_one_impossible_coordinate_rejects_its_row_only(deliver, tmp_path):
    places, columns = manholes(4)
    turn = pyproj.Transformer.from_crs(4548, 4490, always_xy=True)
    there = [shapely.Point(*turn.transform(place.x, place.y)) for place in places]
    there[1], there[2] = shapely.Point(1e30, -1e30), shapely.Point(-50, 23)
    delivery = deliver(
        pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", there, columns, crs="EPSG:4490")),
        "manhole",
    )
    assert states(delivery) == (2, 0, 0, 2)
    assert problems(delivery)[2] == ["coordinates_impossible"]
    assert problems(delivery)[3] in (["outside_city"], ["coordinates_impossible"])


def test_geometry_that_is_missing_empty_or_of_no_length(deliver, tmp_path):
    line = shapely.LineString([(465_000, 2_580_000), (465_050, 2_580_000)])
    dot = shapely.LineString([(465_000, 2_580_000), (465_000, 2_580_000)])
    two = shapely.MultiLineString(
        [[(465_000, 2_580_000), (465_010, 2_580_000)], [(465_100, 2_580_000), (465_110, 2_580_000)]]
    )
    parts = shapefile(
        tmp_path / "a", "管线", [line, None, dot, two], {"管线编号": list("ABCD")}, geometry_type="LineString"
    )
    delivery = deliver(pack(tmp_path / "a.zip", parts), "pipe")
    assert states(delivery) == (1, 0, 0, 3)
    found = problems(delivery)
    assert (found[2], found[3], found[4]) == (["geometry_missing"], ["zero_length"], ["wrong_geometry_type"])


@pytest.mark.parametrize(("suffix", "driver"), [(".gpkg", "GPKG"), (".geojson", "GeoJSON")])
def test_other_formats(bring_in, tmp_path, suffix, driver):
    turn = pyproj.Transformer.from_crs(4548, 4326, always_xy=True)
    places, columns = manholes(3, 井深=[1.0, 2.0, 3.0])
    there = shapely.to_wkb([shapely.Point(*turn.transform(place.x, place.y)) for place in places])
    import numpy

    fields = [numpy.array(columns["点号"], dtype=object), numpy.array(columns["井深"])]
    pyogrio.raw.write(
        tmp_path / f"a{suffix}",
        there,
        fields,
        list(columns),
        driver=driver,
        geometry_type="Point",
        crs="EPSG:4326",
    )
    assert states(bring_in(tmp_path / f"a{suffix}", "manhole")) == (3, 0, 0, 0)
    assert Manhole.objects.get(source_code="P0003").depth_m == 3.0


def test_a_name_from_the_file_cannot_break_out_of_a_statement(bring_in, tmp_path):
    evil = "a'); --"
    delivery = bring_in(
        pack(
            tmp_path / "a.zip",
            shapefile(tmp_path / "a", "管点", *manholes(1, **{evil: ["x"], "坡%s\\": ["y"]})),
        ),
        "manhole",
    )
    assert states(delivery) == (1, 0, 0, 0)
    assert Manhole.objects.get().extra == {evil: "x", "坡%s\\": "y"}


def test_a_mapping_of_the_users_own(bring_in, deliver, tmp_path):
    path = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", *manholes(1, 甲=["2.5"], 井深=["9"])))
    delivery = bring_in(path, "manhole", mapping={"甲": "depth_m", "井深": None})
    assert (Manhole.objects.get().depth_m, Manhole.objects.get().extra) == (2.5, {"井深": "9"})
    assert delivery.report["mapping"]["甲"] == "depth_m"
    refused = deliver(path, "manhole", mapping={"甲": "no_such_field"})
    assert (refused.state, refused.refusal_code) == ("refused", "mapping_wrong")


@pytest.mark.parametrize("seed", range(10))
def test_flipped_and_cut_bytes_end_in_an_account_or_a_reason(deliver, tmp_path, seed):
    chance = random.Random(seed)
    parts = shapefile(tmp_path / "a", "管点", *manholes(20, 附属物=["检查井"] * 20, 井深=[1.5] * 20))
    victim = chance.choice([part for part in parts if part.suffix in (".shp", ".dbf", ".shx", ".prj")])
    raw = bytearray(victim.read_bytes())
    for _ in range(chance.randint(1, 8)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    victim.write_bytes(raw[: chance.choice([len(raw), chance.randrange(len(raw))])])
    delivery = deliver(pack(tmp_path / "a.zip", parts), "manhole")
    if delivery.state == delivery.State.REFUSED:
        assert delivery.refusal_code in REASONS and delivery.refusal_code != "internal_error"
    else:
        states(delivery)


def test_the_reader_has_only_the_drivers_it_needs_and_none_of_our_secrets():
    code = "import sys; sys.modules['pandas'] = None; import json, os, pyogrio; print(json.dumps([sorted(pyogrio.list_drivers()), sorted(os.environ)]))"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=stream._environment(),
        capture_output=True,
        check=True,
        cwd=site.BASE_DIR,
    )
    drivers, names = json.loads(answer.stdout)
    assert set(drivers) == stream.ALLOWED_DRIVERS
    assert not {"DATABASE_URL", "SECRET_KEY"} & set(names)


def test_a_reader_that_asks_for_too_much_is_stopped_and_its_parent_goes_on(deliver, tmp_path, settings):
    settings.INTAKE_READER_MEMORY_BYTES = 100 << 20
    delivery = deliver(pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", *manholes(3))), "manhole")
    assert (delivery.state, delivery.refusal_code in ("reader_died", "reader_failed")) == ("refused", True)
