"""The API of inspections and work orders: who may, what is refused and how, what a repeated sending does."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from assets.registry.models import Asset, Role, User
from assets.work.models import Inspection, WorkOrder
from tests.factories import JunctionFactory, ManholeFactory, point
from tests.work.factories import FinishedWorkFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db

INSPECTIONS = "/api/v1/inspections/"
ORDERS = "/api/v1/work-orders/"


def an_hour_ago() -> str:
    return (timezone.now() - timedelta(hours=1)).isoformat()


@pytest.fixture
def manhole(districts):
    return ManholeFactory(code="M1", geometry=point(465_000))


@pytest.fixture
def tied_crew(districts, users):
    users["crew"].districts.add(districts["440511"])
    return users["crew"]


def inspection_of(code="M1", **more) -> dict:
    return {"uuid": str(uuid.uuid4()), "asset": code, "inspected_at": an_hour_ago(), "condition": 4, **more}


def order_on(code="M1", **more) -> dict:
    return {"uuid": str(uuid.uuid4()), "asset": code, "kind": "repair", "title": "Cover broken", **more}


# --- who may ---


@pytest.mark.parametrize(
    "role, status",
    [
        (Role.VIEWER, 403),
        (Role.CREW, 201),
        (Role.GIS, 403),
        (Role.MANAGER, 403),
        (Role.PLANNER, 403),
        (Role.ADMINISTRATOR, 201),
        (None, 401),
    ],
)
def test_who_may_record_an_inspection(api, manhole, role, status):
    assert api(role).post(INSPECTIONS, inspection_of(), format="json").status_code == status
    assert Inspection.objects.count() == (status == 201)


@pytest.mark.parametrize(
    "role, status",
    [
        (Role.VIEWER, 403),
        (Role.CREW, 201),
        (Role.GIS, 403),
        (Role.MANAGER, 201),
        (Role.PLANNER, 403),
        (Role.ADMINISTRATOR, 201),
        (None, 401),
    ],
)
def test_who_may_ask_for_work(api, manhole, role, status):
    assert api(role).post(ORDERS, order_on(), format="json").status_code == status


@pytest.mark.parametrize("door", [INSPECTIONS, ORDERS])
def test_a_crew_tied_elsewhere_neither_sees_nor_records(api, manhole, tied_crew, door):
    InspectionFactory(asset=manhole)
    WorkOrderFactory(asset=manhole)
    assert api(tied_crew).get(door).json()["results"] == []
    body = inspection_of() if door == INSPECTIONS else order_on()
    answer = api(tied_crew).post(door, body, format="json")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "asset")


def test_a_crew_that_may_see_but_not_record_there_is_refused(api, districts, users, manhole):
    planner = users["planner"]
    assert api(planner).post(INSPECTIONS, inspection_of(), format="json").status_code == 403


# --- once, however often it is sent ---


def test_the_same_inspection_sent_twice_is_kept_once(api, manhole):
    body = inspection_of()
    first = api("crew").post(INSPECTIONS, body, format="json")
    second = api("crew").post(INSPECTIONS, body, format="json")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["uuid"] == second.json()["uuid"] == body["uuid"]
    assert Inspection.objects.count() == 1
    assert Asset.objects.get(code="M1").condition == 4


@pytest.mark.parametrize("change", [{"condition": 2}, {"findings": "x"}, {"asset": "M2"}])
def test_the_same_uuid_with_other_content_is_a_conflict(api, manhole, change):
    ManholeFactory(code="M2", geometry=point(465_500))
    body = inspection_of()
    api("crew").post(INSPECTIONS, body, format="json")
    answer = api("crew").post(INSPECTIONS, {**body, **change}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "sent_before")
    assert Inspection.objects.get().condition == 4


def test_a_repetition_stays_harmless_after_the_record_was_corrected(api, manhole):
    body = inspection_of()
    api("crew").post(INSPECTIONS, body, format="json")
    Inspection.objects.update(findings="corrected by the office")
    assert api("crew").post(INSPECTIONS, body, format="json").status_code == 200


def test_the_same_order_sent_twice_is_kept_once_also_after_it_moved_on(api, manhole):
    body = order_on()
    assert api("crew").post(ORDERS, body, format="json").status_code == 201
    WorkOrder.objects.update(state="cancelled")
    assert api("crew").post(ORDERS, body, format="json").status_code == 200
    assert api("crew").post(ORDERS, {**body, "title": "Other"}, format="json").status_code == 409
    assert WorkOrder.objects.count() == 1


# --- what bad input gets ---


@pytest.mark.parametrize(
    "change",
    [
        {"asset": "no such"},
        {"asset": "M1' OR 1=1"},
        {"asset": "M1\x00"},
        {"condition": 6},
        {"condition": 0},
        {"condition": "bad"},
        {"kind": "glance"},
        {"method": "telepathy"},
        {"uuid": "not a uuid"},
        {"inspected_at": "yesterday"},
        {"inspected_at": None},
        {"inspected_at": "2999-01-01T00:00:00Z"},
        {"findings": {"a": 1}},
    ],
)
def test_a_malformed_inspection_gets_a_sentence_and_changes_nothing(api, manhole, change):
    answer = api("crew").post(INSPECTIONS, inspection_of(**change), format="json")
    assert answer.status_code == 400
    assert len(answer.json()["detail"]) > 5
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "patrol"},
        {"title": ""},
        {"priority": 7},
        {"cost_yuan": "-5"},
        {"cost_yuan": "1e400"},
        {"due_on": "2025-02-30"},
        {"state": "verified"},
        {"state": "in_progress"},
        {"assigned_to": "nobody"},
        {"source_inspection": "6f2b0f7e-0000-4000-8000-000000000000"},
        {"finished_at": "2024-01-01T00:00:00Z", "started_at": "2024-01-02T00:00:00Z"},
    ],
)
def test_a_malformed_order_gets_a_sentence_and_changes_nothing(api, manhole, change):
    answer = api("administrator").post(ORDERS, order_on(**change), format="json")
    assert answer.status_code == 400
    assert len(answer.json()["detail"]) > 5
    assert not WorkOrder.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", "null", '"x"'])
def test_a_body_that_is_no_record_is_refused(api, manhole, body):
    answer = api("crew").post(INSPECTIONS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "district=999999",
        "district=440507'",
        "state=lost",
        "kind=glance",
        "asset_class=castle",
        "since=someday",
        "until=2025-13-01",
        "mine=perhaps",
        "page_size=1000000",
        "page_size=0",
        "page_size=-1",
        "page_size=x",
        "cursor=%00%ff",
    ],
)
def test_a_malformed_filter_gets_a_sentence_never_a_silent_empty_list(api, manhole, query):
    answer = api("viewer").get(f"{ORDERS}?{query}")
    assert answer.status_code in (400, 404)
    assert answer.json()["detail"]


def test_what_is_not_inspected_takes_no_inspection(api, districts):
    JunctionFactory(code="J1")
    answer = api("crew").post(INSPECTIONS, inspection_of("J1"), format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "not_inspected")


def test_defects_belong_to_pipes(api, manhole):
    pytest.importorskip("assets.standards.cjj181")
    defects = [{"code": "PL", "grade": 2, "start_m": 3}]
    answer = api("crew").post(INSPECTIONS, inspection_of(defects=defects), format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "defects_need_pipe")


# --- lists ---


def test_lists_are_narrowed_by_asset_district_time_and_mine(api, districts, users, manhole):
    other = ManholeFactory(geometry=point(475_000))
    old = InspectionFactory(asset=manhole, inspected_at=timezone.now() - timedelta(days=400))
    new = InspectionFactory(asset=manhole, inspector=users["crew"])
    elsewhere = InspectionFactory(asset=other)

    def found(query: str) -> set[str]:
        return {row["uuid"] for row in api("crew").get(f"{INSPECTIONS}?{query}").json()["results"]}

    year_ago = (timezone.localdate() - timedelta(days=365)).isoformat()
    assert found("") == {str(old.uuid), str(new.uuid), str(elsewhere.uuid)}
    assert found("asset=M1") == {str(old.uuid), str(new.uuid)}
    assert found("district=440511") == {str(elsewhere.uuid)}
    assert found("district=440500") == {str(old.uuid), str(new.uuid), str(elsewhere.uuid)}
    assert found(f"until={year_ago}") == {str(old.uuid)}
    assert found(f"asset=M1&since={year_ago}") == {str(new.uuid)}
    assert found("mine=true") == {str(new.uuid)}


def test_overdue_is_open_work_whose_due_day_has_passed(api, manhole):
    today = timezone.localdate()
    late = WorkOrderFactory(asset=manhole, due_on=today - timedelta(days=1))
    WorkOrderFactory(asset=manhole, due_on=today)
    WorkOrderFactory(asset=manhole)
    FinishedWorkFactory(asset=manhole, due_on=today - timedelta(days=1))
    results = api("viewer").get(f"{ORDERS}?overdue=true").json()["results"]
    assert [row["uuid"] for row in results] == [str(late.uuid)]
    assert results[0]["overdue"] is True


def test_pages_follow_each_other_without_gap_or_repetition(api, manhole):
    moment = timezone.now() - timedelta(days=1)
    made = {str(InspectionFactory(asset=manhole, inspected_at=moment).uuid) for _ in range(7)}
    seen, address = [], f"{INSPECTIONS}?page_size=3"
    while address:
        page = api("viewer").get(address).json()
        seen += [row["uuid"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == 7
    assert set(seen) == made


def test_a_list_costs_the_same_number_of_queries_however_long(api, manhole, django_assert_max_num_queries):
    for _ in range(20):
        InspectionFactory(asset=ManholeFactory())
        WorkOrderFactory(asset=ManholeFactory())
    client = api("viewer")
    for door in (INSPECTIONS, ORDERS):
        with django_assert_max_num_queries(8):
            assert len(client.get(door).json()["results"]) >= 20


# --- steps ---


def step(client, order, **body):
    return client.patch(f"{ORDERS}{order.uuid}/", body, format="json")


def test_a_work_order_goes_from_asked_for_to_verified(api, manhole):
    order = WorkOrderFactory(asset=manhole)
    manager, crew = api("manager"), api("crew")
    assert (
        step(manager, order, step="assign", assigned_to="crew", due_on="2030-01-01").json()["state"]
        == "assigned"
    )
    assert step(crew, order, step="start").json()["state"] == "in_progress"
    done = step(
        crew, order, step="finish", outcome="New cover", cost_yuan="850.50", resulting_condition=1
    ).json()
    assert (done["state"], done["cost_yuan"]) == ("done", 850.5)
    assert step(manager, order, step="verify").json()["verified_by"] == "manager"
    asset = Asset.objects.get(code="M1")
    assert (asset.condition, asset.condition_reason) == (1, "repaired")


@pytest.mark.parametrize(
    "role, name, state, status",
    [
        ("crew", "assign", "asked_for", 403),
        ("crew", "verify", "done", 403),
        ("crew", "cancel", "asked_for", 403),
        ("manager", "start", "assigned", 403),
        ("manager", "finish", "in_progress", 403),
        ("viewer", "start", "assigned", 403),
        ("gis", "verify", "done", 403),
        ("planner", "assign", "asked_for", 403),
        ("administrator", "verify", "asked_for", 409),
        ("administrator", "start", "asked_for", 409),
        ("administrator", "finish", "verified", 409),
        ("administrator", "assign", "cancelled", 409),
        ("administrator", "dance", "asked_for", 400),
    ],
)
def test_who_may_take_which_step_and_from_where(api, manhole, role, name, state, status):
    now = timezone.now()
    order = WorkOrderFactory(asset=manhole, state=state, started_at=now, finished_at=now, verified_at=now)
    answer = step(api(role), order, step=name, assigned_to="crew", outcome="x")
    assert answer.status_code == status
    assert answer.json()["detail"]
    order.refresh_from_db()
    assert order.state == state


@pytest.mark.parametrize(
    "name, state, given",
    [
        ("assign", "asked_for", {}),
        ("assign", "asked_for", {"assigned_to": "viewer"}),
        ("finish", "assigned", {}),
        (
            "finish",
            "assigned",
            {"outcome": "x", "started_at": "2024-01-02T00:00:00Z", "finished_at": "2024-01-01T00:00:00Z"},
        ),
        ("finish", "assigned", {"outcome": "x", "resulting_condition": 9}),
        ("finish", "assigned", {"outcome": "x", "cost_yuan": -1}),
        ("cancel", "asked_for", {}),
        ("send_back", "done", {}),
    ],
)
def test_a_step_that_lacks_something_says_what(api, manhole, name, state, given):
    order = WorkOrderFactory(
        asset=manhole, state=state, finished_at=timezone.now() if state == "done" else None
    )
    answer = step(api("administrator"), order, step=name, **given)
    assert answer.status_code == 400
    assert len(answer.json()["detail"]) > 5
    order.refresh_from_db()
    assert order.state == state


def test_a_step_sent_twice_changes_nothing_the_second_time(api, manhole):
    order = WorkOrderFactory(asset=manhole, state="assigned")
    body = {"step": "finish", "outcome": "Done", "cost_yuan": "10.00", "finished_at": an_hour_ago()}
    first = step(api("crew"), order, **body)
    second = step(api("crew"), order, **body)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["updated_at"] == second.json()["updated_at"]
    assert step(api("crew"), order, **{**body, "cost_yuan": "99.00"}).status_code == 409


def test_a_repair_made_on_the_spot_is_recorded_as_done(api, manhole):
    body = order_on(state="done", outcome="New cover", resulting_condition=1, finished_at=an_hour_ago())
    answer = api("crew").post(ORDERS, body, format="json")
    assert (answer.status_code, answer.json()["state"]) == (201, "done")
    assert api("manager").post(ORDERS, order_on(state="done"), format="json").status_code == 403
    assert api("crew").post(ORDERS, order_on(state="assigned", crew="A"), format="json").status_code == 403


def test_who_acted_is_in_the_history(api, users, manhole):
    order = WorkOrderFactory(asset=manhole, state="assigned")
    step(api("crew"), order, step="start")
    event = order.workorder_events.order_by("-pgh_id").first()
    assert event.state == "in_progress"
    assert event.pgh_context.metadata["user"] == users["crew"].pk


def test_an_assignee_must_be_of_the_district(api, districts, manhole):
    stranger = User.objects.create(username="far", role="crew")
    stranger.districts.add(districts["440511"])
    order = WorkOrderFactory(asset=manhole)
    answer = step(api("manager"), order, step="assign", assigned_to="far")
    assert (answer.status_code, answer.json()["code"]) == (400, "assignee_unsuited")
