"""/api/v1/assets/nearby/: nearest first, true metres, the right direction, nobody's assets but one's own."""

import json
import math

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from assets.field.nearby import LARGEST_LIMIT, nearby_parameters
from assets.field.nearby import NEARBY as NEARBY_SQL
from assets.field.position import parse_position
from assets.registry.classes import CATALOGUE
from assets.registry.models import Role, User
from assets.registry.scope import EVERYTHING
from tests.factories import (
    InletFactory,
    JunctionFactory,
    ManholeFactory,
    ParkFactory,
    PipeFactory,
    line,
    point,
    square,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/assets/nearby/"
EAST_M, NORTH_M = 465_000, 2_580_000


def degrees(place: Point) -> tuple[float, float]:
    """A place of the registry's CRS in WGS84."""
    moved = place.transform(4326, clone=True)
    return moved.x, moved.y


def near(client, east_m: float = EAST_M, north_m: float = NORTH_M, **parameters) -> list[dict]:
    lon, lat = degrees(point(east_m, north_m))
    answer = client.get(URL, {"lon": f"{lon:.9f}", "lat": f"{lat:.9f}", **parameters})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_the_nearest_comes_first_with_true_metres(api, districts):
    ManholeFactory(code="FAR", geometry=point(EAST_M + 50, NORTH_M))
    ManholeFactory(code="NEAR", geometry=point(EAST_M, NORTH_M + 30))
    found = near(api("crew"))
    assert [asset["code"] for asset in found] == ["NEAR", "FAR"]
    assert found[0]["distance_m"] == pytest.approx(30, abs=0.01)
    assert found[1]["distance_m"] == pytest.approx(50, abs=0.01)


def test_an_asset_is_told_by_exactly_these_members(api, districts):
    ManholeFactory(code="M1", name="井一", geometry=point(EAST_M + 5, NORTH_M), condition=3)
    [asset] = near(api("viewer"))
    members = {
        "code",
        "name",
        "asset_class",
        "condition",
        "status",
        "distance_m",
        "bearing_deg",
        "lon",
        "lat",
    }
    assert set(asset) == members
    assert (asset["name"], asset["asset_class"], asset["condition"]) == ("井一", "manhole", 3)


@pytest.mark.parametrize(
    ("east_m", "north_m", "bearing_deg"),
    [(0, 40, 0), (40, 40, 45), (40, 0, 90), (0, -40, 180), (-40, 0, 270), (-40, 40, 315)],
)
def test_the_bearing_is_clockwise_from_north(api, districts, east_m, north_m, bearing_deg):
    ManholeFactory(geometry=point(EAST_M + east_m, NORTH_M + north_m))
    [asset] = near(api("crew"))
    # Grid north and true north differ by a fraction of a degree here.
    turned = (asset["bearing_deg"] - bearing_deg + 180) % 360 - 180
    assert abs(turned) < 1
    assert 0 <= asset["bearing_deg"] < 360


def test_distance_and_place_are_of_the_nearest_point_of_a_line(api, districts):
    PipeFactory(geometry=line((EAST_M + 10, NORTH_M - 500), (EAST_M + 10, NORTH_M + 500)))
    [asset] = near(api("crew"))
    assert asset["distance_m"] == pytest.approx(10, abs=0.01)
    lon, lat = degrees(point(EAST_M + 10, NORTH_M))
    assert (asset["lon"], asset["lat"]) == pytest.approx((lon, lat), abs=1e-6)


def test_who_stands_in_a_park_is_at_distance_zero_without_a_direction(api, districts):
    ParkFactory(geometry=square(EAST_M - 50, NORTH_M - 50, 100))
    [asset] = near(api("crew"))
    assert asset["distance_m"] == 0
    assert asset["bearing_deg"] is None


def test_what_was_removed_is_left_out(api, districts):
    ManholeFactory(code="GONE", status="removed")
    ManholeFactory(code="STAYS", geometry=point(EAST_M + 80))
    assert [asset["code"] for asset in near(api("crew"))] == ["STAYS"]


def test_hidden_points_are_left_out_until_asked_for(api, districts):
    JunctionFactory(code="J")
    ManholeFactory(code="M")
    assert [asset["code"] for asset in near(api("crew"))] == ["M"]
    assert [asset["code"] for asset in near(api("crew"), asset_class="junction")] == ["J"]


def test_classes_radius_and_limit_narrow_the_answer(api, districts):
    ManholeFactory(code="M1", geometry=point(EAST_M + 10))
    ManholeFactory(code="M2", geometry=point(EAST_M + 20))
    InletFactory(code="I1", geometry=point(EAST_M + 5))
    ParkFactory(code="PK", geometry=square(EAST_M + 200, NORTH_M))
    codes = lambda **parameters: [asset["code"] for asset in near(api("crew"), **parameters)]  # noqa: E731
    assert codes(asset_class="manhole") == ["M1", "M2"]
    assert codes(asset_class="inlet,park") == ["I1", "PK"]
    assert codes(radius_m="12") == ["I1", "M1"]
    assert codes(limit="1") == ["I1"]
    assert codes(asset_class="treatment_plant") == []


def test_no_more_than_the_default_limit_without_asking(api, districts):
    for number in range(25):
        ManholeFactory(geometry=point(EAST_M + number))
    assert len(near(api("crew"))) == 20
    assert len(near(api("crew"), limit=str(LARGEST_LIMIT))) == 25


def test_a_crew_tied_to_a_district_sees_nothing_of_the_next(api, districts):
    ManholeFactory(code="OURS", geometry=point(469_900))
    ManholeFactory(code="THEIRS", geometry=point(470_010))
    crew = User.objects.create(username="longhu", role=Role.CREW)
    crew.districts.set([districts["440507"]])
    assert [asset["code"] for asset in near(api(crew), east_m=470_005)] == ["OURS"]
    assert [asset["code"] for asset in near(api("crew"), east_m=470_005)] == ["THEIRS", "OURS"]


def test_a_stranger_is_asked_to_log_in(api, districts):
    lon, lat = degrees(point())
    answer = api(None).get(URL, {"lon": lon, "lat": lat})
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_a_stranger_sees_public_classes_and_no_others(api, districts, settings):
    settings.REGISTRY_PUBLIC_CLASSES = ["park"]
    ManholeFactory(code="M")
    ParkFactory(code="PK", geometry=square(EAST_M + 20))
    assert [asset["code"] for asset in near(api(None))] == ["PK"]
    assert near(api(None), asset_class="manhole") == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"lon": None}, "lon"),
        ({"lat": None}, "lat"),
        ({"lon": "east"}, "lon"),
        ({"lat": "nan"}, "lat"),
        ({"lon": "inf"}, "lon"),
        ({"lon": "181"}, "lon"),
        ({"lat": "-91"}, "lat"),
        ({"lon": "23.3", "lat": "116.7"}, "lat"),
        ({"lon": "2.35", "lat": "48.85"}, "48.85"),
        ({"limit": "0"}, "limit"),
        ({"limit": str(LARGEST_LIMIT + 1)}, "limit"),
        ({"limit": "1.5"}, "limit"),
        ({"limit": "9" * 40}, "limit"),
        ({"radius_m": "-1"}, "radius_m"),
        ({"radius_m": "nan"}, "radius_m"),
        ({"radius_m": "1e400"}, "radius_m"),
        ({"asset_class": "lamp"}, "asset_class"),
        ({"asset_class": "manhole,lamp"}, "asset_class"),
        ({"asset_class": "\x00"}, "asset_class"),
        ({"colour": "red"}, "colour"),
    ],
    ids=str,
)
def test_what_is_malformed_is_told_by_name(api, districts, changed, told):
    sent = {"lon": "116.66", "lat": "23.32", **changed}
    answer = api("crew").get(URL, {name: text for name, text in sent.items() if text is not None})
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_swapped_coordinates_within_the_range_of_degrees_are_recognised(api, districts):
    answer = api("crew").get(URL, {"lon": "23.3", "lat": "86.0"})  # a latitude, but nowhere near
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/json")


def test_distances_equal_a_reckoning_on_the_ellipsoid(api, districts):
    pyproj = pytest.importorskip("pyproj")
    lon, lat = degrees(point())
    for number in range(6):
        angle = math.radians(number * 60 + 7)
        ManholeFactory(geometry=point(EAST_M + 900 * math.sin(angle), NORTH_M + 900 * math.cos(angle)))
    geodesic = pyproj.Geod(ellps="GRS80")
    for asset in near(api("crew")):
        azimuth_deg, _back, metres = geodesic.inv(lon, lat, asset["lon"], asset["lat"])
        # The projection's own scale: less than four in ten thousand within its zone.
        assert asset["distance_m"] == pytest.approx(metres, rel=4e-4)
        assert asset["bearing_deg"] == pytest.approx(azimuth_deg % 360, abs=0.1)


@pytest.mark.parametrize(
    "classes", [None, ["manhole"], ["manhole", "park"], ["pipe", "manhole", "inlet"]], ids=str
)
def test_the_nearest_are_taken_in_order_from_the_spatial_index(districts, classes):
    rows_read, plan = rows_read_for(classes)
    assert "Order By: (geometry <->" in plan
    assert rows_read < 200


@pytest.mark.parametrize("classes", [["inlet"], ["park"], ["pipe"], ["inlet", "junction"]], ids=str)
def test_a_class_with_few_or_no_assets_does_not_read_the_city(districts, classes):
    InletFactory(geometry=point(EAST_M + 3000))
    rows_read, plan = rows_read_for(classes)
    assert "Seq Scan on registry_asset" not in plan
    assert rows_read < 200


def rows_read_for(classes: list[str] | None) -> tuple[int, str]:
    """How many rows of the registry one question reads in a city of 20,000 manholes, kept or thrown away; the plan."""
    chosen = classes or [entry.name for entry in CATALOGUE.values() if entry.inspectable]
    position = parse_position(*map(str, degrees(point())))
    with connection.cursor() as cursor:
        fill_with_manholes(cursor)
        explain = "EXPLAIN (ANALYZE, FORMAT JSON) " + NEARBY_SQL
        cursor.execute(explain, nearby_parameters(position, EVERYTHING, 20, None, chosen))
        [(plan,)] = cursor.fetchall()
    plan = plan if isinstance(plan, list) else json.loads(plan)
    lines: list[str] = []

    def rows_of(node: dict) -> int:
        lines.append(f"{node['Node Type']} on {node.get('Relation Name')} Order By: {node.get('Order By')}")
        lost = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        read = 0
        if node.get("Relation Name") == "registry_asset":
            read = (node["Actual Rows"] + lost) * node["Actual Loops"]
        return read + sum(rows_of(below) for below in node.get("Plans", []))

    return rows_of(plan[0]["Plan"]), "\n".join(lines)


def fill_with_manholes(cursor) -> None:
    """20,000 manholes about the place, set-based, and what the planner knows of them."""
    cursor.execute(
        """
        INSERT INTO registry_asset (code, asset_class, geometry, status)
        SELECT 'X' || number, 'manhole', ST_Translate(ST_GeomFromEWKT(%s), number %% 200, number / 200), 'in_service'
          FROM generate_series(1, 20000) number
        """,
        [point().ewkt],
    )
    cursor.execute("ANALYZE registry_asset")
