"""manage.py load_districts: a city's own units, matched by code, all or nothing; assets follow."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assets.registry import district_files
from assets.registry.management.commands.load_districts import OWN
from assets.registry.models import Asset, District
from tests import factories
from tests.factories import point

pytestmark = pytest.mark.django_db


def shapes(path, *units, crs="EPSG:4548", **more) -> str:
    """A GeoJSON of squares: (code, name, west, south, side) in metres."""
    import geopandas
    from shapely.geometry import box

    frame = geopandas.GeoDataFrame(
        {"code": [unit[0] for unit in units], "name": [unit[1] for unit in units], **more},
        geometry=[box(w, s, w + side, s + side) for _code, _name, w, s, side in units],
        crs="EPSG:4548",
    )
    frame.to_crs(crs).to_file(path, driver="GeoJSON")
    return str(path)


def test_without_a_file_shantou_is_loaded_with_schematic_boundaries(db):
    call_command("load_districts")
    assert District.objects.get(code="440500").name_en == "Shantou"
    assert District.objects.filter(level="district", accuracy="schematic").count() == 7
    assert District.objects.get(code="440507001001").tree_path == "440500/440507/440507001/440507001001"
    again = district_files.load(district_files.read(OWN[0]))
    assert again == {"created": 0, "updated": 0, "unchanged": 1166}


def test_assets_follow_boundaries_that_come_in(districts, tmp_path):
    manhole = factories.ManholeFactory(geometry=point(465_000))
    call_command(
        "load_districts", shapes(tmp_path / "d.geojson", ("440511", "金平区", 464_000, 2_579_000, 2000))
    )
    call_command(
        "load_districts", shapes(tmp_path / "e.geojson", ("440507", "龙湖区", 400_000, 2_500_000, 10))
    )
    assert Asset.objects.get(pk=manhole.pk).district.code == "440511"


def test_codes_padded_with_zeros_and_other_reference_systems_are_understood(districts, tmp_path):
    path = shapes(
        tmp_path / "d.geojson", ("440507000000", "龙湖区", 461_000, 2_571_000, 500), crs="EPSG:4326"
    )
    call_command("load_districts", path)
    district = District.objects.get(code="440507")
    assert district.boundary.area == pytest.approx(250_000, rel=1e-3)
    assert district.accuracy == "surveyed"


def test_streets_find_their_district_by_the_digits_of_their_code(districts, tmp_path):
    call_command(
        "load_districts", shapes(tmp_path / "d.geojson", ("440507001", "金霞街道", 461_000, 2_571_000, 500))
    )
    street = District.objects.get(code="440507001")
    assert (street.level, street.parent.code) == ("street_town", "440507")


@pytest.mark.parametrize(
    "content, word",
    [
        ("no geojson at all", "d.geojson"),
        (json.dumps({"type": "FeatureCollection", "features": []}), "d.geojson"),
    ],
)
def test_a_file_that_is_no_list_of_units_is_refused_with_a_sentence(content, word, db, tmp_path):
    path = tmp_path / "d.geojson"
    path.write_text(content)
    with pytest.raises(CommandError, match=word):
        call_command("load_districts", path)


def test_a_unit_whose_parent_is_unknown_stops_all(db, tmp_path):
    path = shapes(
        tmp_path / "d.geojson",
        ("440500", "汕头市", 460_000, 2_570_000, 5000),
        ("440599001", "某街道", 461_000, 2_571_000, 500),
    )
    with pytest.raises(CommandError, match="440599"):
        call_command("load_districts", path)
    assert District.objects.count() == 0


def test_a_missing_file_is_said(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_districts", tmp_path / "nowhere.csv")
