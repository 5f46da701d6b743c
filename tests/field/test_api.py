"""/api/v1/assets/nearby/: its JSON, its rights, and a sentence for every nonsense."""

import pytest

from assets.registry.models import Role
from tests.factories import ManholeFactory, ParkFactory, point

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/assets/nearby/"
HERE = {"lon": 116.6573, "lat": 23.3200}
KEYS = {"code", "name", "asset_class", "condition", "status", "distance_m", "bearing_deg", "lon", "lat"}


def test_the_answer_has_the_promised_shape(api, districts):
    ManholeFactory(code="M", name="金砂路 1 号井", condition=3)
    [row] = api("viewer").get(ADDRESS, HERE).json()["results"]
    assert set(row) == KEYS
    assert (row["code"], row["asset_class"], row["condition"], row["status"]) == (
        "M",
        "manhole",
        3,
        "in_service",
    )
    assert 0 < row["distance_m"] < 5000 and 0 <= row["bearing_deg"] < 360


def test_twenty_unless_asked_for_more_or_fewer(api, districts):
    for number in range(25):
        ManholeFactory(geometry=point(465_000 + number))
    count = lambda **more: len(api("viewer").get(ADDRESS, HERE | more).json()["results"])  # noqa: E731
    assert (count(), count(limit=3), count(limit=200)) == (20, 3, 25)


def test_filters(api, districts):
    ManholeFactory(code="M")
    ParkFactory(code="P")
    found = lambda **more: {  # noqa: E731
        row["code"] for row in api("viewer").get(ADDRESS, HERE | more).json()["results"]
    }
    assert found(asset_class="park") == {"P"}
    assert found(asset_class="park,manhole") == {"P", "M"}
    assert found(radius_m=0.5) == set()


@pytest.mark.parametrize("role", [None, *Role.values])
def test_who_may_ask(api, districts, role):
    ManholeFactory()
    assert api(role).get(ADDRESS, HERE).status_code == (401 if role is None else 200)


def test_strangers_see_the_public_classes_and_no_others(api, districts, settings):
    settings.REGISTRY_PUBLIC_CLASSES = ["park", "pipe"]  # a pipe is never public
    ManholeFactory(code="M")
    ParkFactory(code="P")
    assert [row["code"] for row in api(None).get(ADDRESS, HERE).json()["results"]] == ["P"]
    assert api(None).get(ADDRESS, HERE | {"asset_class": "manhole"}).json()["results"] == []


def test_the_crew_sees_its_own_districts(api, users, districts):
    users["crew"].districts.set([districts["440511"]])
    ManholeFactory(code="HERE")
    ManholeFactory(code="THERE", geometry=point(475_000))
    assert [row["code"] for row in api("crew").get(ADDRESS, HERE).json()["results"]] == ["THERE"]


@pytest.mark.parametrize(
    ("change", "code", "parameter", "word"),
    [
        ({"lon": None}, "malformed", "lon", "degrees"),
        ({"lat": None}, "malformed", "lat", "degrees"),
        ({"lon": ""}, "malformed", "lon", "degrees"),
        ({"lon": "east"}, "malformed", "lon", "degrees"),
        ({"lat": "nan"}, "malformed", "lat", "degrees"),
        ({"lat": "inf"}, "malformed", "lat", "degrees"),
        ({"lon": "116,66"}, "malformed", "lon", "degrees"),
        ({"lon": 23.32, "lat": 116.6573}, "malformed", "lon, lat", "swapped"),
        ({"lon": 200}, "malformed", "lon, lat", "180"),
        ({"lat": 95, "lon": 100}, "malformed", "lon, lat", "90"),
        ({"lon": 2.35, "lat": 48.85}, "too_far", None, "far"),
        ({"limit": 0}, "malformed", "limit", "200"),
        ({"limit": 201}, "malformed", "limit", "200"),
        ({"limit": "1e1"}, "malformed", "limit", "200"),
        ({"limit": "９"}, "malformed", "limit", "200"),
        ({"limit": "9" * 400}, "malformed", "limit", "200"),
        ({"radius_m": 0}, "malformed", "radius_m", "metres"),
        ({"radius_m": -5}, "malformed", "radius_m", "metres"),
        ({"radius_m": "nan"}, "malformed", "radius_m", "metres"),
        ({"radius_m": "inf"}, "malformed", "radius_m", "metres"),
        ({"asset_class": "rocket"}, "malformed", "asset_class", "manhole"),
        ({"asset_class": ","}, "malformed", "asset_class", "manhole"),
        ({"lng": 116}, "malformed", "lng", "lon"),
    ],
)
def test_nonsense_gets_a_sentence_that_names_the_parameter(api, districts, change, code, parameter, word):
    sent = {name: value for name, value in (HERE | change).items() if value is not None}
    response = api("viewer").get(ADDRESS, sent, headers={"Accept-Language": "en"})
    assert response.status_code == 400
    answer = response.json()
    assert answer["code"] == code
    assert answer.get("parameter") == parameter
    client = api("viewer")
    client.cookies["django_language"] = "en"
    assert word in client.get(ADDRESS, sent).json()["detail"]


def test_a_swapped_pair_that_is_a_place_elsewhere_is_called_swapped(api, districts, settings, monkeypatch):
    """Where both numbers could be latitudes (a city at 75 E), the city's own place tells."""
    from assets.field import position

    monkeypatch.setattr(position, "measured_area", lambda: (70.0, 35.0, 80.0, 45.0))
    answer = api("viewer").get(ADDRESS, {"lon": 40, "lat": 75})
    assert answer.status_code == 400 and answer.json()["code"] == "swapped"


def test_asking_is_all_one_can_do(api, districts):
    assert api("administrator").post(ADDRESS, HERE).status_code in (403, 405)
