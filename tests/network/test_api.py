"""The doors of tracing: JSON and GeoJSON, for those who may, with a sentence for nonsense."""

import pytest

from assets.registry.models import Role
from tests.factories import ParkFactory, point
from tests.network.networks import network

pytestmark = pytest.mark.django_db
KEYS = {"start", "direction", "asset_codes", "pipe_length_m", "assets_by_class", "truncated"}


def test_both_ways_from_a_node(api, districts):
    network(3, [(0, 1), (1, 2)])
    answer = api("viewer").get("/api/v1/assets/N1/upstream/").json()
    assert set(answer) >= KEYS
    assert answer["start"] == "N1" and answer["direction"] == "upstream"
    assert answer["asset_codes"] == ["P0", "N0"]
    assert answer["pipe_length_m"] == 40
    assert answer["assets_by_class"] == {"pipe": 1, "manhole": 1}
    assert answer["truncated"] is False
    answer = api("viewer").get("/api/v1/assets/N1/downstream/").json()
    assert answer["direction"] == "downstream" and answer["asset_codes"] == ["P1", "N2"]


def test_the_shapes_as_geojson_in_degrees(api, districts):
    network(3, [(0, 1), (1, 2)])
    response = api("viewer").get("/api/v1/assets/N2/upstream/?format=geojson")
    assert response["Content-Type"] == "application/geo+json"
    collection = response.json()
    assert collection["type"] == "FeatureCollection"
    assert [feature["id"] for feature in collection["features"]] == collection["asset_codes"]
    pipe = collection["features"][0]
    assert pipe["properties"]["asset_class"] == "pipe" and pipe["geometry"]["type"] == "LineString"
    longitude, latitude = pipe["geometry"]["coordinates"][0]
    assert 116 < longitude < 117.5 and 23 < latitude < 24


def test_an_empty_trace_is_an_empty_collection_that_says_why(api, districts):
    network(1, [])
    collection = api("viewer").get("/api/v1/assets/N0/upstream/?format=geojson").json()
    assert collection["features"] == [] and collection["note"]


@pytest.mark.parametrize("role", [None, *Role.values])
def test_strangers_do_not_trace_confidential_pipes_everyone_else_does(api, districts, role, settings):
    settings.REGISTRY_PUBLIC_CLASSES = ["park"]
    network(2, [(0, 1)])
    for way in ("upstream", "downstream"):
        status = api(role).get(f"/api/v1/assets/N0/{way}/").status_code
        assert status == (401 if role is None else 200)


def test_what_one_may_not_see_cannot_be_a_start(api, users, districts):
    made = network(2, [(0, 1)])
    made[1].geometry = point(475_000)
    made[1].save()
    users["crew"].districts.set([districts["440507"]])
    assert api("crew").get("/api/v1/assets/N1/upstream/").status_code == 404
    answer = api("crew").get("/api/v1/assets/N0/downstream/").json()
    assert answer["asset_codes"] == ["P0"] and answer["partly_hidden"] is True


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("PARK/upstream/", 400, "not_of_the_network"),
        ("PARK/downstream/?format=geojson", 400, "not_of_the_network"),
        ("NOBODY/upstream/", 404, "not_found"),
        ("a'b%22%00/upstream/", 404, "not_found"),
        ("N0/upstream/?format=shp", 400, "malformed"),
        ("N0/upstream/?limit=5", 400, "malformed"),
    ],
)
def test_nonsense_gets_a_sentence(api, districts, address, status, code):
    network(1, [])
    ParkFactory(code="PARK")
    response = api("viewer").get(f"/api/v1/assets/{address}")
    assert response.status_code == status
    assert response.json()["code"] == code and response.json()["detail"]


def test_a_code_with_a_slash_is_a_code(api, districts):
    made = network(2, [(0, 1)])
    made[0].code = "A/B 1#2"
    made[0].save()
    answer = api("viewer").get("/api/v1/assets/A/B%201%232/downstream/")
    assert answer.status_code == 200 and answer.json()["start"] == "A/B 1#2"
