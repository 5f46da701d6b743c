"""An assessment becomes the asset's condition where none is newer: one row or many, from whatever door."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from assets.registry.models import Asset
from assets.work.models import Inspection
from tests.factories import ManholeFactory
from tests.work.factories import FinishedWorkFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db


def condition_of(asset) -> tuple:
    fresh = Asset.objects.get(pk=asset.pk)
    return fresh.condition, fresh.condition_reason, fresh.condition_assessed_on


def test_an_inspection_that_grades_sets_the_assets_condition_with_reason_inspected():
    manhole = ManholeFactory(condition=2, condition_assessed_on=date(2020, 1, 1))
    InspectionFactory(asset=manhole, condition=4, inspected_at=datetime(2025, 5, 1, 3, tzinfo=UTC))
    assert condition_of(manhole) == (4, "inspected", date(2025, 5, 1))


def test_an_inspection_without_a_grade_leaves_the_condition_alone():
    manhole = ManholeFactory(condition=2, condition_assessed_on=date(2020, 1, 1))
    InspectionFactory(asset=manhole, condition=None)
    assert condition_of(manhole) == (2, "resurveyed", date(2020, 1, 1))


def test_an_older_inspection_that_arrives_late_does_not_undo_a_newer_one():
    manhole = ManholeFactory()
    InspectionFactory(asset=manhole, condition=5, inspected_at=datetime(2025, 5, 1, 8, tzinfo=UTC))
    InspectionFactory(asset=manhole, condition=1, inspected_at=datetime(2025, 5, 1, 4, tzinfo=UTC))
    InspectionFactory(asset=manhole, condition=2, inspected_at=datetime(2024, 5, 1, tzinfo=UTC))
    assert condition_of(manhole)[0] == 5


def test_the_day_is_the_citys_not_greenwichs():
    manhole = ManholeFactory()
    InspectionFactory(asset=manhole, condition=3, inspected_at=datetime(2025, 4, 30, 23, 30, tzinfo=UTC))
    assert condition_of(manhole)[2] == date(2025, 5, 1)


def test_a_bulk_of_inspections_in_one_statement_sets_each_assets_newest():
    manholes = [ManholeFactory() for _ in range(3)]
    Inspection.objects.bulk_create(
        Inspection(
            asset_id=manhole.pk,
            condition=grade,
            inspected_at=datetime(2025, 1, day, tzinfo=UTC),
        )
        for position, manhole in enumerate(manholes)
        for day, grade in ((20, position + 1), (10, 5))
    )
    assert [condition_of(manhole)[0] for manhole in manholes] == [1, 2, 3]


def test_correcting_an_inspections_grade_corrects_the_asset():
    inspection = InspectionFactory(condition=5)
    Inspection.objects.filter(pk=inspection.pk).update(condition=3)
    assert condition_of(inspection.asset)[0] == 3


def test_correcting_an_inspections_words_leaves_a_later_correction_of_the_asset_alone():
    inspection = InspectionFactory(condition=5)
    Asset.objects.filter(pk=inspection.asset.pk).update(condition=2)
    Inspection.objects.filter(pk=inspection.pk).update(findings="Cover broken")
    assert condition_of(inspection.asset)[:2] == (2, "corrected")


def test_finished_work_sets_the_condition_with_reason_repaired():
    manhole = ManholeFactory(condition=5, condition_assessed_on=date(2024, 1, 1))
    order = FinishedWorkFactory(asset=manhole, resulting_condition=1)
    grade, reason, day = condition_of(manhole)
    assert (grade, reason) == (1, "repaired")
    assert day == timezone.localdate(order.finished_at)


def test_work_that_is_not_finished_repairs_nothing():
    manhole = ManholeFactory(condition=5, condition_assessed_on=date(2024, 1, 1))
    order = WorkOrderFactory(asset=manhole, resulting_condition=1, state="assigned")
    assert condition_of(manhole)[0] == 5
    order.state = "done"
    order.finished_at = timezone.now()
    order.save()
    assert condition_of(manhole)[:2] == (1, "repaired")


def test_verifying_work_does_not_undo_an_inspection_made_since():
    order = FinishedWorkFactory(resulting_condition=1, finished_at=timezone.now() - timedelta(hours=2))
    InspectionFactory(asset=order.asset, condition=4, inspected_at=timezone.now() - timedelta(hours=1))
    order.state = "verified"
    order.verified_at = timezone.now()
    order.save()
    assert condition_of(order.asset)[0] == 4


def test_raw_sql_needs_no_more_than_the_asset_and_the_day():
    manhole = ManholeFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO work_inspection (asset_id, inspected_at, condition) VALUES (%s, now(), 2)",
            [manhole.pk],
        )
        cursor.execute(
            "INSERT INTO work_workorder (asset_id, kind, title) VALUES (%s, 'repair', 'x') RETURNING number",
            [manhole.pk],
        )
        assert cursor.fetchone()[0].startswith("WO")
    assert condition_of(manhole)[:2] == (2, "inspected")
