"""Who comes through the API's doors of the registry: a table of role x door, and what ties to districts do."""

import json

import pytest
from django.apps import apps
from django.test import override_settings
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from assets.registry.models import Asset, Role
from tests import factories
from tests.factories import point

pytestmark = pytest.mark.django_db

NEW = {"asset_class": "manhole", "geometry": {"type": "Point", "coordinates": [116.68, 23.32]}}
DOORS = [
    ("GET", "/api/v1/assets/", None),
    ("GET", "/api/v1/assets/M/", None),
    ("GET", "/api/v1/assets/M/history/", None),
    ("GET", "/api/v1/districts/", None),
    ("PATCH", "/api/v1/assets/M/", {"name": "x"}),
    ("POST", "/api/v1/assets/", NEW),
]
TABLE = {
    None: "401 401 401 401 401 401",
    Role.VIEWER: "200 200 200 200 403 403",
    Role.CREW: "200 200 200 200 403 403",
    Role.GIS: "200 200 200 200 200 201",
    Role.MANAGER: "200 200 200 200 403 403",
    Role.PLANNER: "200 200 200 200 403 403",
    Role.ADMINISTRATOR: "200 200 200 200 200 201",
}


def knock(client, method: str, address: str, body):
    return client.generic(method, address, "" if body is None else json.dumps(body), "application/json")


@pytest.mark.parametrize("role", TABLE)
def test_each_role_comes_through_the_doors_of_the_table(api, districts, role):
    factories.ManholeFactory(code="M")
    answers = [knock(api(role), *door) for door in DOORS]
    assert " ".join(str(answer.status_code) for answer in answers) == TABLE[role]
    assert all(answer.json() for answer in answers)


def test_the_table_names_every_role():
    assert set(TABLE) == {None, *Role.values}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_there_is_no_door_for_what_the_registry_does_not_do(api, districts, method):
    factories.ManholeFactory(code="M")
    assert knock(api("administrator"), method, "/api/v1/assets/M/", {}).status_code == 405


def test_what_lies_outside_the_districts_is_not_there(api, districts, users):
    users["gis"].districts.set([districts["440507"]])
    factories.ManholeFactory(code="OWN")
    factories.ManholeFactory(code="OTHER", geometry=point(475_000))
    client = api("gis")
    assert [feature["id"] for feature in client.get("/api/v1/assets/").json()["features"]] == ["OWN"]
    for door in ("", "history/"):
        assert client.get(f"/api/v1/assets/OTHER/{door}").status_code == 404
    assert knock(client, "PATCH", "/api/v1/assets/OTHER/", {"name": "x"}).status_code == 404
    assert [row["code"] for row in client.get("/api/v1/districts/").json()["results"]] == ["440507"]
    assert client.get("/api/v1/assets/?district=440511").status_code == 400


def test_no_asset_is_moved_or_recorded_into_a_district_one_is_not_tied_to(api, districts, users):
    users["gis"].districts.set([districts["440507"]])
    factories.ManholeFactory(code="OWN")
    for place in ([475_000, 2_580_000], [500_000, 2_580_000]):
        there = {"geometry": {"type": "Point", "coordinates": place}, "srid": 4548}
        assert knock(api("gis"), "PATCH", "/api/v1/assets/OWN/", there).status_code == 403
        assert knock(api("gis"), "POST", "/api/v1/assets/", {**NEW, **there}).status_code == 403
    assert Asset.objects.get().geometry.x < 470_000


@override_settings(REGISTRY_PUBLIC_CLASSES=["park", "pipe"])
def test_a_stranger_sees_public_classes_and_never_the_network(api, districts):
    factories.ParkFactory(code="K")
    factories.PipeFactory(code="P")
    stranger = api(None)
    assert [feature["id"] for feature in stranger.get("/api/v1/assets/").json()["features"]] == ["K"]
    assert stranger.get("/api/v1/assets/K/").status_code == 200
    assert stranger.get("/api/v1/assets/P/").status_code == 404
    assert knock(stranger, "PATCH", "/api/v1/assets/K/", {"name": "x"}).status_code == 401
    assert knock(stranger, "POST", "/api/v1/assets/", NEW).status_code == 401


def test_a_token_made_by_the_command_opens_the_doors_of_its_user(users, districts, capsys):
    from django.core.management import call_command

    call_command("drf_create_token", "gis")
    manhole = factories.ManholeFactory(code="M")
    client = APIClient(headers={"Authorization": f"Token {Token.objects.get(user=users['gis']).key}"})
    assert knock(client, "PATCH", "/api/v1/assets/M/", {"name": "x"}).status_code == 200
    event = apps.get_model("registry", "AssetEvent").objects.filter(pgh_obj_id=manhole.pk).latest("pgh_id")
    assert event.pgh_context.metadata["user"] == users["gis"].pk
    wrong = APIClient(headers={"Authorization": "Token wrong"})
    assert wrong.get("/api/v1/assets/").status_code == 401
