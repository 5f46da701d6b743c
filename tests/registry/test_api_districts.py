"""/api/v1/districts/: the tree, flat, and the boundaries."""

import pytest

pytestmark = pytest.mark.django_db

URL = "/api/v1/districts/"


def test_the_tree_comes_flat_from_the_city_down(api, districts):
    rows = api("viewer").get(URL).json()["results"]
    assert [(row["code"], row["parent"], row["has_boundary"]) for row in rows] == [
        ("440500", None, False),
        ("440507", "440500", True),
        ("440511", "440500", True),
    ]
    assert rows[1] == {
        "code": "440507",
        "name": "龙湖区",
        "name_en": "Longhu",
        "level": "district",
        "accuracy": "schematic",
        "parent": "440500",
        "has_boundary": True,
    }


def test_boundaries_come_as_geojson_in_degrees(api, districts):
    answer = api("viewer").get(f"{URL}?geometry=true&level=district").json()
    assert [feature["id"] for feature in answer["features"]] == ["440507", "440511"]
    longitude, latitude = answer["features"][0]["geometry"]["coordinates"][0][0][0]
    assert 116 < longitude < 117.5 and 23 < latitude < 24


@pytest.mark.parametrize("query", ["geometry=maybe", "level=planet", "colour=red"])
def test_nonsense_is_refused_by_name(api, districts, query):
    answer = api("viewer").get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == query.split("=")[0]
