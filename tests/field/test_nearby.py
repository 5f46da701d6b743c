"""The nearest assets: the right ones, in order, in true metres and true directions, whoever asks from wherever."""

import math

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from assets.field import nearby as room
from assets.field.nearby import nearby
from assets.field.position import parse_position
from assets.registry.scope import EVERYTHING, Scope
from tests.factories import FACTORIES, ManholeFactory, ParkFactory, PipeFactory, line, point, square
from tests.undone import undone

pytestmark = pytest.mark.django_db
EAST_M, NORTH_M = 465_000, 2_580_000
TO_DEGREES = Transformer.from_crs(4548, 4326, always_xy=True)


def stand(east_m: float = EAST_M, north_m: float = NORTH_M):
    lon, lat = TO_DEGREES.transform(east_m, north_m)
    return parse_position(repr(lon), repr(lat))


def codes(*args, **options) -> list[str]:
    return [row["code"] for row in nearby(*args, **options)]


def test_distance_in_metres_and_bearing_from_true_north(db):
    for code, east, north in (("N", 0, 100), ("E", 70, 0), ("S", 0, -50), ("W", -30, 0)):
        ManholeFactory(code=code, geometry=point(EAST_M + east, NORTH_M + north))
    rows = nearby(stand(), EVERYTHING)
    assert [(row["code"], row["distance_m"]) for row in rows] == [("W", 30), ("S", 50), ("E", 70), ("N", 100)]
    for row, grid_bearing in zip(rows, (270, 180, 90, 0), strict=True):
        # Grid north and true north part by a fraction of a degree here.
        assert abs((row["bearing_deg"] - grid_bearing + 180) % 360 - 180) < 0.5
        here = stand()
        true, _back, metres = Geod(ellps="WGS84").inv(here.lon, here.lat, row["lon"], row["lat"])
        assert metres == pytest.approx(row["distance_m"], rel=1e-4, abs=0.02)
        assert abs((row["bearing_deg"] - true + 180) % 360 - 180) < 0.1


def test_a_line_and_an_area_are_as_near_as_their_nearest_point(db):
    PipeFactory(code="P", geometry=line((EAST_M - 500, NORTH_M + 12), (EAST_M + 500, NORTH_M + 12)))
    ParkFactory(code="A", geometry=square(EAST_M + 20, NORTH_M - 50))
    pipe, park = nearby(stand(), EVERYTHING)
    assert (pipe["code"], pipe["distance_m"], park["code"], park["distance_m"]) == ("P", 12, "A", 20)
    east, north = Transformer.from_crs(4326, 4548, always_xy=True).transform(pipe["lon"], pipe["lat"])
    assert (east, north) == (pytest.approx(EAST_M, abs=0.05), pytest.approx(NORTH_M + 12, abs=0.05))


def test_who_stands_in_a_park_is_at_it_and_needs_no_direction(db):
    ParkFactory(code="A", geometry=square(EAST_M - 50, NORTH_M - 50))
    [park] = nearby(stand(), EVERYTHING)
    assert park["distance_m"] == 0 and park["bearing_deg"] is None
    assert park["lon"] == pytest.approx(stand().lon, abs=1e-6)


places = st.lists(
    st.tuples(st.integers(-900, 900), st.integers(-900, 900)), min_size=1, max_size=25, unique=True
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=places, limit=st.integers(1, 30))
def test_the_order_is_that_of_the_distances(db, places, limit):
    with undone():
        for number, (east, north) in enumerate(places):
            ManholeFactory(code=f"M{number}", geometry=point(EAST_M + east, NORTH_M + north))
        rows = nearby(stand(), EVERYTHING, limit=limit)
        distances = sorted(math.hypot(east, north) for east, north in places)[:limit]
        assert [row["distance_m"] for row in rows] == pytest.approx(distances, abs=0.02)


def test_what_was_removed_is_left_out_what_is_planned_is_not(db):
    for status in ("planned", "in_service", "out_of_service", "removed"):
        ManholeFactory(code=status, status=status)
    assert set(codes(stand(), EVERYTHING)) == {"planned", "in_service", "out_of_service"}


def test_one_class_several_and_all(db):
    for name, made in FACTORIES.items():
        made(code=name)
    assert codes(stand(), EVERYTHING, classes=["junction"]) == ["junction"]
    assert set(codes(stand(), EVERYTHING, classes=["park", "pipe"])) == {"park", "pipe"}
    # Hidden points are nothing to look at on the ground: only who asks for them gets them.
    assert set(codes(stand(), EVERYTHING)) == set(FACTORIES) - {"junction"}
    assert codes(stand(), EVERYTHING, classes=[]) == []


def test_nothing_beyond_the_radius(db):
    for metres in (99, 101):
        ManholeFactory(code=f"M{metres}", geometry=point(EAST_M + metres, NORTH_M))
    assert codes(stand(), EVERYTHING, radius_m=100) == ["M99"]


def test_the_scope_limits_districts_and_classes(districts):
    ManholeFactory(code="HERE", geometry=point(469_990))
    ManholeFactory(code="THERE", geometry=point(470_010))
    ParkFactory(code="PARK", geometry=square(468_000))
    border = stand(470_000)
    own = {code: Scope(None, (districts[code].pk,)) for code in ("440507", "440511")}
    assert codes(border, own["440507"]) == ["HERE", "PARK"]
    assert codes(border, own["440511"]) == ["THERE"]
    assert codes(border, Scope(None, (districts["440507"].pk, districts["440511"].pk)), limit=2) == [
        "HERE",
        "THERE",
    ]
    assert codes(border, own["440507"], classes=["park"]) == ["PARK"]
    assert codes(border, own["440507"], radius_m=50) == ["HERE"]
    assert codes(border, Scope(("park",), None)) == ["PARK"]
    assert codes(border, Scope(("park",), None), classes=["manhole"]) == []
    assert codes(border, Scope((), ())) == []


@pytest.mark.parametrize("classes", [None, ["manhole"], ["park"]])
@pytest.mark.parametrize("radius_m", [None, 500.0])
def test_the_index_hands_them_out_in_order(db, classes, radius_m):
    """The plan is an index scan ordered by distance, never a sort of all assets."""
    parameters = room.nearby_parameters(stand(), EVERYTHING, 20, radius_m, classes)
    with connection.cursor() as cursor:
        # The test's few rows would be read whole; what is asked here is whether the index can be used.
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        cursor.execute("DROP INDEX asset_class_code")  # rolled back with the test
        cursor.execute("EXPLAIN " + room.NEARBY, parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Order By: (geometry <-> " in plan
    # The branch of tied districts is folded away for the whole city.
    assert "registry_district" not in plan


def test_rarer_classes_can_use_their_index(db):
    parameters = room.nearby_parameters(stand(), EVERYTHING, 20, None, ["park", "waste_facility"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'registry_asset' AND indexdef LIKE '%USING gist (geometry)'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("EXPLAIN " + room.NEARBY, parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "asset_rarer_geometry" in plan
