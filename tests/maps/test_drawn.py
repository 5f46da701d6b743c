"""Select by drawing: exact sums within scope and filters, works of a period, as of a day, and every bad shape."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.gis.geos import Polygon
from django.utils import timezone

from assets.maps import drawn_selection
from assets.maps.drawn_shape import MOST_VERTICES
from assets.registry.models import Manhole
from tests import factories
from tests.factories import line, point, square
from tests.maps.pasts import date_new_events
from tests.work.factories import InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db


def box(west_m: float, south_m: float, east_m: float, north_m: float) -> dict:
    """A rectangle of the city's CRS as GeoJSON in degrees."""
    shape = Polygon.from_bbox((west_m, south_m, east_m, north_m))
    shape.srid = 4548
    shape.transform(4326)
    return json.loads(shape.geojson)


AROUND = box(464_900, 2_579_900, 465_200, 2_580_200)


def ask(client, geometry=AROUND, query="", **more):
    body = json.dumps({"geometry": geometry})
    return client.post(
        f"/map/selection/?{query}",
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
        **more,
    )


@pytest.fixture
def street(districts):
    """Two manholes, a pipe of 100 m that leaves the shape, a park of one hectare, and a manhole outside."""
    return {
        "bad": factories.ManholeFactory(geometry=point(465_000), condition=5),
        "unknown": factories.ManholeFactory(geometry=point(465_100)),
        "pipe": factories.PipeFactory(geometry=line((465_150, 2_580_000), (465_250, 2_580_000)), condition=2),
        "park": factories.ParkFactory(geometry=square(465_000, 2_580_050, 100), condition=1),
        "outside": factories.ManholeFactory(geometry=point(465_300), condition=4),
    }


def test_sums_count_each_thing_that_touches_the_shape_whole(login, street):
    said = ask(login("planner")).json()
    by_class = {line["asset_class"]: line for line in said["by_class"]}
    assert by_class["manhole"]["assets"] == 2
    assert by_class["manhole"]["conditions"] == [1, 0, 0, 0, 0, 1]
    assert by_class["pipe"]["length_m"] == pytest.approx(100)
    assert by_class["park"]["area_m2"] == pytest.approx(10_000)
    assert said["total"]["assets"] == 4
    assert said["total"]["conditions"] == [1, 1, 1, 0, 0, 1]
    assert [row["code"] for row in said["rows"]][0] == street["bad"].code
    assert {row["code"] for row in said["rows"]} == {
        street[name].code for name in ("bad", "unknown", "pipe", "park")
    }
    assert not said["repaired"]


def test_a_thing_in_the_box_but_not_in_the_polygon_does_not_count(login, street):
    corners = AROUND["coordinates"][0]
    triangle = {"type": "Polygon", "coordinates": [[corners[1], corners[2], corners[3], corners[1]]]}
    codes = {row["code"] for row in ask(login("planner"), triangle).json()["rows"]}
    whole = {row["code"] for row in ask(login("planner")).json()["rows"]}
    assert codes < whole


def test_works_and_inspections_of_the_period_are_summed(login, street):
    now = timezone.now()
    WorkOrderFactory(asset=street["bad"], kind="cleaning", state="done", finished_at=now, cost_yuan=1200)
    WorkOrderFactory(
        asset=street["bad"], kind="repair", state="done", finished_at=now - timedelta(days=500), cost_yuan=50
    )
    WorkOrderFactory(asset=street["outside"], kind="repair", state="done", finished_at=now, cost_yuan=7)
    WorkOrderFactory(asset=street["bad"], kind="repair", state="planned")
    InspectionFactory(asset=street["pipe"], inspected_at=now)
    said = ask(login("planner")).json()
    assert (said["total"]["works"], said["total"]["cost_yuan"], said["total"]["inspections"]) == (1, 1200, 1)
    assert said["by_kind"] == [{"kind": "cleaning", "works": 1, "cost_yuan": 1200}]
    assert said["rows"][0]["works"] == 1
    longer = ask(login("planner"), query="since=2000-01-01").json()
    assert (longer["total"]["works"], longer["total"]["cost_yuan"]) == (2, 1250)


def test_the_maps_filters_hold(login, street):
    assert ask(login("planner"), query="asset_class=manhole").json()["total"]["assets"] == 2
    assert (
        ask(login("planner"), query="condition=5,unknown&asset_class=manhole").json()["total"]["assets"] == 2
    )
    assert ask(login("planner"), query="condition=5").json()["total"]["assets"] == 1
    assert ask(login("planner"), query="asset_class=").json()["total"]["assets"] == 0
    assert ask(login("planner"), query="measure=age").json()["total"]["assets"] == 4


def test_nobody_learns_of_districts_that_are_not_theirs(login, users, districts, street):
    factories.ManholeFactory(geometry=point(475_000))
    everywhere = box(460_500, 2_575_000, 479_000, 2_585_000)
    users["crew"].districts.set([districts["440511"]])
    assert ask(login("planner"), everywhere).json()["total"]["assets"] == 6
    said = ask(login(users["crew"]), everywhere).json()
    assert said["total"]["assets"] == 1
    assert len(said["rows"]) == 1


def test_as_of_a_day_it_is_what_stood_there_then(login, street):
    date_new_events(datetime(2020, 5, 1, 4, tzinfo=UTC))
    Manhole.objects.filter(pk=street["unknown"].pk).update(condition=3)
    Manhole.objects.filter(pk=street["bad"].pk).update(geometry=point(470_500))
    date_new_events(datetime(2022, 5, 1, 4, tzinfo=UTC))
    then = ask(login("planner"), query="as_of=2021-01-01&asset_class=manhole").json()
    assert then["total"]["conditions"] == [1, 0, 0, 0, 0, 1]
    assert {row["code"] for row in then["rows"]} == {street["bad"].code, street["unknown"].code}
    now = ask(login("planner"), query="as_of=2023-01-01&asset_class=manhole").json()
    assert now["total"]["conditions"] == [0, 0, 0, 1, 0, 0]
    assert then["until"] == "2021-01-01"


def test_a_day_before_the_registry_began_gets_a_sentence(login, street):
    answer = ask(login("planner"), query="as_of=1999-01-01")
    assert answer.status_code == 400
    assert str(timezone.localdate().year) in answer.json()["detail"]


def test_more_than_the_page_shows_is_summed_exactly_and_the_limit_said(login, districts, monkeypatch):
    monkeypatch.setattr(drawn_selection, "ROWS_SHOWN", 3)
    for number in range(7):
        factories.ManholeFactory(geometry=point(465_000 + number), condition=1 + number % 5)
    said = ask(login("planner")).json()
    assert said["total"]["assets"] == 7
    assert (len(said["rows"]), said["rows_limit"]) == (3, 3)
    assert [row["condition"] for row in said["rows"]] == [5, 4, 3]


def test_an_outline_that_crosses_itself_is_repaired_and_it_is_said(login, street):
    one, two, three, four, _closing = AROUND["coordinates"][0]
    bow = {"type": "Polygon", "coordinates": [[one, three, two, four, one]]}
    answer = ask(login("planner"), bow)
    assert answer.status_code == 200
    assert answer.json()["repaired"]


def ring(corners: int) -> dict:
    """A closed star of that many corners around the middle."""
    from math import cos, pi, sin

    places = [
        [116.66 + 0.05 * cos(2 * pi * number / corners), 23.32 + 0.05 * sin(2 * pi * number / corners)]
        for number in range(corners)
    ]
    return {"type": "Polygon", "coordinates": [[*places, places[0]]]}


def test_too_many_corners_are_refused_with_the_limit(login, street):
    for corners in (MOST_VERTICES + 1, 100_000):
        answer = ask(login("planner"), ring(corners))
        assert answer.status_code == 413
        assert f"{MOST_VERTICES:,}" in answer.json()["detail"]
    assert ask(login("planner"), ring(MOST_VERTICES - 1)).status_code == 200


BAD = [
    b"",
    b"nonsense",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"geometry": null}',
    b'{"geometry": {"type": "Point", "coordinates": [116.6, 23.3]}}',
    b'{"geometry": {"type": "Polygon"}}',
    b'{"geometry": {"type": "Polygon", "coordinates": "x"}}',
    b'{"geometry": {"type": "Polygon", "coordinates": []}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[[1e999, 2], [3, 4], [5, 6], [1e999, 2]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[[NaN, 2], [3, 4], [5, 6], [NaN, 2]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[[23.3, 116.6], [23.4, 116.6], [23.4, 116.7], [23.3, 116.6]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[[500, 2], [600, 4], [500, 6], [500, 2]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[[1, 88], [3, 88], [3, 89], [1, 88]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [3, 3], [1, 1]]]}}',
    b'{"geometry": {"type": "Polygon", "coordinates": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
    b"[" * 200_000,
]


@pytest.mark.parametrize("body", BAD, ids=lambda body: body[:70].decode("latin-1"))
def test_every_bad_shape_gets_a_sentence(login, districts, body):
    answer = login("planner").post("/map/selection/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    ["condition=9", "asset_class=ufo", "district=1", "nonsense=1", "since=x", "since=2025-02-30",
     "since=2025-01-02&until=2025-01-01", "until=0001-01-01", "since=9999-12-31&until=9999-12-31", "as_of=x"],
)  # fmt: skip
def test_every_bad_filter_gets_a_sentence(login, districts, query):
    answer = ask(login("planner"), query=query)
    assert answer.status_code == 400
    assert answer.json()["detail"]
