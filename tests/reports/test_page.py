"""The HTML report: all inside, nothing fetched, harmless whatever the texts; the page's figures; what is left out is said."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection
from django.utils import timezone

from assets.exports.errors import ExportRefused
from assets.registry.models import Asset
from assets.reports import contents as contents_module
from assets.reports import page
from assets.reports.packing import as_script_json, packed
from assets.reports.shapes import fair_shares
from tests.factories import ManholeFactory, point
from tests.reports.conftest import HOSTILE, ordered

pytestmark = pytest.mark.django_db


def data_of(path) -> dict:
    """The data inside the file."""
    text = path.read_text(encoding="utf-8")
    return json.loads(
        re.search(r'<script type="application/json" id="report-data">(.*?)</script>', text, re.S)[1]
    )


def layer_of(data: dict, name: str) -> dict:
    return next(layer for layer in data["layers"] if layer["name"] == name)


def unpacked(column: dict) -> list[str]:
    return column.get("plain") or [column["words"][place] for place in column["place"]]


def decoded(text: str, decimals: int) -> list[tuple[float, float]]:
    """An encoded polyline as (lon, lat) pairs, after Google's description of the format."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        value = ord(letter) - 63
        number |= (value & 31) << shift
        shift += 5
        if value < 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number, shift = 0, 0
    places, lat, lon = [], 0, 0
    for north, east in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + north, lon + east
        places.append((lon / 10**decimals, lat / 10**decimals))
    return places


def test_everything_is_inside_and_nothing_is_fetched(city, report):
    path, outcome = report("html", district="440507")
    text = path.read_text(encoding="utf-8")
    assert outcome.size_bytes == path.stat().st_size
    assert "default-src 'none'" in text
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=", text) == ['<link rel="icon" href=']
    assert not re.search(r"url\(\s*[\"']?(?!data:|#)\w", text)
    assert "sourceMappingURL" not in text
    assert not re.search(r"https?://(?:cdn|unpkg|code\.jquery|[\w.]*jsdelivr|[\w.]*cloudflare)", text)


def test_no_text_of_an_asset_becomes_a_part_of_the_page(city, report):
    path, _ = report("html", district="440507")
    text = path.read_text(encoding="utf-8")
    # The scripts of the page itself: folium's switches, the data, the libraries, folium's map.
    assert len(re.findall(r"<script\b", text)) == 4
    assert len(re.findall(r"</script", text)) == 4
    assert "<img" not in text
    assert unpacked(layer_of(data_of(path), "manhole")["names"]) == [*reversed(HOSTILE)]


def test_the_numbers_are_those_of_the_district_page(city, report, api):
    told = api("planner").get("/api/v1/districts/440507/summary/").data
    gathered = contents_module.gather(ordered("html", district="440507").subject, 100)
    assert gathered.total.as_json() == {name: told["total"][name] for name in gathered.total.as_json()}
    assert gathered.total.count == 11
    assert gathered.total.condition == {"1": 1, "2": 2, "3": 2, "4": 2, "5": 2, "unknown": 2}
    assert gathered.total.work_finished == 2
    assert str(gathered.total.cost_yuan) == "2000.50"
    path, outcome = report("html", district="440507")
    assert outcome.rows == 11
    assert outcome.by_class == {
        "pipe": 2,
        "manhole": 5,
        "inlet": 1,
        "junction": 1,
        "water_body": 1,
        "park": 1,
    }
    assert ">11</dd>" in path.read_text(encoding="utf-8")


def test_months_and_kinds_add_up(city):
    gathered = contents_module.gather(ordered("html", district="440507").subject, 100)
    assert gathered.done.works == sum(done.works for done in gathered.kinds.values()) == 2
    assert gathered.done.inspections == 1
    assert list(gathered.months) == sorted(gathered.months)
    assert 12 <= len(gathered.months) <= 13
    assert [row.what for row in gathered.happenings] == ["inspection", "work_order", "work_order"]


def test_the_worst_are_those_of_the_page(city, login):
    gathered = contents_module.gather(ordered("html", district="440507").subject, 100)
    codes = [asset.code for asset in gathered.worst]
    assert codes[:2] == ["P-1", "M-4"]
    listed = login("planner").get("/districts/440507/worst/").text
    places = [listed.index(f"/assets/{code}/") for code in codes]
    assert places == sorted(places)


def test_shapes_come_back_where_they_are(city, report):
    path, _ = report("html", district="440507")
    data = data_of(path)
    decimals = data["decimals"]
    manholes = layer_of(data, "manhole")
    for code, shape in zip(manholes["codes"], manholes["shapes"], strict=True):
        true = Asset.objects.get(code=code).geometry.transform(4326, clone=True)
        ((lon, lat),) = decoded(shape, decimals)
        assert (lon, lat) == pytest.approx((true.x, true.y), abs=2e-6)
    (park,) = layer_of(data, "park")["shapes"]
    parts = [[decoded(ring, decimals) for ring in part.split(" ")] for part in park.split(";")]
    assert [len(rings) for rings in parts] == [2, 1]
    made = GEOSGeometry(json.dumps({"type": "MultiPolygon", "coordinates": parts}), srid=4326)
    made.transform(4548)
    assert made.area == pytest.approx(Asset.objects.get(code="G-1").geometry.area, rel=0.01)
    pipes = layer_of(data, "pipe")
    line = decoded(pipes["shapes"][pipes["codes"].index("P-1")], decimals)
    assert len(line) == 2, "a bend of 20 cm is no bend at this scale"
    ends = Asset.objects.get(code="P-1").geometry.transform(4326, clone=True)
    assert Point(*line[0]).distance(Point(*ends[0])) < 2e-6


def test_a_popup_has_what_was_done_last(city, report):
    data = data_of(report("html", district="440507")[0])
    pipes = layer_of(data, "pipe")
    done = pipes["done"][pipes["codes"].index("P-1")]
    assert len(done) == 3 * 5, "the last three"
    assert [data["kinds"][kind] for kind in done[1::5]] == ["Inspection", "Cleaning", "Cleaning"]
    assert done[3::5] == [0, 1200, 800]
    assert done[4] == HOSTILE[0]
    assert pipes["done"][pipes["codes"].index("P-2")] == []


def test_as_of_is_as_it_stood(city, report):
    with connection.cursor() as cursor:  # all that was recorded so far was recorded two days ago
        cursor.execute("UPDATE registry_assetevent SET pgh_created_at = now() - interval '2 days'")
        for name in ("pipe", "manhole", "inlet", "junction", "park", "waterbody"):
            cursor.execute(f"UPDATE registry_{name}event SET pgh_created_at = now() - interval '2 days'")
        cursor.execute("UPDATE districts_tally SET on_day = on_day - 2")
    Asset.objects.filter(code="M-0").update(condition=5)
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    path, told = report("html", district="440507", as_of=day)
    then, said = data_of(path), path.read_text(encoding="utf-8")
    now = data_of(report("html", district="440507")[0])
    for data, condition in ((then, "1"), (now, "5")):
        manholes = layer_of(data, "manhole")
        assert manholes["conditions"][manholes["codes"].index("M-0")] == condition
    assert told.rows == 11
    assert f"end of {day}" in said
    assert "1 Very good 1</button>" in said, "the legend counts the same day"


class TestWhatIsLeftOutIsSaid:
    def test_always_that_shapes_are_simplified(self, city, report):
        text = report("html", district="440507")[0].read_text(encoding="utf-8")
        assert "simplified to within 0.5 m and places rounded to 0.1 m" in text
        assert "not all of" not in text

    def test_which_classes_are_cut_and_by_how_much(self, city, report, monkeypatch):
        monkeypatch.setattr(page, "STEPS", (replace(page.STEPS[0], assets=8),))
        path, outcome = report("html", district="440507")
        text = path.read_text(encoding="utf-8")
        assert "Manholes 2 of 5" in text
        assert layer_of(data_of(path), "manhole")["conditions"] == "54", "the poorest stay"
        assert outcome.remarks[0][0] == "report_generalised"
        assert outcome.rows == 11, "figures count all"

    def test_too_large_it_is_made_again_with_less(self, city, report, monkeypatch):
        whole = report("html", district="440507")[1].size_bytes
        monkeypatch.setattr(page, "LARGEST_BYTES", whole - 1)
        path, outcome = report("html", district="440507")
        assert outcome.size_bytes < whole
        assert "generalised more than usual" in path.read_text(encoding="utf-8")
        assert data_of(path)["decimals"] == 5

    def test_if_that_does_not_help_nothing_is_kept(self, city, report, monkeypatch, tmp_path):
        monkeypatch.setattr(page, "LARGEST_BYTES", 1000)
        with pytest.raises(ExportRefused) as refusal:
            report("html", district="440507")
        assert refusal.value.code == "report_too_large"
        assert list(tmp_path.glob("report*")) + list(tmp_path.glob(".report*")) == []

    def test_how_many_happenings_are_listed(self, city, report, monkeypatch):
        monkeypatch.setattr(page, "HAPPENINGS", 2)
        path, outcome = report("html", district="440507")
        assert ("happenings_cut", {"shown": "2", "total": "3"}) in outcome.remarks
        assert "The newest 2 of 3 inspections" in path.read_text(encoding="utf-8")
        assert data_of(path)["happenings"]["total"] == 3


def test_a_district_without_assets_or_boundary_has_a_report_too(districts, report):
    districts["440511"].boundary = None
    districts["440511"].save()
    path, outcome = report("html", district="440511")
    assert outcome.rows == 0
    assert data_of(path)["layers"] == []


def test_in_chinese(city, report):
    text = report("html", district="440507", language="zh-hans")[0].read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in text
    assert "内部资料" in text
    assert "本文件未包含的内容" in text


def test_shares_are_fair_and_fill_the_limit():
    assert fair_shares({"pipe": 100, "manhole": 90, "park": 5}, 105) == {"pipe": 50, "manhole": 50, "park": 5}
    assert fair_shares({"pipe": 3}, 10) == {"pipe": 3}
    assert fair_shares({}, 10) == {}


def test_columns_are_packed_the_shorter_way():
    assert packed(["a", "b", "a"]) == {"words": ["a", "b"], "place": [0, 1, 0]}
    assert packed(map(str, range(30))) == {"plain": [*map(str, range(30))]}


@pytest.mark.parametrize("text", HOSTILE)
def test_json_in_a_script_comes_back_and_ends_no_script(text):
    written = as_script_json({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


def test_many_vertices_make_no_large_file(districts, report):
    """A bank of 20,000 vertices is drawn with few."""
    from math import cos, pi, sin

    from django.contrib.gis.geos import Polygon

    from tests.factories import WaterBodyFactory

    corners = [
        (
            465_000 + (1000 + 3 * sin(place * 40)) * cos(2 * pi * place / 20_000),
            2_580_000 + (1000 + 3 * sin(place * 40)) * sin(2 * pi * place / 20_000),
        )
        for place in range(20_000)
    ]
    WaterBodyFactory(code="W-9", geometry=Polygon([*corners, corners[0]], srid=4548).buffer(0))
    ManholeFactory(geometry=point(465_000))
    data = data_of(report("html", district="440507")[0])
    assert len(layer_of(data, "water_body")["shapes"][0]) < 5000
