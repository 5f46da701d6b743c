"""The store `work_upkeep` says what a recount from the rows says, whoever writes, in whatever way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assets.registry.models import Asset, Manhole, Pipe
from assets.work.models import Inspection, MaintenancePlan, Upkeep, WorkOrder
from tests.factories import FACTORIES, ManholeFactory, PipeFactory, point
from tests.work.factories import (
    FinishedWorkFactory,
    InspectionFactory,
    MaintenancePlanFactory,
    WorkOrderFactory,
)

pytestmark = pytest.mark.django_db

# What the store must hold, said a second time and in other words than sql/upkeep.sql does.
PLAIN = """
SELECT asset.id, asset.asset_class, asset.district_id,
       (SELECT max(work_city_date(inspected_at)) FROM work_inspection WHERE asset_id = asset.id) AS last_inspected_on,
       (SELECT max(work_city_date(finished_at)) FROM work_workorder
         WHERE asset_id = asset.id AND state IN ('done', 'verified')) AS last_maintained_on,
       (SELECT count(*) FROM work_inspection WHERE asset_id = asset.id) AS inspections,
       (SELECT count(*) FROM work_workorder WHERE asset_id = asset.id AND state IN ('done', 'verified')) AS works,
       (SELECT coalesce(sum(cost_yuan), 0) FROM work_workorder
         WHERE asset_id = asset.id AND state IN ('done', 'verified')) AS works_cost_yuan,
       (SELECT min(due_on) FROM work_due WHERE asset_id = asset.id) AS next_due_on
  FROM registry_asset asset
"""
KEPT = """
SELECT asset_id, asset_class, district_id, last_inspected_on, last_maintained_on, inspections, works, works_cost_yuan,
       next_due_on
  FROM work_upkeep
"""
# Overdue as of a day, straight from the doings: by today's plans, and only what had been done by then.
OVERDUE_AS_OF = """
SELECT due.asset_id, count(*)
  FROM work_due due
  JOIN work_maintenanceplan plan ON plan.id = due.plan_id
  JOIN registry_asset asset ON asset.id = due.asset_id
  LEFT JOIN (SELECT asset_id, task, max(done_on) AS done_on FROM work_done WHERE done_on <= %(day)s GROUP BY 1, 2) done
       ON done.asset_id = due.asset_id AND done.task = due.task
 WHERE coalesce(done.done_on, greatest(asset.installed_on, plan.starts_on))
       + make_interval(months => coalesce(plan.every_months, 0), days => coalesce(plan.every_days, 0)) < %(day)s
 GROUP BY 1
"""
KEPT_OVERDUE = """
SELECT asset_id,
       (SELECT count(*) FROM unnest(overdue_tasks_from) AS turn WHERE turn <= %(day)s)
       - (SELECT count(*) FROM unnest(overdue_tasks_until) AS turn WHERE turn <= %(day)s)
  FROM work_upkeep
 WHERE overdue_days @> %(day)s::date
"""


def rows(sql: str, **parameters) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return sorted(cursor.fetchall(), key=str)


def execute(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def assert_kept() -> None:
    """The store equals a recount; rows that say nothing are as good as none."""
    nothing = (None, None, 0, 0, Decimal(0), None)
    kept = [row for row in rows(KEPT) if row[3:] != nothing]
    assert kept == [row for row in rows(PLAIN) if row[3:] != nothing]
    today = timezone.localdate()
    for age in (-800, -90, 0, 30, 200, 400, 700, 1500):
        day = today - timedelta(days=age)
        assert rows(KEPT_OVERDUE, day=day) == rows(OVERDUE_AS_OF, day=day), day


@pytest.fixture
def plans(db):
    """Two plans for manholes, three for some pipes, in force since 2021."""
    MaintenancePlan.objects.all().delete()
    since = date(2021, 3, 31)
    return {
        "cleaning": MaintenancePlanFactory(starts_on=since),
        "inspection": MaintenancePlanFactory(task="inspection", every_months=12, starts_on=since),
        "pipe": MaintenancePlanFactory(
            asset_class="pipe", task="structural_survey", every_months=60, starts_on=since
        ),
        "foul": MaintenancePlanFactory(asset_class="pipe", category="foul", every_months=6, starts_on=since),
        "small": MaintenancePlanFactory(
            asset_class="pipe",
            task="inspection",
            size_class="small",
            every_months=None,
            every_days=90,
            starts_on=since,
        ),
    }


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def test_assets_of_every_class_are_due_by_their_plans_from_the_start():
    for factory in FACTORIES.values():
        factory()
        factory(installed_on=date(2028, 2, 29))
        factory(status="planned")
    assert_kept()
    assert Upkeep.objects.count() == 2 * len(
        {plan.asset_class for plan in MaintenancePlan.objects.filter(is_active=True)}
    )


def test_a_class_without_plans_has_no_rows(plans):
    FACTORIES["park"]()
    assert not Upkeep.objects.exists()


def test_inspections_and_finished_work_count_open_work_does_not(plans):
    manhole = ManholeFactory(installed_on=date(2010, 1, 1))
    InspectionFactory(asset=manhole, inspected_at=ago(700))
    InspectionFactory(asset=manhole, inspected_at=ago(100))
    WorkOrderFactory(asset=manhole)
    FinishedWorkFactory(asset=manhole, kind="cleaning", cost_yuan=Decimal("12.50"))
    FinishedWorkFactory(asset=manhole, kind="repair", cost_yuan=None)
    assert_kept()
    upkeep = Upkeep.objects.get()
    assert (upkeep.inspections, upkeep.works, upkeep.works_cost_yuan) == (2, 2, Decimal("12.50"))
    assert upkeep.last_inspected_on == timezone.localdate(ago(100))
    assert upkeep.last_maintained_on == timezone.localdate()


def test_an_inspection_early_in_the_chinese_morning_was_made_that_day(plans):
    InspectionFactory(inspected_at="2026-03-01T23:30:00Z")
    assert Upkeep.objects.get().last_inspected_on == date(2026, 3, 2)
    assert_kept()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE work_inspection SET inspected_at = inspected_at - interval '400 days'",
        "UPDATE work_inspection SET kind = 'sampling'",
        "UPDATE work_inspection SET asset_id = (SELECT max(id) FROM registry_asset)",
        "UPDATE work_inspection SET findings = 'words only'",
        "DELETE FROM work_inspection WHERE id = (SELECT max(id) FROM work_inspection)",
        "DELETE FROM work_inspection",
        "UPDATE work_workorder SET finished_at = finished_at + interval '3 days'",
        "UPDATE work_workorder SET cost_yuan = 7 WHERE state = 'done'",
        "UPDATE work_workorder SET cost_yuan = NULL",
        "UPDATE work_workorder SET kind = 'overhaul'",
        "UPDATE work_workorder SET asset_id = (SELECT min(id) FROM registry_asset)",
        "UPDATE work_workorder SET state = 'assigned' WHERE state = 'done'",
        "UPDATE work_workorder SET state = 'verified', verified_at = now() WHERE state = 'done'",
        "UPDATE work_workorder SET state = 'cancelled' WHERE state = 'asked_for'",
        "DELETE FROM work_workorder",
        "UPDATE registry_asset SET status = 'out_of_service'",
        "UPDATE registry_asset SET status = 'removed' WHERE asset_class = 'pipe'",
        "UPDATE registry_asset SET installed_on = '2026-01-31'",
        "UPDATE registry_asset SET installed_on = NULL",
        "UPDATE registry_asset SET condition = 4, condition_reason = 'aged'",
        "UPDATE registry_asset SET geometry = ST_Translate(geometry, 8000, 0)",
        "UPDATE registry_pipe SET category = 'foul'",
        "UPDATE registry_pipe SET diameter_mm = 1200",
        "UPDATE registry_pipe SET diameter_mm = NULL, width_mm = 500, height_mm = 700",
        "UPDATE registry_pipe SET material = 'pvc'",
        "UPDATE work_maintenanceplan SET is_active = false",
        "UPDATE work_maintenanceplan SET is_active = false WHERE asset_class = 'pipe'",
        "UPDATE work_maintenanceplan SET every_months = 2, every_days = NULL",
        "UPDATE work_maintenanceplan SET starts_on = '2026-02-01'",
        "UPDATE work_maintenanceplan SET task = 'repair' WHERE task = 'cleaning'",
        "UPDATE work_maintenanceplan SET asset_class = 'inlet' WHERE asset_class = 'manhole'",
        "UPDATE work_maintenanceplan SET category = 'storm' WHERE category = 'foul'",
        "UPDATE work_maintenanceplan SET size_class = 'medium' WHERE size_class = 'small'",
        "UPDATE work_maintenanceplan SET name = 'a new name'",
        "UPDATE work_workorder SET plan_id = NULL; DELETE FROM work_maintenanceplan WHERE asset_class = 'pipe'",
        "DELETE FROM work_inspection; DELETE FROM work_workorder; DELETE FROM work_lastdone;"
        " DELETE FROM registry_pipe; DELETE FROM registry_asset WHERE asset_class = 'pipe'",
    ],
)
def test_every_change_by_plain_sql_is_followed(plans, districts, change):
    manhole, other = ManholeFactory(), ManholeFactory(installed_on=date(2024, 5, 31))
    pipe = PipeFactory(category="storm", diameter_mm=400)
    PipeFactory(category="foul", diameter_mm=700, status="planned")
    PipeFactory(category="foul", diameter_mm=None)
    for asset, age in ((manhole, 900), (manhole, 130), (other, 40), (pipe, 300)):
        InspectionFactory(asset=asset, inspected_at=ago(age))
    for asset, kind in ((manhole, "cleaning"), (pipe, "structural_survey"), (other, "service")):
        FinishedWorkFactory(asset=asset, kind=kind)
    WorkOrderFactory(asset=other)
    assert_kept()
    execute(change)
    assert_kept()


def test_switching_a_plan_on_and_off_comes_back_to_the_same(plans):
    ManholeFactory()
    before = rows(KEPT)
    MaintenancePlan.objects.update(is_active=False)
    assert Upkeep.objects.get().next_due_on is None
    MaintenancePlan.objects.update(is_active=True)
    assert rows(KEPT) == before


def test_a_bulk_of_assets_and_one_after_it(plans):
    first = ManholeFactory()
    execute(
        "INSERT INTO registry_asset (asset_class, code, geometry, installed_on, status)"
        " SELECT 'manhole', 'B' || number, %s, date '2020-01-01' + number, CASE number %% 3 WHEN 0 THEN 'planned' ELSE 'in_service' END"
        " FROM generate_series(1, 600) AS number",
        point().ewkb,
    )
    execute(
        "INSERT INTO registry_manhole (asset_ptr_id) SELECT id FROM registry_asset WHERE id > %s", first.pk
    )
    assert_kept()
    ManholeFactory()
    execute("UPDATE registry_asset SET status = 'in_service'")
    assert_kept()
    Manhole.objects.all().delete()
    assert not Upkeep.objects.exists()


def test_a_pipe_inspected_before_it_had_its_own_row(plans):
    execute(
        "INSERT INTO registry_asset (asset_class, code, geometry) VALUES ('pipe', 'P1', %s)",
        PipeFactory.build().geometry.ewkb,
    )
    asset = Asset.objects.get()
    assert not Upkeep.objects.exists()
    Inspection.objects.create(asset=asset, inspected_at=ago(20))
    execute("INSERT INTO registry_pipe (asset_ptr_id, category) VALUES (%s, 'foul')", asset.pk)
    assert_kept()
    assert Upkeep.objects.get().next_due_on is not None


def test_what_is_rolled_back_leaves_no_trace(plans):
    manhole = ManholeFactory()
    before = rows(KEPT)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        InspectionFactory(asset=manhole)
        raise ZeroDivisionError
    assert rows(KEPT) == before


def test_the_rows_hold_no_foreign_key_so_that_a_revert_is_not_refused_for_them(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE conrelid = 'work_upkeep'::regclass AND contype = 'f'"
        )
        assert cursor.fetchone()[0] == 0


def test_made_anew_it_is_what_it_was(plans):
    pipe, manhole = PipeFactory(category="foul"), ManholeFactory()
    InspectionFactory(asset=pipe, inspected_at=ago(50))
    FinishedWorkFactory(asset=manhole, kind="cleaning")
    PipeFactory(status="removed")
    whole = "SELECT * FROM work_upkeep"
    before = rows(whole)
    execute("UPDATE work_upkeep SET next_due_on = NULL, inspections = 77")
    execute("SELECT work_upkeep_rebuild()")
    assert rows(whole) == before


def test_a_bulk_after_a_single_change_stays_quick(plans):
    """PL/pgSQL keeps no plan made for one row: thousands are joined, not walked."""
    manhole = ManholeFactory()
    InspectionFactory(asset=manhole)
    execute(
        "INSERT INTO registry_asset (asset_class, code, geometry)"
        " SELECT 'manhole', 'B' || number, %s FROM generate_series(1, 10000) AS number",
        point().ewkb,
    )
    started = timezone.now()
    execute("UPDATE registry_asset SET installed_on = '2020-02-29'")
    execute("INSERT INTO work_inspection (asset_id, inspected_at) SELECT id, now() FROM registry_asset")
    assert (timezone.now() - started).total_seconds() < 30
    assert Pipe.objects.count() == 0 and WorkOrder.objects.count() == 0
    assert Upkeep.objects.filter(inspections__gte=1).count() == 10_001
