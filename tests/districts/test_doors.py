"""The district pages and the summary: who sees what, what bad input gets, where the figures lead."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ManholeFactory, PipeFactory, point
from tests.work.factories import FinishedWorkFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db

SUMMARY = "/api/v1/districts/{}/summary/"


@pytest.fixture
def filled(districts):
    """District 440507 with a manhole that was inspected and mended, and open work that is late."""
    manhole = ManholeFactory(code="M1", geometry=point(465_000), condition=4)
    PipeFactory(code="P1")
    ManholeFactory(code="M2", geometry=point(475_000))
    InspectionFactory(asset=manhole, findings="Silt 30 cm")
    FinishedWorkFactory(asset=manhole, title="Cleared", outcome="Cleared of silt")
    WorkOrderFactory(asset=manhole, due_on=timezone.localdate() - timedelta(days=3))
    return districts


def test_the_summary_gives_every_figure_by_class(api, filled):
    said = api("planner").get(SUMMARY.format("440507")).json()
    assert said["district"] == {
        "code": "440507",
        "name": "龙湖区",
        "level": "district",
        "boundary_accuracy": "schematic",
    }
    assert said["total"]["count"] == 2
    assert said["total"]["condition"] == {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0, "unknown": 1}
    assert said["total"]["length_m"] == 50
    assert (said["total"]["inspections"], said["total"]["work_finished"]) == (1, 1)
    assert (said["total"]["open_work"], said["total"]["overdue_work"]) == (1, 1)
    assert said["total"]["cost_yuan"] == 1200
    assert [row["asset_class"] for row in said["classes"]] == ["pipe", "manhole"]


@pytest.mark.parametrize(
    "query, parameter",
    [
        ("as_of=yesterday", "as_of"),
        ("as_of=2999-01-01", "as_of"),
        ("as_of=2025-02-30", "as_of"),
        ("since=1.1.2025", "since"),
        ("since=2025-06-02&until=2025-06-01", "until"),
        ("until=9999-12-31", "until"),
        ("sinse=2025-06-02", "sinse"),
    ],
)
def test_a_malformed_question_gets_a_sentence_that_names_the_parameter(api, filled, query, parameter):
    answer = api("planner").get(f"{SUMMARY.format('440507')}?{query}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)
    assert parameter in answer.json()["detail"]


def test_a_day_before_the_registry_began_gets_a_sentence(api, filled):
    answer = api("planner").get(f"{SUMMARY.format('440507')}?as_of=2001-01-01")
    assert (answer.status_code, answer.json()["code"]) == (400, "before_the_registry")


@pytest.mark.parametrize("code", ["999999", "nonsense", "440507'", "4405"])
def test_an_unknown_district_is_not_found(api, login, filled, code):
    assert api("planner").get(SUMMARY.format(code)).status_code == 404
    assert login("planner").get(f"/districts/{code}/").status_code == 404


@pytest.mark.parametrize(
    "door", ["/districts/440511/", "/districts/440511/points/", "/districts/440511/history/"]
)
def test_a_tied_user_opens_only_the_own_district(login, api, users, filled, door):
    users["manager"].districts.add(filled["440507"])
    client = login(users["manager"])
    assert client.get(door).status_code == 404
    assert client.get(door.replace("440511", "440507")).status_code == 200
    assert client.get("/districts/440500/").status_code == 404
    assert api(users["manager"]).get(SUMMARY.format("440511")).status_code == 404
    listed = client.get("/districts/").content.decode()
    assert "440507" in listed
    assert "440511" not in listed


@pytest.mark.parametrize("door", ["/districts/", "/districts/440507/", "/districts/440507/points/"])
def test_a_stranger_is_sent_to_the_login(login, filled, door):
    answer = login(None).get(door)
    assert (answer.status_code, "/accounts/login/" in answer["Location"]) == (302, True)
    assert login(None).get(SUMMARY.format("440507")).status_code == 401


@pytest.mark.parametrize("role", ["viewer", "crew", "gis", "manager", "planner", "administrator"])
def test_everyone_who_reads_sees_the_pages(login, filled, role):
    assert login(role).get("/districts/").status_code == 200
    page = login(role).get("/districts/440507/").content.decode()
    assert "Silt 30 cm" in page
    assert "Cleared of silt" in page


def test_the_history_holds_what_happened_in_the_period_newest_first(login, filled):
    client = login("planner")
    week_ago = (timezone.localdate() - timedelta(days=7)).isoformat()
    last_year = (timezone.localdate() - timedelta(days=400)).isoformat()
    page = client.get(f"/districts/440507/?since={week_ago}").content.decode()
    assert re.findall(r'data-key="(\w+)-', page) == ["work_order", "inspection"]
    empty = client.get(f"/districts/440507/?since={last_year}&until={last_year}").content.decode()
    assert "data-key" not in empty
    points = client.get(f"/districts/440507/points/?since={week_ago}").json()["points"]["features"]
    lon, lat = points[0]["geometry"]["coordinates"]
    assert 116 < lon < 118
    assert 22 < lat < 24


def test_pages_of_the_history_follow_each_other_without_gap_or_repetition(login, districts):
    manhole = ManholeFactory(geometry=point(465_000))
    moment = timezone.now() - timedelta(days=2)
    wanted = {f"inspection-{InspectionFactory(asset=manhole, inspected_at=moment).pk}" for _ in range(30)}
    wanted |= {
        f"work_order-{FinishedWorkFactory(asset=manhole, started_at=None, finished_at=moment).pk}"
        for _ in range(30)
    }
    client, address, seen = login("planner"), "/districts/440507/history/", []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'data-key="([\w-]+)"', page)
        found = re.search(r'hx-get="([^"]+)"', page)
        address = found and found.group(1).replace("&amp;", "&")
    assert len(seen) == 60
    assert set(seen) == wanted


@pytest.mark.parametrize("cursor", ["x", "%00", "WzEsMl0", "WyJub3ciLCJ4IiwxXQ"])
def test_a_cursor_that_is_none_is_refused(login, filled, cursor):
    assert login("planner").get(f"/districts/440507/history/?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("query", ["measure=beauty", "since=x", "until=2025-99-01"])
def test_the_list_refuses_what_it_does_not_know(login, filled, query):
    assert login("planner").get(f"/districts/?{query}").status_code == 400


def test_every_figure_leads_to_as_many_rows_as_it_says(login, filled):
    client = login("planner")
    page = client.get("/districts/440507/").content.decode()
    figures = re.findall(r'<div class="figure-value"><a href="([^"]+)">([\d,]+)</a>', page)
    assert len(figures) == 6
    for address, shown in figures:
        address = address.replace("&amp;", "&")
        if address.startswith("/work/"):
            rows = client.get(address).context["count"]
            assert rows == int(shown.replace(",", "")), address


def test_the_schematic_boundary_is_marked(login, filled):
    assert "badge-schematic" in login("planner").get("/districts/440507/").content.decode()
    assert "badge-schematic" in login("planner").get("/districts/").content.decode()


def test_pages_open_before_anything_is_recorded(login, db):
    assert login("planner").get("/districts/").status_code == 200
