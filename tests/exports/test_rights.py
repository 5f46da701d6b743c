"""Who may export what: role by door, a district's people only their own assets, and the answer says so."""

import pytest
from django.core.management import call_command

from assets.exports import keeping
from assets.exports.errors import ExportRefused
from assets.exports.models import Export
from assets.exports.order import judge
from assets.exports.writing import write_file
from assets.registry.errors import NotAllowed
from assets.registry.models import Role
from tests.exports.conftest import ordered
from tests.exports.test_formats import read
from tests.factories import ManholeFactory, ParkFactory, point

pytestmark = pytest.mark.django_db

MAY = {Role.GIS, Role.PLANNER, Role.ADMINISTRATOR}


@pytest.fixture(autouse=True)
def work_at_once(settings):
    """Background tasks run where they are asked for."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}
    }


@pytest.fixture
def two(districts):
    """A manhole in each district, one outside both."""
    ManholeFactory(code="W", geometry=point(465_000))
    ManholeFactory(code="E", geometry=point(475_000))
    ManholeFactory(code="outside", geometry=point(499_000))


@pytest.fixture
def made(two, users) -> Export:
    """The planner's export, ready."""
    export = keeping.request({"format": "geojson"}, users["planner"])
    assert export.state == Export.State.READY, export.refusal
    return export


@pytest.mark.parametrize("role", Role.values)
def test_who_may_export(role, two, users, tmp_path):
    if role in MAY:
        judge({"format": "gpkg"}, users[role])
    else:
        with pytest.raises(NotAllowed):
            judge({"format": "gpkg"}, users[role])


@pytest.mark.parametrize("role", Role.values)
def test_the_command_asks_the_same(role, two, users, tmp_path):
    path = tmp_path / "a.geojson"
    if role in MAY:
        call_command("export_assets", str(path), user=role)
        assert set(read(path)) == {"W", "E", "outside"}
    else:
        with pytest.raises(SystemExit) as ended:
            call_command("export_assets", str(path), user=role)
        assert ended.value.code == 1
        assert not path.exists()


@pytest.mark.parametrize("role", ["stranger", *Role.values])
@pytest.mark.parametrize("door", ["/exports/{}/file/", "/api/v1/exports/{}/file/", "/api/v1/exports/{}/"])
def test_a_file_is_its_own_person_s_and_the_administrators(role, door, made, login, users):
    answer = login(None if role == "stranger" else role).get(door.format(made.pk))
    if role in ("planner", "administrator"):
        assert answer.status_code == 200
    elif role == "stranger":
        assert answer.status_code == (401 if door.startswith("/api") else 302)
    else:
        assert answer.status_code == (404 if role == "gis" else 403), "another's is not there"


def test_lists_hold_only_one_s_own(made, api, users):
    keeping.request({"format": "csv"}, users["gis"])
    assert [one["format"] for one in api("gis").get("/api/v1/exports/").data["results"]] == ["csv"]
    assert [one["format"] for one in api("planner").get("/api/v1/exports/").data["results"]] == ["geojson"]
    assert len(api("administrator").get("/api/v1/exports/").data["results"]) == 2


def test_who_is_tied_gets_the_own_district_and_is_told(two, users, districts, tmp_path, capsys):
    users["gis"].districts.set([districts["440507"]])
    path = tmp_path / "a.geojson"
    call_command("export_assets", str(path), user="gis")
    assert set(read(path)) == {"W"}
    assert "龙湖区" in capsys.readouterr().out


def test_a_district_that_is_not_theirs_is_none_that_they_may_see(two, users, districts):
    users["gis"].districts.set([districts["440507"]])
    with pytest.raises(Exception, match="district"):
        judge({"format": "csv", "district": "440511"}, users["gis"])


def test_a_box_over_another_district_gives_nothing(two, users, districts, tmp_path):
    users["gis"].districts.set([districts["440507"]])
    with pytest.raises(ExportRefused, match="没有"):
        write_file(ordered("csv", users["gis"], bbox="116.70,23.0,116.80,24.0"), tmp_path / "a.csv")


def test_planners_read_the_whole_city_whatever_they_are_tied_to(two, users, districts, tmp_path):
    users["planner"].districts.set([districts["440507"]])
    outcome = write_file(ordered("csv", users["planner"]), tmp_path / "a.csv")
    assert (outcome.rows, outcome.remarks) == (3, [])


def test_the_page_says_that_it_is_a_part(two, users, districts, login, api):
    users["gis"].districts.set([districts["440507"]])
    keeping.request({"format": "gpkg"}, users["gis"])
    assert "仅含您所属区县的设施：龙湖区" in login("gis").get("/exports/").text
    told = api("gis").get("/api/v1/exports/").data["results"][0]
    assert (told["rows"], told["remarks"][0]["code"]) == (1, "subset")


def test_a_file_with_more_than_its_person_may_see_by_now_is_not_handed_out(two, users, districts, login):
    export = keeping.request({"format": "csv"}, users["gis"])
    assert login("gis").get(f"/exports/{export.pk}/file/").status_code == 200
    users["gis"].districts.set([districts["440507"]])
    answer = login("gis").get(f"/exports/{export.pk}/file/")
    assert answer.status_code == 403
    assert "请重新导出" in answer.text
    assert login("administrator").get(f"/exports/{export.pk}/file/").status_code == 200


def test_who_lost_the_right_while_waiting_gets_no_file(two, users, settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default"]}
    }
    export = keeping.request({"format": "csv"}, users["gis"])
    users["gis"].role = Role.VIEWER
    users["gis"].save()
    done = keeping.run(export.pk)
    assert (done.state, done.refusal_code) == ("refused", "not_allowed")
    assert not keeping.file_of(export).exists()


def test_public_classes_open_no_export(settings, districts, client):
    settings.REGISTRY_PUBLIC_CLASSES = ["park"]
    ParkFactory(code="A")
    assert client.get("/api/v1/exports/").status_code == 401
    assert client.post("/api/v1/exports/", {"format": "csv"}).status_code == 401
