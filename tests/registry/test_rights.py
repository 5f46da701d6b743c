"""Rights: a table of role x right, and what ties to districts do to it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from assets.registry.models import Role
from assets.registry.rights import Right, may, may_with
from assets.registry.scope import scope_of, visible_assets, visible_districts
from tests import factories
from tests.factories import point

pytestmark = pytest.mark.django_db

TABLE = {
    Role.VIEWER: "x . . . . . . . .",
    Role.CREW: "x . x . . . . . .",
    Role.GIS: "x x . . . x x x .",
    Role.MANAGER: "x . . x x . . . .",
    Role.PLANNER: "x x . . x . . . .",
    Role.ADMINISTRATOR: "x x x x x x x x x",
}
COLUMNS = [
    Right.SEE,
    Right.EXPORT,
    Right.RECORD,
    Right.PLAN_WORK,
    Right.PLAN_RENEWAL,
    Right.EDIT,
    Right.IMPORT,
    Right.REVERT,
    Right.ADMINISTER,
]


@pytest.mark.parametrize("role", Role.values)
def test_each_role_has_the_rights_of_the_table(role, users):
    given = " ".join("x" if may(users[role], right) else "." for right in COLUMNS)
    assert given == TABLE[role]


def test_the_table_names_every_right():
    assert set(COLUMNS) == set(Right)


def test_a_stranger_and_a_blocked_person_have_no_right(users):
    users["administrator"].is_active = False
    for person in (AnonymousUser(), None, users["administrator"]):
        assert not any(may(person, right) for right in Right)


@pytest.mark.parametrize("role", [Role.CREW, Role.GIS, Role.MANAGER])
def test_ties_limit_where_a_right_holds(role, users, districts):
    right = {Role.CREW: Right.RECORD, Role.GIS: Right.EDIT, Role.MANAGER: Right.PLAN_WORK}[role]
    person = users[role]
    person.districts.set([districts["440507"]])
    own = factories.ManholeFactory(geometry=point(465_000))
    neighbours = factories.ManholeFactory(geometry=point(475_000))
    nowhere = factories.ManholeFactory(geometry=point(500_000))
    assert may_with(person, right, own)
    assert not may_with(person, right, neighbours)
    assert not may_with(person, right, nowhere)


def test_several_ties_add_up(users, districts):
    person = users["crew"]
    person.districts.set([districts["440507"], districts["440511"]])
    assert may(person, Right.RECORD, districts["440507"])
    assert may(person, Right.RECORD, districts["440511"])


def test_a_tie_to_the_city_holds_in_all_below_it(users, districts):
    users["crew"].districts.set([districts["440500"]])
    assert may(users["crew"], Right.RECORD, districts["440511"])


def test_ties_limit_what_is_seen_but_not_for_a_planner(users, districts):
    own = factories.ManholeFactory(geometry=point(465_000))
    factories.ManholeFactory(geometry=point(475_000))
    factories.ManholeFactory(geometry=point(500_000))
    for role in (Role.VIEWER, Role.CREW, Role.PLANNER):
        users[role].districts.set([districts["440507"]])
    assert [asset.code for asset in visible_assets(users["viewer"])] == [own.code]
    assert [asset.code for asset in visible_assets(users["crew"])] == [own.code]
    assert visible_assets(users["planner"]).count() == 3
    assert [district.code for district in visible_districts(users["crew"])] == ["440507"]


def test_without_ties_the_whole_city_is_seen(users, districts):
    factories.ManholeFactory(geometry=point(500_000))
    assert visible_assets(users["viewer"]).count() == 1


def test_a_stranger_sees_nothing_by_default(db):
    factories.ParkFactory()
    assert scope_of(AnonymousUser()).nothing
    assert visible_assets(AnonymousUser()).count() == 0


def test_a_stranger_sees_public_classes_but_never_underground_drainage(db, settings):
    settings.REGISTRY_PUBLIC_CLASSES = ["park", "pipe", "nonsense"]
    park = factories.ParkFactory()
    factories.PipeFactory()
    assert [asset.code for asset in visible_assets(AnonymousUser())] == [park.code]


def test_equal_scopes_have_equal_keys_and_others_other_ones(users, districts):
    users["viewer"].districts.set([districts["440507"]])
    users["crew"].districts.set([districts["440507"]])
    users["gis"].districts.set([districts["440511"]])
    keys = {role: scope_of(users[role]).key for role in ("viewer", "crew", "gis", "planner")}
    assert keys["viewer"] == keys["crew"]
    assert len({keys["viewer"], keys["gis"], keys["planner"]}) == 3


def test_the_role_alone_decides_who_is_staff(users):
    person = users["administrator"]
    assert person.is_staff and person.is_superuser
    person.role = Role.VIEWER
    person.save(update_fields=["role"])
    person.refresh_from_db()
    assert not person.is_staff and not person.is_superuser
