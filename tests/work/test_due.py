"""What is due: by plan, by what was last done, kept true through corrections."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assets.standards import maintenance, sizes
from assets.standards.value_domains import DOMAINS
from assets.work.default_plans import load_default_plans
from assets.work.due import due_for
from assets.work.models import Inspection, LastDone, MaintenancePlan, Task, WorkOrder
from tests.factories import ManholeFactory, PipeFactory, point
from tests.work.factories import FinishedWorkFactory, InspectionFactory, MaintenancePlanFactory

pytestmark = pytest.mark.django_db

LONG_AGO = date(2010, 1, 1)


@pytest.fixture
def no_plans(db):
    MaintenancePlan.objects.all().delete()


def last_done() -> dict[str, date]:
    return dict(LastDone.objects.values_list("task", "done_on"))


def recounted() -> dict[str, date]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task, max(done_on) FROM work_done GROUP BY task")
        return dict(cursor.fetchall())


def test_every_default_interval_of_the_trade_is_a_plan(db):
    assert MaintenancePlan.objects.count() == len(maintenance.INTERVALS)
    assert load_default_plans(MaintenancePlan) == 0
    MaintenancePlan.objects.filter(asset_class="inlet").delete()
    assert load_default_plans(MaintenancePlan) == 1


def test_the_kinds_of_work_are_those_of_the_trade():
    assert {value.value for value in DOMAINS["work_kind"]} == set(Task.values)
    assert {interval.task for interval in maintenance.INTERVALS} <= set(Task.values)


@pytest.mark.parametrize("size_mm", [1, 300, 599, 600, 601, 1000, 1001, 1500, 1501, 9000])
def test_the_database_and_the_standard_agree_on_sizes(db, size_mm):
    with connection.cursor() as cursor:
        cursor.execute("SELECT work_size_class(%s)", [size_mm])
        assert cursor.fetchone()[0] == sizes.size_class(size_mm)


def test_never_done_falls_due_an_interval_after_the_plan_or_the_installation(no_plans):
    MaintenancePlanFactory(every_months=3, starts_on=date(2025, 1, 31))
    old = ManholeFactory(installed_on=LONG_AGO)
    new = ManholeFactory(installed_on=date(2025, 6, 1))
    undated = ManholeFactory(installed_on=None)
    assert [due_for(asset)[0].due_on for asset in (old, new, undated)] == [
        date(2025, 4, 30),
        date(2025, 9, 1),
        date(2025, 4, 30),
    ]


def test_overdue_counts_from_the_day_after(no_plans):
    MaintenancePlanFactory(every_months=None, every_days=10, starts_on=date(2025, 1, 1))
    manhole = ManholeFactory()
    assert due_for(manhole, date(2025, 1, 11))[0].overdue_days == 0
    assert due_for(manhole, date(2025, 1, 12))[0].overdue_days == 1


def test_only_what_is_in_service_is_due(no_plans):
    MaintenancePlanFactory()
    for status in ("planned", "out_of_service", "removed"):
        assert due_for(ManholeFactory(status=status)) == []


def test_a_plan_narrowed_to_category_and_size_meets_those_pipes_only(no_plans):
    MaintenancePlanFactory(asset_class="pipe", category="foul", size_class="medium")
    assert due_for(PipeFactory(category="foul", diameter_mm=800))
    assert not due_for(PipeFactory(category="storm", diameter_mm=800))
    assert not due_for(PipeFactory(category="foul", diameter_mm=400))
    assert due_for(PipeFactory(category="foul", diameter_mm=None, width_mm=900, height_mm=600))


def test_a_pipe_of_unknown_size_is_cleaned_like_a_small_one(no_plans):
    MaintenancePlanFactory(asset_class="pipe", size_class="small")
    assert due_for(PipeFactory(diameter_mm=None))


def test_a_survey_by_camera_serves_as_inspection_and_patrol_but_not_the_other_way():
    InspectionFactory(kind="structural_survey")
    assert set(last_done()) == {"structural_survey", "functional_survey", "inspection", "patrol"}
    Inspection.objects.all().delete()
    InspectionFactory(kind="patrol")
    assert set(last_done()) == {"patrol"}


def test_finished_work_counts_and_open_work_does_not():
    order = FinishedWorkFactory(kind="cleaning")
    assert last_done() == {"cleaning": timezone.localdate(order.finished_at)}
    WorkOrder.objects.update(state="assigned")
    assert last_done() == {}


def test_last_done_stays_true_through_corrections_and_deletions():
    manhole = ManholeFactory()
    days = [timezone.now() - timedelta(days=age) for age in (300, 200, 100)]
    rows = [InspectionFactory(asset=manhole, inspected_at=day) for day in days]
    FinishedWorkFactory(asset=manhole, kind="cleaning")
    assert last_done() == recounted()
    Inspection.objects.filter(pk=rows[2].pk).update(inspected_at=days[0])
    assert last_done() == recounted()
    assert last_done()["inspection"] == timezone.localdate(days[1])
    Inspection.objects.filter(pk=rows[1].pk).update(kind="sampling")
    assert last_done() == recounted()
    Inspection.objects.filter(asset=manhole).delete()
    WorkOrder.objects.update(kind="repair")
    assert last_done() == recounted() == {"repair": timezone.localdate()}


def test_an_inspection_moved_to_another_asset_counts_there():
    inspection = InspectionFactory()
    other = ManholeFactory(geometry=point(466_000))
    Inspection.objects.filter(pk=inspection.pk).update(asset=other)
    assert set(LastDone.objects.values_list("asset_id", flat=True)) == {other.pk}


@pytest.mark.parametrize(
    "columns, guard",
    [
        ({"every_days": 3, "every_months": 3}, "plan_has_one_interval"),
        ({"every_days": None, "every_months": None}, "plan_has_one_interval"),
        ({"every_months": 0}, "plan_has_one_interval"),
        ({"category": "foul"}, "plan_narrows_pipes_only"),
        ({"task": "dancing"}, "plan_task_known"),
    ],
)
def test_the_database_refuses_a_plan_that_makes_no_sense(no_plans, columns, guard):
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        MaintenancePlanFactory(**columns)


def test_a_bulk_of_updates_after_a_single_one_stays_quick():
    """PL/pgSQL keeps a plan for one row; thousands must not be walked by it."""
    manholes = [ManholeFactory() for _ in range(20)]
    first = InspectionFactory(asset=manholes[0], condition=2)
    Inspection.objects.filter(pk=first.pk).update(condition=3)
    start = timezone.now()
    Inspection.objects.bulk_create(
        Inspection(asset_id=manholes[number % 20].pk, inspected_at=start, condition=1 + number % 5)
        for number in range(6000)
    )
    Inspection.objects.update(findings="seen", condition=4)
    assert (timezone.now() - start).total_seconds() < 8
