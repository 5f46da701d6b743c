"""The API's description is complete and true."""

import pytest
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from assets.registry.classes import CATALOGUE
from tests import factories

pytestmark = pytest.mark.django_db

OURS = {
    "/api/v1/assets/",
    "/api/v1/assets/{code}/",
    "/api/v1/assets/{code}/history/",
    "/api/v1/districts/",
}


@pytest.fixture(scope="module")
def schema() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_description_is_valid_openapi(schema):
    validate_schema(schema)


def test_every_address_of_this_room_is_described(schema):
    assert set(schema["paths"]) >= OURS
    names = {pattern.name for pattern in get_resolver("assets.registry.urls").url_patterns}
    assert {"api-asset-list", "api-asset-detail", "api-asset-history", "api-district-list"} <= names


def test_every_described_operation_answers_as_described(schema, api, districts):
    factories.ManholeFactory(code="M")
    client = api("administrator")
    for address in OURS:
        for method, operation in schema["paths"][address].items():
            answer = client.generic(method.upper(), address.replace("{code}", "M"), "{}", "application/json")
            assert str(answer.status_code) in operation["responses"], (method, address, answer.content)


def test_the_described_parameters_are_the_ones_that_are_taken(schema, api, districts):
    for address in OURS:
        for parameter in schema["paths"][address]["get"].get("parameters", []):
            if parameter["in"] != "query":
                continue
            factories.ManholeFactory()
            answer = api("viewer").get(address.replace("{code}", "M"), {parameter["name"]: "\0"})
            assert answer.status_code in (400, 404)
            if answer.status_code == 400:
                assert answer.json()["parameter"] == parameter["name"]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_feature_has_exactly_the_described_properties(schema, api, districts, name):
    component = schema["components"]["schemas"][f"{name.title().replace('_', '')}Properties"]
    asset = factories.FACTORIES[name]()
    shown = api("viewer").get(f"/api/v1/assets/{asset.code}/").json()["properties"]
    assert set(shown) == set(component["properties"])


def test_a_listed_feature_has_exactly_the_described_properties(schema, api, districts):
    factories.ManholeFactory()
    shown = api("viewer").get("/api/v1/assets/").json()["features"][0]["properties"]
    assert set(shown) == set(schema["components"]["schemas"]["CommonProperties"]["properties"])


def test_history_entries_have_exactly_the_described_members(schema, api, districts):
    factories.ManholeFactory(code="M")
    entry = api("viewer").get("/api/v1/assets/M/history/").json()["results"][0]
    assert set(entry) == set(schema["components"]["schemas"]["HistoryEntry"]["properties"])
