"""What the database refuses in work, attacked with raw SQL, and the lists it shares with Python."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assets.work.models import WorkOrder
from assets.work.orders import TRANSITIONS
from tests.work.factories import DefectFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db

REFUSED = [
    ("UPDATE work_inspection SET condition = 6", "inspection_condition_1_to_5"),
    ("UPDATE work_inspection SET condition = 0", "inspection_condition_1_to_5"),
    ("UPDATE work_inspection SET kind = 'glance'", "inspection_kind_known"),
    ("UPDATE work_defect SET code = 'TL', grade = 3", "defect_grade_of_its_code"),
    ("UPDATE work_defect SET grade = 5", "defect_grade_of_its_code"),
    ("UPDATE work_defect SET grade = 0", "defect_grade_of_its_code"),
    ("UPDATE work_defect SET code = 'XX'", "defect_grade_of_its_code"),
    ("UPDATE work_defect SET start_m = -1", "defect_lies_along_the_pipe"),
    ("UPDATE work_defect SET end_m = 1", "defect_lies_along_the_pipe"),
    ("UPDATE work_defect SET clock_position = '13'", "defect_clock_position"),
    (
        "UPDATE work_workorder SET state = 'verified', finished_at = now(), verified_at = now()",
        "cannot go from",
    ),
    ("UPDATE work_workorder SET state = 'lost'", "cannot go from"),
    ("UPDATE work_workorder SET cost_yuan = -1", "work_order_cost_not_negative"),
    ("UPDATE work_workorder SET priority = 9", "work_order_priority_1_to_4"),
    ("UPDATE work_workorder SET kind = 'patrol'", "work_order_kind_known"),
    (
        "INSERT INTO work_workorder (asset_id, kind, title, state) SELECT asset_id, kind, '', 'done' FROM work_workorder",
        "work_order_done_has_time",
    ),
    (
        "INSERT INTO work_workorder (asset_id, kind, title, state) SELECT asset_id, kind, '', 'lost' FROM work_workorder",
        "work_order_state_known",
    ),
    (
        "UPDATE work_workorder SET started_at = now(), finished_at = now() - interval '1 day'",
        "work_order_finished_after_start",
    ),
    (
        "INSERT INTO work_workorder (uuid, asset_id, kind, title) SELECT uuid, asset_id, kind, '' FROM work_workorder",
        "uuid_unique",
    ),
    ("DELETE FROM registry_asset", "violates foreign key constraint"),
]


@pytest.mark.parametrize("statement, guard", REFUSED)
def test_the_database_refuses(statement, guard):
    DefectFactory()
    WorkOrderFactory()
    with pytest.raises(IntegrityError, match=guard), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_and_the_verbs_know_the_same_steps():
    with connection.cursor() as cursor:
        for old, new in itertools.product(WorkOrder.State.values, repeat=2):
            cursor.execute("SELECT work_order_may_move(%s, %s)", [old, new])
            assert cursor.fetchone()[0] is (new in TRANSITIONS[old]), (old, new)


def test_a_defects_grades_are_those_of_the_standard():
    cjj181 = pytest.importorskip("assets.standards.cjj181")
    inspection = InspectionFactory()
    for code, grade in itertools.product([*cjj181.DEFECTS, "XX"], range(6)):
        allowed = code in cjj181.DEFECTS and grade in cjj181.DEFECTS[code].scores
        try:
            with transaction.atomic():
                DefectFactory(inspection=inspection, code=code, grade=grade)
            accepted = True
        except IntegrityError:
            accepted = False
        assert accepted is allowed, (code, grade)


def test_numbers_are_given_in_order_and_never_change():
    first, second = WorkOrderFactory(), WorkOrderFactory()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.number.startswith(f"WO{timezone.now():%Y}-")
    assert int(second.number[-6:]) == int(first.number[-6:]) + 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE work_workorder SET number = 'WO0000-1' WHERE id = %s", [first.pk])
    assert WorkOrder.objects.get(pk=first.pk).number == first.number
