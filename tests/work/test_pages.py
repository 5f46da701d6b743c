"""The work pages: who sees what, which buttons, what a step does, the asset's story and the administration."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from assets.registry.sections import sections
from assets.work.models import MaintenancePlan, Photo, WorkOrder
from assets.work.story import history_entries
from tests.factories import JunctionFactory, ManholeFactory, point
from tests.work.factories import (
    FinishedWorkFactory,
    InspectionFactory,
    MaintenancePlanFactory,
    WorkOrderFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manhole(districts):
    return ManholeFactory(code="M1", geometry=point(465_000))


@pytest.fixture
def order(manhole):
    order = WorkOrderFactory(
        asset=manhole, title="Cover broken", due_on=timezone.localdate() - timedelta(days=2)
    )
    order.refresh_from_db()
    return order


DOORS = ["/work/", "/work/inspections/", "/work/due/"]


@pytest.mark.parametrize("door", DOORS)
def test_lists_open_for_readers_and_send_strangers_to_the_login(login, order, door):
    assert login("viewer").get(door).status_code == 200
    assert login(None).get(door).status_code == 302


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("query", ["district=999999", "page=0", "page=x", "kind=glance"])
def test_lists_refuse_what_they_do_not_know(login, order, door, query):
    assert login("viewer").get(f"{door}?{query}").status_code == 400


def test_a_tied_manager_sees_the_own_district_only(login, users, districts, order):
    users["manager"].districts.add(districts["440511"])
    client = login(users["manager"])
    assert order.number not in client.get("/work/").content.decode()
    assert client.get(order.get_absolute_url()).status_code == 404
    assert client.post(f"{order.get_absolute_url()}cancel/", {"outcome": "x"}).status_code == 404


def test_the_list_is_narrowed_and_htmx_gets_the_table_alone(login, order, manhole):
    FinishedWorkFactory(asset=manhole)
    client = login("viewer")
    assert client.get("/work/").context["count"] == 1
    assert client.get("/work/?state=").context["count"] == 2
    assert client.get("/work/?overdue=on").context["count"] == 1
    assert client.get("/work/?district=440511").context["count"] == 0
    part = client.get("/work/", headers={"HX-Request": "true", "HX-Target": "work-table"})
    assert "<html" not in part.content.decode()
    assert order.number in part.content.decode()


def test_the_due_list_shows_overdue_tasks(login, manhole):
    MaintenancePlan.objects.all().delete()
    MaintenancePlanFactory(starts_on="2020-01-01", name="Cleaning of manholes")
    page = login("manager").get("/work/due/")
    assert (page.context["count"], page.context["assets"]) == (1, 1)
    assert "Cleaning of manholes" in page.content.decode()


@pytest.mark.parametrize(
    "role, state, names",
    [
        ("viewer", "asked_for", []),
        ("crew", "asked_for", []),
        ("crew", "assigned", ["start", "finish"]),
        ("manager", "asked_for", ["plan", "assign", "cancel"]),
        ("manager", "done", ["verify", "send_back"]),
        ("manager", "verified", []),
    ],
)
def test_a_person_is_offered_the_steps_that_person_may_take(login, manhole, role, state, names):
    now = timezone.now()
    order = WorkOrderFactory(asset=manhole, state=state, finished_at=now, verified_at=now)
    page = login(role).get(order.get_absolute_url())
    assert [form.step.name for form in page.context["forms"]] == names


def test_a_step_by_form_moves_the_order(login, order):
    answer = login("manager").post(f"{order.get_absolute_url()}assign/", {"crew": "一班"}, follow=True)
    assert answer.status_code == 200
    order.refresh_from_db()
    assert (order.state, order.crew) == ("assigned", "一班")


def test_a_step_by_htmx_gives_the_row_back(login, order):
    WorkOrder.objects.update(state="assigned")
    answer = login("crew").post(f"{order.get_absolute_url()}start/", headers={"HX-Request": "true"})
    assert f'id="order-{order.number}"' in answer.content.decode()
    order.refresh_from_db()
    assert order.state == "in_progress"


def test_a_step_that_lacks_something_is_asked_again(login, order):
    answer = login("manager").post(f"{order.get_absolute_url()}assign/", {})
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


@pytest.mark.parametrize("step, status", [("verify", 403), ("dance", 400)])
def test_a_step_one_may_not_take_is_refused(login, order, step, status):
    assert login("crew").post(f"{order.get_absolute_url()}{step}/").status_code == status


def test_asking_for_work(login, manhole):
    client = login("crew")
    assert 'value="M1"' in client.get("/work/ask/?asset=M1").content.decode()
    body = {"asset": "M1", "kind": "repair", "title": "Cover broken", "priority": 2}
    assert client.post("/work/ask/", body).status_code == 302
    assert WorkOrder.objects.get().asked_by.username == "crew"
    assert client.post("/work/ask/", {**body, "asset": "nothing"}).status_code == 400
    assert login("viewer").get("/work/ask/").status_code == 403


def test_the_assets_history_tells_of_inspections_and_work_newest_first(manhole):
    now = timezone.now()
    InspectionFactory(asset=manhole, inspected_at=now - timedelta(days=3), findings="Silt")
    FinishedWorkFactory(
        asset=manhole, started_at=None, finished_at=now - timedelta(days=2), outcome="Cleared"
    )
    InspectionFactory(asset=manhole, inspected_at=now - timedelta(days=1))
    entries = list(history_entries(manhole, 10))
    assert [entry.kind for entry in entries] == ["inspection", "work_order", "inspection"]
    assert entries[1].detail["outcome"] == "Cleared"
    assert len(list(history_entries(manhole, 2))) == 2


def test_the_assets_page_and_card_have_parts_on_due_inspections_and_work(users, manhole, order):
    InspectionFactory(asset=manhole, findings="Silt")
    by_name = {section.name: section for section in sections()}
    assert by_name["inspections"].context(manhole, users["crew"])["inspections"][0].findings == "Silt"
    assert by_name["work"].context(manhole, users["crew"])["orders"] == [order]
    assert by_name["due"].context(manhole, users["crew"])["dues"]
    junction = JunctionFactory()
    assert by_name["inspections"].context(junction, users["crew"]) is None
    assert by_name["due"].context(junction, users["crew"]) is None


@pytest.mark.parametrize("compact", [True, False])
def test_the_parts_render_in_both_forms(users, manhole, order, compact):
    from django.template.loader import render_to_string

    InspectionFactory(asset=manhole, findings="Silt", condition=4)
    text = ""
    for section in sections():
        context = section.context(manhole, users["crew"])
        if section.template.startswith("work/") and context is not None:
            text += render_to_string(section.template, {**context, "compact": compact})
    assert "Silt" in text
    assert "Cover broken" in text


# --- administration ---


@pytest.mark.parametrize("model", ["inspection", "workorder", "photo", "maintenanceplan"])
def test_the_administration_opens_for_administrators_only(login, order, model):
    InspectionFactory(asset=order.asset)
    assert login("administrator").get(f"/admin/work/{model}/").status_code == 200
    assert login("manager").get(f"/admin/work/{model}/").status_code == 302


def test_the_administration_shows_the_databases_history(login, order):
    WorkOrder.objects.update(state="planned")
    page = login("administrator").get(f"/admin/work/workorder/{order.pk}/history/").content.decode()
    assert "state: asked_for → planned" in page


def test_a_photo_added_in_the_administration_is_looked_into_first(login, manhole, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    inspection = InspectionFactory(asset=manhole)
    stream = io.BytesIO()
    Image.new("RGB", (40, 30)).save(stream, "JPEG")
    client, address = login("administrator"), f"/admin/work/inspection/{inspection.pk}/change/"
    assert client.get(address).status_code == 200

    def send(content: bytes):
        local = timezone.localtime(inspection.inspected_at)
        body = {
            "asset": manhole.pk,
            "inspector_name": "x",
            "inspected_at_0": f"{local:%Y-%m-%d}",
            "inspected_at_1": f"{local:%H:%M:%S}",
            "kind": "inspection",
            "grading": "{}",
            "defects-TOTAL_FORMS": 0,
            "defects-INITIAL_FORMS": 0,
            "photos-TOTAL_FORMS": 1,
            "photos-INITIAL_FORMS": 0,
            "photos-0-file": SimpleUploadedFile("a.jpg", content),
        }
        return client.post(address, body)

    assert send(b"no picture").status_code == 200
    assert not Photo.objects.exists()
    assert send(stream.getvalue()).status_code == 302
    assert Photo.objects.get().inspection == inspection


def test_what_a_guard_refuses_in_the_administration_is_said_on_the_page(login, order):
    client = login("administrator")
    body = {
        "asset": order.asset.pk,
        "kind": "repair",
        "title": "x",
        "state": "verified",
        "priority": 3,
        "asked_at_0": "2025-01-01",
        "asked_at_1": "08:00:00",
        "finished_at_0": "2025-01-02",
        "finished_at_1": "08:00:00",
        "verified_at_0": "2025-01-03",
        "verified_at_1": "08:00:00",
        "photos-TOTAL_FORMS": 0,
        "photos-INITIAL_FORMS": 0,
    }
    answer = client.post(f"/admin/work/workorder/{order.pk}/change/", body, follow=True)
    assert answer.status_code == 200
    assert "messagelist" in answer.content.decode(), answer.context["errors"]
    order.refresh_from_db()
    assert order.state == "asked_for"


def test_every_guard_on_work_that_a_door_can_meet_has_a_sentence(db):
    from django.db import connection

    from assets.registry.refusals import SENTENCES

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'u') AND conrelid IN "
            "('work_inspection'::regclass, 'work_defect'::regclass, 'work_workorder'::regclass)"
        )
        guards = {row[0] for row in cursor.fetchall()}
    kept_by_database = {"work_order_state_known", "work_order_priority_1_to_4", "work_order_number_unique"}
    assert guards - kept_by_database <= set(SENTENCES)
