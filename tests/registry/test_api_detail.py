"""/api/v1/assets/{code}/: one asset with all fields of its class; changes and new ones by hand."""

import json

import pytest
from django.apps import apps
from django.db import connection

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset, Manhole, Pipe
from assets.registry.serializers import own_names
from tests import factories
from tests.factories import FACTORIES

pytestmark = pytest.mark.django_db


def url(code: str) -> str:
    return f"/api/v1/assets/{code}/"


def events(asset) -> int:
    return apps.get_model("registry", "AssetEvent").objects.filter(pgh_obj_id=asset.pk).count()


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_class_shows_all_its_fields(api, districts, name):
    asset = FACTORIES[name]()
    answer = api("viewer").get(url(asset.code)).json()
    assert answer["id"] == asset.code
    assert answer["properties"]["asset_class"] == name
    assert answer["properties"]["district"] == "440507"
    assert set(own_names(CATALOGUE[name])) <= set(answer["properties"])


def test_a_pipe_names_its_ends_by_their_codes(api, districts):
    start = factories.ManholeFactory(code="A")
    factories.PipeFactory(code="P", start_node=start)
    properties = api("viewer").get(url("P")).json()["properties"]
    assert (properties["start_node"], properties["end_node"]) == ("A", None)


@pytest.mark.parametrize("code", ["O'Brien", 'say "x"', "a/b", "50%", "井;1", "..", "x?y=1", "<b>"])
def test_a_code_of_any_characters_is_found(api, districts, code):
    from urllib.parse import quote

    factories.ManholeFactory(code=code)
    answer = api("viewer").get(url(quote(code)))
    if code == "..":
        assert answer.status_code == 404 or answer.json()["id"] == code
    else:
        assert answer.json()["id"] == code
        assert api("viewer").get(url(quote(code)) + "history/").json()["code"] == code


@pytest.mark.parametrize(
    "code", ["none", "'; DROP TABLE registry_asset; --", "%00", "%FF", "a/b/c", "x" * 500]
)
def test_a_code_of_nothing_is_not_found_as_json(api, districts, code):
    answer = api("viewer").get(url(code))
    assert answer.status_code == 404
    assert answer.json()["detail"]


def test_a_change_is_written_and_says_who_made_it(api, districts, users):
    pipe = factories.PipeFactory(code="P")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_assetevent SET pgh_created_at = pgh_created_at - interval '1 day'")
        cursor.execute("UPDATE registry_pipeevent SET pgh_created_at = pgh_created_at - interval '1 day'")
    answer = api("gis").patch(url("P"), {"diameter_mm": 600, "name": "新管"}, format="json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["properties"]["diameter_mm"] == 600
    pipe.refresh_from_db()
    assert (pipe.diameter_mm, pipe.name) == (600, "新管")
    first = api("gis").get(url("P") + "history/").json()["results"][0]
    assert first["who"] == "gis"
    assert {change["field"] for change in first["changes"]} == {"diameter_mm", "name"}


def test_a_feature_sent_back_as_it_was_read_changes_nothing(api, districts):
    for name in CATALOGUE:
        asset = FACTORIES[name]()
        before = bytes(Asset.objects.get(pk=asset.pk).geometry.wkb)
        feature = api("gis").get(url(asset.code)).json()
        answer = api("gis").patch(url(asset.code), json.loads(json.dumps(feature)), format="json")
        assert answer.status_code == 200, answer.content
        assert bytes(Asset.objects.get(pk=asset.pk).geometry.wkb) == before
        assert events(asset) == 1


def test_a_new_condition_needs_its_reason(api, districts):
    factories.ManholeFactory(code="M", condition=2, condition_reason="inspected")
    refused = api("gis").patch(url("M"), {"condition": 4}, format="json")
    assert refused.status_code == 400
    assert refused.json()["code"] == "condition_reason_missing"
    for body in ({"condition": 4, "condition_reason": ""}, {"condition": 4, "condition_reason": "mood"}):
        assert api("gis").patch(url("M"), body, format="json").status_code == 400
    changed = api("gis").patch(url("M"), {"condition": 4, "condition_reason": "aged"}, format="json")
    properties = changed.json()["properties"]
    assert (properties["condition"], properties["condition_reason"]) == (4, "aged")
    assert properties["condition_assessed_on"]


def test_the_same_reason_again_stays_the_reason(api, districts):
    factories.ManholeFactory(
        code="M", condition=2, condition_reason="inspected", condition_assessed_on="2020-01-01"
    )
    answer = api("gis").patch(url("M"), {"condition": 3, "condition_reason": "inspected"}, format="json")
    assert answer.json()["properties"]["condition_reason"] == "inspected"


def test_a_record_that_changed_meanwhile_is_not_overwritten(api, districts):
    manhole = factories.ManholeFactory(code="M")
    read = api("gis").get(url("M"))
    stale = "2020-01-01T00:00:00+00:00"
    for refused in (
        api("gis").patch(url("M"), {"name": "x"}, format="json", headers={"If-Match": f'"{stale}"'}),
        api("gis").patch(url("M"), {"name": "x", "updated_at": stale}, format="json"),
    ):
        assert refused.status_code == 409
        assert refused.json()["code"] == "conflict"
    for nonsense in ("soon", "2020-01-01", 5):
        assert api("gis").patch(url("M"), {"updated_at": nonsense}, format="json").status_code == 400
    fresh = api("gis").patch(url("M"), {"name": "x"}, format="json", headers={"If-Match": read["ETag"]})
    assert fresh.status_code == 200
    manhole.refresh_from_db()
    assert manhole.name == "x"


def test_a_geometry_moves_the_asset_in_degrees_or_in_a_named_system(api, districts):
    factories.ManholeFactory(code="M")
    degrees = {"geometry": {"type": "Point", "coordinates": [116.70, 23.35]}}
    assert api("gis").patch(url("M"), degrees, format="json").status_code == 200
    here = api("gis").get(url("M")).json()
    assert here["geometry"]["coordinates"] == pytest.approx([116.70, 23.35], abs=1e-7)
    metres = {"geometry": {"type": "Point", "coordinates": [475_000, 2_580_000]}, "srid": 4548}
    moved = api("gis").patch(url("M"), metres, format="json")
    assert moved.json()["properties"]["district"] == "440511"
    assert Manhole.objects.get(code="M").geometry.coords == pytest.approx((475_000, 2_580_000), abs=1e-6)


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"geometry": "POINT (1 1)"}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": []}}, None),
        ({"geometry": {"type": "Point", "coordinates": ["a", "b"]}}, None),
        ({"geometry": {"type": "Point", "coordinates": [23.35, 116.70]}}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": [475000, 2580000]}}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": [475000, 2580000]}, "srid": 99999}, "srid"),
        ({"geometry": {"type": "Point", "coordinates": [475000, 2580000]}, "srid": "x"}, "srid"),
        ({"geometry": {"type": "LineString", "coordinates": [[116.7, 23.3], [116.8, 23.3]]}}, None),
        ({"geometry": {"type": "Hexagon", "coordinates": [1, 2]}}, None),
        ({"colour": "red"}, "colour"),
        ({"district": "440511"}, "district"),
        ({"length_m": 5}, "length_m"),
        ({"asset_class": "pipe"}, "asset_class"),
        ({"code": ""}, None),
        ({"depth_m": "deep"}, None),
        ({"depth_m": 1e400}, None),
        ({"cover_material": "gold"}, None),
        ({"condition": 9, "condition_reason": "aged"}, None),
        ({"status": "lost"}, None),
        ({"name": "x" * 300}, None),
        ({"name": "a\x00b"}, None),
        ({"extra": {"a": "\x00"}}, None),
        ({"extra": "text"}, None),
        ({"installed_on": "yesterday"}, None),
        ([1, 2], "body"),
        ("text", "body"),
        ({"type": "Feature", "properties": None}, "properties"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_a_sentence(api, districts, body, parameter):
    manhole = factories.ManholeFactory(code="M")
    text = json.dumps(body)
    answer = api("gis").patch(url("M"), text, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert answer.json()["detail"]
    if parameter:
        assert answer.json()["parameter"] == parameter
    assert events(manhole) == 1


def test_a_body_that_is_no_json_is_refused(api, districts):
    factories.ManholeFactory(code="M")
    answer = api("gis").patch(url("M"), "{oops", content_type="application/json")
    assert answer.status_code == 400 and answer.json()["detail"]
    assert api("gis").patch(url("M"), {"name": "x"}, format="multipart").status_code == 400


def test_a_code_that_is_taken_is_a_conflict(api, districts):
    factories.ManholeFactory(code="M")
    factories.PipeFactory(code="P")
    answer = api("gis").patch(url("M"), {"code": "P"}, format="json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "asset_code_unique"


def test_a_pipe_ends_only_at_a_node(api, districts):
    factories.ManholeFactory(code="M")
    factories.ParkFactory(code="K")
    factories.PipeFactory(code="P")
    assert api("gis").patch(url("P"), {"end_node": "K"}, format="json").status_code == 400
    assert api("gis").patch(url("P"), {"end_node": "none"}, format="json").status_code == 400
    assert api("gis").patch(url("P"), {"end_node": "M"}, format="json").status_code == 200
    assert Pipe.objects.get(code="P").end_node.code == "M"


NEW = {
    "asset_class": "manhole",
    "geometry": {"type": "Point", "coordinates": [116.68, 23.32]},
    "depth_m": 2.5,
}


def test_an_asset_is_recorded_with_a_code_of_the_registry(api, districts):
    answer = api("gis").post("/api/v1/assets/", NEW, format="json")
    assert answer.status_code == 201, answer.content
    feature = answer.json()
    assert len(feature["id"]) == 16 and feature["id"].startswith("440507")
    assert feature["properties"]["depth_m"] == 2.5
    assert answer["Location"].endswith(url(feature["id"]))
    assert api("viewer").get(answer["Location"]).json() == feature


def test_a_new_asset_may_be_a_feature_with_a_code_of_its_own(api, districts):
    feature = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[116.68, 23.32], [116.681, 23.32]]},
        "properties": {"asset_class": "pipe", "code": "井/1", "diameter_mm": 800},
    }
    answer = api("gis").post("/api/v1/assets/", feature, format="json")
    assert answer.status_code == 201, answer.content
    assert api("viewer").get(answer["Location"]).json()["properties"]["diameter_mm"] == 800
    again = api("gis").post("/api/v1/assets/", feature, format="json")
    assert again.status_code == 409


@pytest.mark.parametrize(
    "change", [{"asset_class": "bridge"}, {"asset_class": None}, {"geometry": None}, {"geometry": {}}]
)
def test_a_new_asset_without_class_or_place_is_refused(api, districts, change):
    answer = api("gis").post("/api/v1/assets/", {**NEW, **change}, format="json")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == next(iter(change))
    assert not Asset.objects.exists()
