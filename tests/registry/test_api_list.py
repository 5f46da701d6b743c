"""GET /api/v1/assets/: filters, pages, and what nonsense gets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.registry.history import acting
from assets.registry.models import Asset, Manhole
from tests import factories
from tests.factories import point

pytestmark = pytest.mark.django_db

URL = "/api/v1/assets/"


def codes(response) -> list[str]:
    """The codes of the page, in its order."""
    assert response.status_code == 200, response.content
    return [feature["id"] for feature in response.json()["features"]]


@pytest.fixture
def city(districts):
    """Four assets that each filter can tell apart."""
    factories.ManholeFactory(
        code="M1", geometry=point(465_000), name="长平路检查井", condition=4, condition_reason="inspected"
    )
    factories.ManholeFactory(
        code="m2", geometry=point(475_000), condition=5, source="survey a", source_code="7"
    )
    factories.PipeFactory(code="P1", installed_on="1999-05-01", source="survey b", source_code="7")
    factories.ParkFactory(code="K1", name="Zhongshan Park", status="planned", condition=1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["K1", "M1", "P1", "m2"]),
        ("asset_class=manhole", ["M1", "m2"]),
        ("asset_class=manhole,park", ["K1", "M1", "m2"]),
        ("asset_class=manhole&asset_class=park", ["K1", "M1", "m2"]),
        ("district=440507", ["K1", "M1", "P1"]),
        ("district=440500", ["K1", "M1", "P1", "m2"]),
        ("condition=4,5", ["M1", "m2"]),
        ("condition=unknown", ["P1"]),
        ("condition=1,unknown", ["K1", "P1"]),
        ("status=planned", ["K1"]),
        ("source=survey a", ["m2"]),
        ("source_code=7", ["P1", "m2"]),
        ("source_code=7&source=survey b", ["P1"]),
        ("q=m", ["M1", "m2"]),
        ("q=park", ["K1"]),
        ("q=平路", ["M1"]),
        ("q=7", ["P1", "m2"]),
        ("q=%25", []),
        ("q=_", []),
        ("installed_before=1999-05-01", []),
        ("installed_before=1999-05-02", ["P1"]),
        ("updated_since=2999-01-01", []),
        ("updated_since=2000-01-01T00:00:00%2B08:00", ["K1", "M1", "P1", "m2"]),
        ("updated_since=2000-01-01T00:00:00+08:00", ["K1", "M1", "P1", "m2"]),
        ("asset_class=manhole&condition=5&district=440511", ["m2"]),
        ("q=", ["K1", "M1", "P1", "m2"]),
    ],
)
def test_a_filter_selects_what_it_says(api, city, query, expected):
    assert codes(api("viewer").get(f"{URL}?{query}")) == expected


def test_a_box_selects_what_touches_it(api, city):
    from django.contrib.gis.db.models.functions import Transform

    place = Asset.objects.annotate(lonlat=Transform("geometry", 4326)).get(code="m2").lonlat
    west, south = place.x - 0.0001, place.y - 0.0001
    box = f"{west},{south},{place.x + 0.0001},{place.y + 0.0001}"
    assert codes(api("viewer").get(f"{URL}?bbox={box}")) == ["m2"]
    assert codes(api("viewer").get(f"{URL}?bbox=-180,-90,180,90")) == ["K1", "M1", "P1", "m2"]


@pytest.mark.parametrize(
    ("query", "parameter", "word"),
    [
        ("colour=red", "colour", "known"),
        ("asset_class=bridge", "asset_class", "manhole"),
        ("asset_class=,", "asset_class", "manhole"),
        ("district=999999", "district", "440507"),
        ("district=%00", "district", "control"),
        ("condition=6", "condition", "unknown"),
        ("condition=bad", "condition", "unknown"),
        ("status=gone", "status", "in_service"),
        ("bbox=116,23,117", "bbox", "minlon"),
        ("bbox=116,23,117,north", "bbox", "minlon"),
        ("bbox=116,23,117,nan", "bbox", "minlon"),
        ("bbox=23.3,116.6,23.4,116.8", "bbox", "swapped"),
        ("bbox=116,23,500,24", "bbox", "-180"),
        ("bbox=465000,2580000,466000,2581000", "bbox", "degrees"),
        ("bbox=117,23,116,24", "bbox", "minimum"),
        ("page_size=1000000", "page_size", "1000"),
        ("page_size=0", "page_size", "1000"),
        ("page_size=-5", "page_size", "1000"),
        ("page_size=ten", "page_size", "1000"),
        ("cursor=nonsense", "cursor", "next"),
        ("cursor=WzFd", "cursor", "next"),
        ("installed_before=2025-02-30", "installed_before", "2025-06-30"),
        ("installed_before=yesterday", "installed_before", "2025-06-30"),
        ("updated_since=noon", "updated_since", "2025-06-30"),
        ("as_of=soon", "as_of", "2025-06-30"),
        ("q=a%00b", "q", "control"),
        (f"q={'a' * 3000}", "q", "2000"),
    ],
)
def test_nonsense_is_refused_by_name_with_a_sentence(api, districts, query, parameter, word):
    response = api("viewer").get(f"{URL}?{query}", headers={"Accept-Language": "en"}, **ENGLISH)
    assert response.status_code == 400
    answer = response.json()
    assert answer["parameter"] == parameter
    assert word in answer["detail"]


ENGLISH = {"HTTP_COOKIE": "django_language=en"}


def test_pages_follow_each_other_without_gap_or_repetition(api, districts):
    made = sorted(factories.ManholeFactory().code for _ in range(25))
    client, url, seen, pages = api("viewer"), f"{URL}?page_size=10&asset_class=manhole", [], 0
    while url:
        response = client.get(url)
        seen += codes(response)
        url, pages = response.json()["next"], pages + 1
    assert seen == made
    assert pages == 3


def test_a_page_costs_the_same_queries_whatever_its_length(api, districts):
    client = api("viewer")
    counts = []
    client.get(URL)  # the first question of a connection also asks what the database can do
    for _round in range(2):
        factories.ManholeFactory()
        factories.PipeFactory()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_shapes_are_degrees_of_wgs84_with_seven_decimals(api, districts):
    factories.ManholeFactory(code="M", geometry=point(500_000, 2_585_000))
    (feature,) = api("viewer").get(URL).json()["features"]
    longitude, latitude = feature["geometry"]["coordinates"]
    assert longitude == pytest.approx(117, abs=1e-7)
    assert 23.3 < latitude < 23.4
    assert len(str(latitude).split(".")[1]) <= 7
    assert "crs" not in feature["geometry"]


def test_the_past_shows_what_was_changed_moved_and_deleted_since(api, districts):
    manhole = factories.ManholeFactory(code="M", name="old")
    gone = factories.ManholeFactory(code="GONE")
    backdate("2021-01-01")
    Manhole.objects.filter(pk=manhole.pk).update(name="new", geometry=point(475_000))
    gone.delete()
    factories.ManholeFactory(code="LATER")
    client = api("viewer")
    assert codes(client.get(f"{URL}?as_of=2022-06-30")) == ["M", "GONE"]
    then = client.get(f"{URL}?as_of=2022-06-30&q=M&district=440507").json()["features"]
    assert [feature["properties"]["name"] for feature in then] == ["old"]
    assert codes(client.get(f"{URL}?as_of=2999-01-01&district=440511")) == ["M"]
    assert codes(client.get(f"{URL}?as_of=2022-06-30&district=440511")) == []
    assert codes(client.get(f"{URL}?as_of=2021-01-01&page_size=1")) == ["M"]
    following = client.get(f"{URL}?as_of=2021-01-01&page_size=1").json()["next"]
    assert codes(client.get(following)) == ["GONE"]


def test_a_moment_before_anything_was_recorded_is_said_to_be_one(api, districts):
    factories.ManholeFactory()
    response = api("viewer").get(f"{URL}?as_of=1901-01-01")
    assert response.status_code == 400
    assert response.json()["code"] == "before_the_registry"


def backdate(day: str) -> None:
    """Date all history recorded so far back to `day`."""
    with connection.cursor() as cursor:
        for table in ("asset", "manhole", "pipe"):
            cursor.execute(f"UPDATE registry_{table}event SET pgh_created_at = %s", [day])


def test_the_past_is_limited_by_scope_as_the_present_is(api, districts, users):
    with acting(user=users["gis"]):
        factories.ManholeFactory(code="HERE")
        factories.ManholeFactory(code="THERE", geometry=point(475_000))
    users["viewer"].districts.set([districts["440507"]])
    assert codes(api("viewer").get(f"{URL}?as_of=2999-01-01")) == ["HERE"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["q", "bbox", "condition", "district", "cursor", "as_of", "updated_since", "page_size"]
    ),
    text=st.text(max_size=40),
)
def test_no_text_in_a_parameter_makes_the_door_fall(api, districts, name, text):
    response = api("viewer").get(URL, {name: text})
    assert response.status_code in (200, 400)
    assert response["Content-Type"] == "application/json"


INDEXED = {
    "": "asset_code_unique",
    "asset_class=treatment_plant": "asset_class_code",
    "district=440511": "asset_district_class",
    "bbox=116.70,23.30,116.71,23.31": "asset_mercator",
    "q=M00012": "asset_code_search",
    "q=人民公园": "asset_name_search",
    "source_code=12": "asset_source_code_unique",
    "updated_since=2999-01-01": "asset_updated_at",
}


@pytest.fixture
def many_manholes(districts):
    """4,000 manholes about the place, and what the planner knows of them: with a handful it may go by any index."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO registry_asset (code, asset_class, geometry, status, name, source, source_code)
            SELECT 'X' || number, 'manhole',
                   ST_Translate(ST_GeomFromEWKT(%s), number %% 200, number / 200), 'in_service',
                   '检查井' || number, 'survey ' || number %% 7, number
              FROM generate_series(1, 4000) number
            """,
            [point().ewkt],
        )
        cursor.execute("ANALYZE registry_asset")


@pytest.mark.parametrize(("query", "index"), INDEXED.items())
def test_a_filter_goes_by_its_index(api, many_manholes, query, index):
    with CaptureQueriesContext(connection) as queries:
        codes(api("viewer").get(f"{URL}?{query}"))
    page = next(entry["sql"] for entry in queries if "ST_AsGeoJSON" in entry["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {page}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "OFFSET" not in page and "COUNT(" not in page
    assert index in plan, plan
