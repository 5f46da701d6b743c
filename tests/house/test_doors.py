"""Every door as every role: who gets in, who is refused. A door that this table does not name fails the last test."""

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver
from rest_framework.authtoken.models import Token

from assets.registry.models import Role
from tests import factories
from tests.factories import point

pytestmark = pytest.mark.django_db

ROLES = ["stranger", *Role.values]
# Columns: stranger viewer crew gis manager planner administrator. "x": let in (whatever the body is judged to be).
SEE = ". x x x x x x"
RECORD = ". . x . . . x"
PLAN = ". . . . x . x"
RENEW = ". . . . x x x"
EDIT = ". . . x . . x"
IMPORT = ". . . x . . x"
ALL = "x x x x x x x"
EXPORT = ". . . x . x x"
NOTHING_YET = str(uuid.UUID(int=7))

# Doors of pages and of machines; {code} is an asset that everyone who may see at all sees.
DOORS: list[tuple[str, str, str]] = [
    ("GET", "/", SEE),
    ("GET", "/tiles/12/3376/1773.mvt", SEE),
    ("GET", "/api/v1/map/counts/", SEE),
    ("POST", "/map/selection/", SEE),
    ("GET", "/map/changes/", SEE),
    ("GET", "/views/", SEE),
    ("POST", "/views/", SEE),
    ("GET", "/views/default/?page=map", SEE),
    ("GET", "/assets/", SEE),
    ("GET", "/assets/{code}/", SEE),
    ("GET", "/assets/{code}/card/", SEE),
    ("GET", "/assets/{code}/history/", SEE),
    ("GET", "/assets/{code}/edit/", EDIT),
    ("GET", "/districts/", SEE),
    ("GET", "/districts/440507/", SEE),
    ("GET", "/districts/440507/history/", SEE),
    ("GET", "/districts/440507/points/", SEE),
    ("GET", "/districts/440507/worst/", SEE),
    ("GET", "/districts/440507/inspections/", SEE),
    ("GET", "/work/", SEE),
    ("GET", "/work/inspections/", SEE),
    ("GET", "/work/due/", SEE),
    ("GET", "/field/", SEE),
    ("GET", "/imports/", IMPORT),
    ("POST", "/imports/", IMPORT),
    ("GET", "/imports/templates/", IMPORT),
    ("GET", "/exports/", EXPORT),
    ("POST", "/exports/", EXPORT),
    ("GET", "/exports/rows/", EXPORT),
    ("GET", "/renewal/", SEE),
    ("POST", "/renewal/assess/", RENEW),
    ("GET", "/renewal/plans/", SEE),
    ("POST", "/renewal/plans/", RENEW),
    ("GET", "/accounts/", SEE),
    ("GET", "/accounts/login/", ALL),
    ("GET", "/healthz", ALL),
    ("GET", "/robots.txt", ALL),
    ("GET", "/admin/", EDIT),
    ("GET", "/admin/registry/user/", ". . . . . . x"),
    ("GET", "/admin/registry/manhole/", EDIT),
    ("GET", "/api/v1/schema/", SEE),
    ("GET", "/api/v1/docs/", SEE),
    ("GET", "/api/v1/assets/", SEE),
    ("POST", "/api/v1/assets/", EDIT),
    ("GET", "/api/v1/assets/{code}/", SEE),
    ("PATCH", "/api/v1/assets/{code}/", EDIT),
    ("GET", "/api/v1/assets/{code}/history/", SEE),
    ("GET", "/api/v1/assets/{code}/upstream/", SEE),
    ("GET", "/api/v1/assets/{code}/downstream/", SEE),
    ("GET", "/api/v1/assets/nearby/?lon=116.6578&lat=23.3199", SEE),
    ("GET", "/api/v1/districts/", SEE),
    ("GET", "/api/v1/districts/440507/summary/", SEE),
    ("GET", "/api/v1/inspections/", SEE),
    ("POST", "/api/v1/inspections/", RECORD),
    ("GET", "/api/v1/work-orders/", SEE),
    ("GET", "/api/v1/exports/", EXPORT),
    ("POST", "/api/v1/exports/", EXPORT),
]


def client_of(role: str, users) -> Client:
    """A client that says who it is by token, as programs do; pages take it by session."""
    client = Client()
    if role != "stranger":
        client.force_login(users[role])
    return client


def let_in(response) -> bool:
    """Whether the door opened: anything but a refusal (401, 403) or being sent to the login."""
    if response.status_code in (301, 302):
        return "login/" not in response["Location"]
    assert response.status_code < 500
    return response.status_code not in (401, 403, 404)


@pytest.fixture
def code(districts) -> str:
    return factories.ManholeFactory(geometry=point(465_000)).code


@pytest.mark.parametrize(
    "method, address, table", DOORS, ids=lambda value: value if "/" in str(value) else ""
)
def test_each_role_gets_through_the_doors_of_the_table_and_no_other(method, address, table, users, code):
    opened = []
    for role in ROLES:
        response = client_of(role, users).generic(
            method, address.format(code=code), "{}", content_type="application/json"
        )
        opened.append("x" if let_in(response) else ".")
    assert " ".join(opened) == table


@pytest.mark.parametrize("address", ["/api/v1/assets/", "/tiles/12/3376/1773.mvt"])
def test_a_token_opens_what_its_person_may_open(address, users, code, client):
    token = Token.objects.create(user=users["viewer"])
    assert client.get(address, headers={"Authorization": f"Token {token.key}"}).status_code == 200
    assert client.get(address, headers={"Authorization": "Token wrong"}).status_code == 401
    users["viewer"].is_active = False
    users["viewer"].save()
    assert client.get(address, headers={"Authorization": f"Token {token.key}"}).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "/assets/{code}/",
        "/assets/{code}/card/",
        "/api/v1/assets/{code}/",
        "/api/v1/assets/{code}/history/",
        "/api/v1/assets/{code}/upstream/",
        "/api/v1/districts/440511/summary/",
        "/districts/440511/",
    ],
)
def test_who_is_tied_to_one_district_finds_nothing_of_another(address, users, districts):
    neighbours = factories.ManholeFactory(geometry=point(475_000))
    users["crew"].districts.set([districts["440507"]])
    users["planner"].districts.set([districts["440507"]])
    assert client_of("crew", users).get(address.format(code=neighbours.code)).status_code == 404
    assert client_of("planner", users).get(address.format(code=neighbours.code)).status_code == 200


def test_lists_of_who_is_tied_hold_only_the_own_district(users, districts):
    own = factories.ManholeFactory(geometry=point(465_000))
    other = factories.ManholeFactory(geometry=point(475_000))
    users["viewer"].districts.set([districts["440507"]])
    client = client_of("viewer", users)
    for address in (
        "/api/v1/assets/",
        "/api/v1/assets/nearby/?lon=116.71&lat=23.32&radius_m=50000",
        "/assets/",
    ):
        text = client.get(address).content.decode()
        assert own.code in text
        assert other.code not in text


def routes(patterns, before="") -> set[str]:
    """The names of all routes outside the admin."""
    found = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            if "admin" not in str(pattern.pattern):
                found |= routes(pattern.url_patterns, before + str(pattern.pattern))
        elif pattern.name:
            found.add(pattern.name)
    return found


# Doors whose rights their own room's tests try, because they need a thing to be there first.
TRIED_ELSEWHERE = {
    "api-inspection", "api-inspection-photos", "api-work-order", "api-work-order-photos", "photo", "photo-thumbnail",
    "work-ask", "work-detail", "work-step",
    "import-detail", "import-progress", "import-rows", "import-map", "import-report", "import-rejected", "import-apply", "import-cancel",
    "import-revert", "import-options", "import-places", "import-layers", "import-mapping", "import-template", "import-template-detail",
    "export-file", "api-export-detail", "api-export-file",
    "renewal-plan", "renewal-plan-file", "renewal-plan-delete",
    "view-open",
    "logout", "password_change", "password_change_done", "set_language", "favicon",
}  # fmt: skip


def test_the_table_names_every_door():
    from django.urls import resolve

    named = {resolve(address.format(code="X").split("?")[0]).url_name for _method, address, _table in DOORS}
    assert routes(get_resolver().url_patterns) - named - TRIED_ELSEWHERE == set()
