"""Every filter and every measure at every zoom: what is on the tiles, added up, is what the rows say."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from assets.exports.order import judge
from assets.exports.rows import Rows
from assets.maps.measures import MEASURES
from assets.registry.models import Asset
from assets.work.models import MaintenancePlan
from tests import factories
from tests.factories import point
from tests.maps.drawing import added_up, answered, get, small_city, tile_at, truth
from tests.maps.tile_reader import layers_of

pytestmark = pytest.mark.django_db

ZOOMS = [5, 8, 9, 10, 11, 12, 13, 14, 15]
DAY = timezone.localdate() - timedelta(days=150)
MEASURED = [name for name in MEASURES if name != "condition"]

FILTERS = {
    "asset_class=pipe,park": lambda row: row["class"] in ("pipe", "park"),
    "condition=unknown,4,5": lambda row: row["condition"] in (0, 4, 5),
    "district=440511": lambda row: row["district"] == "440511",
    "status=removed": lambda row: row["status"] == "removed",
    "year_from=1985": lambda row: row["year"] is not None and row["year"] >= 1985,
    "year_from=1972&year_to=1996": lambda row: row["year"] is not None and 1972 <= row["year"] <= 1996,
    "installed_before=1990-01-01": lambda row: row["year"] is not None and row["year"] < 1990,
    "material=concrete,hdpe": lambda row: row["material"] in ("concrete", "hdpe"),
    "material=unknown": lambda row: row["class"] == "pipe" and row["material"] in ("", "unknown"),
    "diameter_min=600": lambda row: row["size"] is not None and row["size"] >= 600,
    "diameter_min=300&diameter_max=1200": lambda row: row["size"] is not None and 300 <= row["size"] <= 1200,
    "owner=%E5%B8%82%E6%94%BF,%20%E6%8E%92%E6%B0%B4%E5%85%AC%E5%8F%B8": lambda row: row["owner"] == "市政, 排水公司",
    "owner=%E6%B0%B4%E5%8A%A1%E5%B1%80&owner=nobody": lambda row: row["owner"] == "水务局",
    f"inspected_before={DAY}": lambda row: row["inspected"] is None or row["inspected"] < DAY,
    f"inspected_since={DAY}": lambda row: row["inspected"] is not None and row["inspected"] >= DAY,
    f"maintained_before={DAY}": lambda row: row["maintained"] is None or row["maintained"] < DAY,
    f"maintained_since={DAY}": lambda row: row["maintained"] is not None and row["maintained"] >= DAY,
    "overdue=yes": lambda row: row["due"] is not None and row["due"] < timezone.localdate(),
    "overdue=no": lambda row: row["due"] is None or row["due"] >= timezone.localdate(),
    "q=T": lambda row: row["code"].startswith("T"),
    "asset_class=pipe&condition=5&diameter_min=1&year_from=1960&overdue=no&district=440507": lambda row: (
        row["class"] == "pipe"
        and row["condition"] == 5
        and (row["size"] or 0) >= 1
        and (row["year"] or 0) >= 1960
        and (row["due"] is None or row["due"] >= timezone.localdate())
        and row["district"] == "440507"
    ),
}  # fmt: skip


@pytest.fixture
def city(districts):
    """A small city with a plan that some of it has missed."""
    MaintenancePlan.objects.all().delete()
    MaintenancePlan.objects.create(
        name="检查", asset_class="manhole", task="inspection", every_months=6, starts_on=date(2020, 1, 1)
    )
    MaintenancePlan.objects.create(
        name="清淤", asset_class="park", task="cleaning", every_days=30, starts_on=date(2020, 1, 1)
    )
    small_city()
    return truth()


def bands_of(rows) -> dict[int, int]:
    return {band: sum(row["condition"] == band for row in rows) for band in range(6)}


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_filter_holds_at_every_zoom(zoom, city, login, tmp_path):
    client = login("planner")
    for number, (query, fits) in enumerate(FILTERS.items()):
        wanted = [row for row in city if fits(row)]
        assert 0 < len(wanted) <= len(city)
        assert added_up(client, zoom, tmp_path / str(number), f"?{query}") == bands_of(wanted), query


def test_lists_counts_and_exports_mean_the_same_by_every_filter(city, login, api, users):
    for query, fits in FILTERS.items():
        wanted = {row["code"] for row in city if fits(row)}
        found = api("planner").get(f"/api/v1/assets/?page_size=1000&{query}").json()["features"]
        assert {feature["id"] for feature in found} == wanted, query
        counts = login("planner").get(f"/api/v1/map/counts/?{query}").json()
        assert counts["total"] == len(wanted), query
        page = login("planner").get(f"/assets/?{query}")
        assert page.status_code == 200
        assert {asset.code for asset in page.context["assets"]} == wanted, query
        order = judge({"format": "csv", **QueryDict(query).dict()}, users["planner"])
        if "&owner" not in query:
            assert sum(Rows(order, name).count().rows for name in order.classes) == len(wanted), query


def value_of(row, measure: str, day: date, since: date):
    """A measure of a row in plain Python; None where it has none."""
    if measure == "age":
        return (
            round((day - row["installed_on"]).days / 365.25, 1)
            if row["installed_on"] and row["installed_on"] <= day
            else None
        )
    if measure in ("inspected", "maintained"):
        return (day - row[measure]).days if row[measure] else None
    if measure == "overdue":
        return max((day - row["due"]).days, 0) if row["due"] else None
    done = [cost for finished, cost in row["works"] if since <= finished <= day]
    return (len(done) if measure == "works" else float(sum(done))) or None


def band_of(value, measure: str) -> int:
    if value is None:
        return 0
    return next((band for band, limit in enumerate(MEASURES[measure].limits, 1) if value <= limit), 5)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_measure_adds_up_at_every_zoom(zoom, city, login, tmp_path):
    today = timezone.localdate()
    since = today - timedelta(days=100)
    client = login("planner")
    for measure in MEASURED:
        expected = dict.fromkeys(range(6), 0)
        for row in city:
            expected[band_of(value_of(row, measure, today, since), measure)] += 1
        assert sum(1 for assets in expected.values() if assets) > 1
        query = f"?measure={measure}&since={since}"
        assert added_up(client, zoom, tmp_path / measure, query) == expected, measure
        assert client.get(f"/api/v1/map/counts/{query}").json()["by_band"] == {
            str(band): assets for band, assets in expected.items() if assets
        }


def test_a_feature_carries_its_value_and_band(city, login, tmp_path):
    today = timezone.localdate()
    since = today - timedelta(days=100)
    client = login("planner")
    for row in [row for row in city if row["class"] in ("manhole", "pipe", "park")][:6]:
        tile = tile_at(16, Asset.objects.get(pk=row["id"]))
        for measure in MEASURED:
            layers = layers_of(get(client, tile, f"?measure={measure}&since={since}"), tile, tmp_path)
            [feature] = [
                feature
                for name in ("assets_points", "assets_lines", "assets_areas")
                for feature in layers.get(name, [])
                if feature["code"] == row["code"]
            ]
            value = value_of(row, measure, today, since)
            assert feature["band"] == band_of(value, measure)
            got = feature.get("value")
            assert (None if got is None or got != got else got or None) == pytest.approx(value or None)


def test_the_period_is_the_last_twelve_months_where_none_is_given(city, login, tmp_path):
    today = timezone.localdate()
    since = today.replace(year=today.year - 1)
    works = sum(bool(value_of(row, "works", today, since)) for row in city)
    bands = added_up(login("planner"), 9, tmp_path, "?measure=works")
    assert sum(assets for band, assets in bands.items() if band) == works > 0


def test_a_filter_on_a_field_the_class_has_not_is_refused_naming_both(login, districts):
    client = login("planner")
    for query in (
        "asset_class=manhole&material=concrete",
        "asset_class=park,manhole&diameter_min=300",
        "asset_class=junction&inspected_before=2024-01-01",
    ):
        for door in ("/tiles/10/844/443.mvt", "/assets/", "/api/v1/assets/", "/api/v1/map/counts/"):
            response = client.get(f"{door}?{query}")
            assert response.status_code == 400, (door, query)
            if door != "/assets/":
                refusal = answered(response)
                assert refusal["code"] == "field_not_of_class"
                assert refusal["parameter"] in query
                assert any(word in refusal["detail"] for word in ("井", "Manhole", "隐蔽点", "Hidden"))


def test_a_filter_narrows_to_the_classes_that_have_the_field(city, login):
    counts = login("planner").get("/api/v1/map/counts/?diameter_max=400").json()
    assert set(counts["by_class"]) == {"pipe", "outfall"}
    counts = login("planner").get("/api/v1/map/counts/?diameter_max=400&asset_class=pipe,manhole").json()
    assert set(counts["by_class"]) == {"pipe"}


NONSENSE = [
        "year_from=abc", "year_from=99", "year_to=19990", "year_from=2000&year_to=1990", "material=cheese",
        "diameter_min=-5", "diameter_min=6e2", "diameter_min=900&diameter_max=300", "overdue=maybe",
        "inspected_before=yesterday", "maintained_since=2024-02-30", "measure=beauty", "since=2024-13-01",
        "since=2024-05-01&until=2024-04-01", "as_of=2024", "as_of=2024-02-30", "colour=red", "owner=%00",
        "year_from=%D9%A1%D9%A9%D9%A9%D9%A0", "diameter_max=99999999999999",
    ]  # fmt: skip


def test_what_cannot_be_is_refused_with_a_sentence(login, districts):
    factories.ManholeFactory(geometry=point())
    client = login("planner")
    for query in NONSENSE:
        for door in ("/tiles/10/844/443.mvt", "/tiles/16/54016/28352.mvt", "/api/v1/map/counts/"):
            response = client.get(f"{door}?{query}")
            assert response.status_code == 400, (query, response.content)
            assert answered(response)["detail"]
