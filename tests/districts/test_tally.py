"""The stores of figures say what the rows and the history say, whoever writes, in whatever order."""

import random
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.districts import tally
from assets.districts.figures import figures_of
from assets.districts.models import DueTally, Tally, WorkDay, WorkTally
from assets.districts.period import Period
from assets.districts.recount import recount
from assets.registry.models import Asset, District
from assets.registry.scope import EVERYTHING, Scope
from tests.factories import ManholeFactory, PipeFactory, point
from tests.work.factories import FinishedWorkFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db
PERIOD = Period(date(2025, 1, 1), date(2025, 12, 31))


def execute(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def assert_kept() -> None:
    done = recount()
    assert done.differences == []
    assert done.ok


@pytest.fixture
def city(districts) -> dict[str, District]:
    """Assets of two classes in two districts and outside, with inspections and work of every state."""
    chance = random.Random(3)
    since = timezone.now()
    for number in range(14):
        east = chance.choice([400_000, 462_000, 468_000, 472_000]) + number
        make = ManholeFactory if number % 2 else PipeFactory
        place = {"geometry": point(east)} if number % 2 else {}
        asset = make(condition=chance.choice([None, 1, 3, 5]), installed_on=date(2015, 1, 1), **place)
        InspectionFactory(
            asset=asset,
            inspected_at=since - timedelta(days=chance.randrange(900)),
            condition=chance.choice([None, 2, 4]),
        )
        WorkOrderFactory(asset=asset, due_on=chance.choice([None, date(2026, 1, 1), date(2030, 1, 1)]))
        FinishedWorkFactory(
            asset=asset,
            kind=chance.choice(["cleaning", "repair"]),
            asked_at=since - timedelta(days=400),
            started_at=None,
            finished_at=since - timedelta(days=chance.randrange(390)),
            due_on=chance.choice([None, timezone.localdate() - timedelta(days=350)]),
        )
    execute(
        "UPDATE work_workorder SET state = 'cancelled' WHERE id % 5 = 0 AND state = 'asked_for'".replace(
            "%", "%%"
        )
    )
    return districts


# Each with the store it must move, if any.
CHANGES = [
    "UPDATE registry_asset SET condition = 4, condition_reason = 'aged' WHERE condition IS NULL",
    "UPDATE registry_asset SET status = 'removed' WHERE asset_class = 'pipe'",
    "UPDATE registry_asset SET geometry = ST_Translate(geometry, 8000, 0)",
    "UPDATE registry_asset SET geometry = ST_Scale(geometry, 1.00001, 1) WHERE asset_class = 'pipe'",
    "UPDATE registry_asset SET name = 'no more than a name'",
    "UPDATE registry_asset SET installed_on = NULL",
    "UPDATE registry_district SET boundary = ST_Multi(ST_Translate(boundary, 3000, 0)) WHERE code = '440507'",
    "UPDATE work_inspection SET inspected_at = inspected_at - interval '45 days'",
    "UPDATE work_inspection SET kind = 'sampling' WHERE condition IS NULL",
    "UPDATE work_inspection SET asset_id = (SELECT max(id) FROM registry_asset)",
    "DELETE FROM work_inspection WHERE id = (SELECT min(id) FROM work_inspection)",
    "UPDATE work_workorder SET cost_yuan = 3.5 WHERE cost_yuan IS NOT NULL",
    "UPDATE work_workorder SET due_on = '2026-02-02'",
    "UPDATE work_workorder SET due_on = NULL",
    "UPDATE work_workorder SET asked_at = asked_at - interval '100 days'",
    "UPDATE work_workorder SET asset_id = (SELECT min(id) FROM registry_asset)",
    "UPDATE work_workorder SET state = 'assigned' WHERE state IN ('asked_for', 'done')",
    "UPDATE work_workorder SET state = 'cancelled' WHERE state = 'asked_for'",
    "DELETE FROM work_workorder",
    "UPDATE work_maintenanceplan SET is_active = NOT is_active",
    "DELETE FROM work_lastdone; DELETE FROM work_inspection; DELETE FROM work_workorder; DELETE FROM registry_manhole;"
    " DELETE FROM registry_asset WHERE asset_class = 'manhole'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_by_plain_sql_is_followed(city, change):
    execute(change)
    assert_kept()
    tally.compact()
    assert_kept()


def test_assets_deleted_before_what_was_done_to_them_are_not_counted_twice(city):
    execute("SET CONSTRAINTS ALL DEFERRED")
    execute("DELETE FROM work_lastdone")
    execute("DELETE FROM registry_asset")
    for table in ("work_inspection", "work_workorder", "registry_pipe", "registry_manhole"):
        execute(f"DELETE FROM {table}")
    assert_kept()
    tally.compact()
    assert not (WorkTally.objects.exists() or WorkDay.objects.exists() or DueTally.objects.exists())


def test_what_is_refused_or_rolled_back_leaves_no_trace(city):
    before = list(Tally.objects.values_list())
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE registry_asset SET condition = 3, condition_reason = 'aged'")
        execute("UPDATE registry_asset SET condition = 9")
    assert list(Tally.objects.values_list()) == before


def test_truncated_tables_leave_nothing_counted(city):
    execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE registry_asset, registry_assetevent CASCADE")
    tally.compact()
    for store in (WorkTally, WorkDay, DueTally):
        assert not store.objects.exists()
    assert sum(Tally.objects.values_list("assets", flat=True)) == 0


def test_compaction_keeps_sums_and_leaves_one_row_a_key(city):
    for grade in (2, 3, 4, 2):
        execute("UPDATE registry_asset SET condition = %s, condition_reason = 'aged'", grade)
    rows = Tally.objects.count()
    tally.compact()
    assert Tally.objects.count() < rows
    keys = list(Tally.objects.values_list("on_day", "district_id", "asset_class", "condition", "status"))
    assert len(keys) == len(set(keys))
    assert_kept()


def dated_back(days: int) -> datetime:
    """Date everything recorded so far back by `days`, as if time had passed since."""
    moment = timezone.now() - timedelta(days=days)
    execute(
        "UPDATE registry_assetevent SET pgh_created_at = %s WHERE pgh_created_at > now() - interval '1 hour'",
        moment,
    )
    tally.rebuild()
    return moment


def test_the_end_of_a_day_is_read_from_the_store_as_the_history_has_it(districts):
    manhole = ManholeFactory(geometry=point(465_000), condition=2)
    dated_back(40)
    manhole.condition = 5
    manhole.save()
    dated_back(20)
    manhole.geometry = point(475_000)
    manhole.save()
    here = districts["440507"]

    def graded(days_ago: int) -> dict[str, int]:
        day = timezone.localdate() - timedelta(days=days_ago)
        end = timezone.make_aware(datetime.combine(day, time.max))
        return figures_of([here], EVERYTHING, PERIOD, end)[here.pk].total.condition

    assert [(graded(days)["2"], graded(days)["5"]) for days in (40, 21, 20, 1)] == [
        (1, 0),
        (1, 0),
        (0, 1),
        (0, 1),
    ]
    trend = tally.condition_trend(
        [here.pk], EVERYTHING, [timezone.localdate() - timedelta(days=days) for days in (41, 40, 20, 0)]
    )
    assert [stood.assets for stood in trend] == [0, 1, 1, 0]
    assert [stood.mean for stood in trend] == [None, 2, 5, None]
    assert trend[2].poor_percent == 100


def test_a_trend_is_of_the_scope(city):
    inside = tally.condition_trend([city["440507"].pk], EVERYTHING, [timezone.localdate()])
    assert inside[0].assets == Asset.objects.filter(district=city["440507"]).count() > 0
    for scope in (Scope(classes=("park",), district_ids=None), Scope(classes=None, district_ids=())):
        assert tally.condition_trend([city["440507"].pk], scope, [timezone.localdate()])[0].assets == 0


def test_work_by_month_is_what_was_done_in_it(districts):
    manhole = ManholeFactory(geometry=point(465_000))
    InspectionFactory(asset=manhole, inspected_at="2025-02-28T15:59:59Z")
    InspectionFactory(asset=manhole, inspected_at="2025-02-28T16:00:00Z")  # the first of March in China
    months = tally.work_by_month([districts["440507"].pk], EVERYTHING, date(2025, 2, 10), date(2025, 3, 1))
    assert [(row.month, row.kind, row.inspections) for row in months] == [
        (date(2025, 2, 1), "inspection", 1),
        (date(2025, 3, 1), "inspection", 1),
    ]


@pytest.mark.parametrize(
    "since, until, wanted",
    [
        (date(2025, 1, 1), date(2025, 12, 31), 12),
        (date(2025, 1, 15), date(2025, 3, 15), 3),
        (date(2025, 1, 16), date(2025, 3, 14), 1),
        (date(2025, 2, 1), date(2025, 2, 28), 1),
        (date(2025, 2, 14), date(2025, 2, 16), 1),
        (date(2025, 2, 16), date(2025, 3, 14), 0),
        (date(2024, 12, 31), date(2025, 1, 31), 1),
    ],
)
def test_a_period_counts_whole_months_and_the_days_at_its_edges_once(districts, since, until, wanted):
    manhole = ManholeFactory(geometry=point(465_000))
    for month in range(1, 13):
        InspectionFactory(asset=manhole, inspected_at=timezone.make_aware(datetime(2025, month, 15, 9)))
    here = districts["440507"]
    assert figures_of([here], EVERYTHING, Period(since, until))[here.pk].total.inspections == wanted


OPERATIONS = [
    "insert",
    "grade",
    "status",
    "move",
    "delete",
    "inspect",
    "correct",
    "order",
    "finish",
    "reopen",
    "plan",
    "compact",
]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 50)), min_size=6, max_size=18))
def test_whatever_is_done_in_whatever_order_the_stores_equal_a_recount(districts, steps):
    with transaction.atomic():
        for operation, number in steps:
            do(operation, number)
        assert_kept()
        transaction.set_rollback(True)


def do(operation: str, number: int) -> None:
    """One change; where there is nothing to change, nothing."""
    ids = list(Asset.objects.order_by("pk").values_list("pk", flat=True))
    asset = ids[number % len(ids)] if ids else None
    match operation:
        case "insert":
            if number % 2:
                ManholeFactory(geometry=point(461_000 + 400 * number), condition=number % 6 or None)
            else:
                PipeFactory(category="foul" if number % 3 else "storm", diameter_mm=100 * (number + 1))
        case "grade":
            execute(
                "UPDATE registry_asset SET condition = %s, condition_reason = 'aged' WHERE id >= %s",
                1 + number % 5,
                asset,
            )
        case "status":
            word = ["in_service", "planned", "removed", "out_of_service"][number % 4]
            execute("UPDATE registry_asset SET status = %s WHERE id = %s", word, asset)
        case "move":
            execute(
                "UPDATE registry_asset SET geometry = ST_Translate(geometry, %s, 0) WHERE id = %s",
                3000 * (number % 7 - 3),
                asset,
            )
        case "delete":
            if asset and not (
                Asset.objects.get(pk=asset).inspections.exists()
                or Asset.objects.get(pk=asset).work_orders.exists()
            ):
                Asset.objects.filter(pk=asset).delete()
        case "inspect" if asset:
            InspectionFactory(
                asset_id=asset,
                asset=None,
                inspected_at=timezone.now() - timedelta(days=11 * number),
                condition=number % 6 or None,
            )
        case "correct":
            execute(
                "UPDATE work_inspection SET inspected_at = inspected_at - %s * interval '1 day' WHERE id %% 2 = 0",
                number,
            )
        case "order" if asset:
            WorkOrderFactory(
                asset_id=asset,
                asset=None,
                asked_at=timezone.now() - timedelta(days=7 * number),
                due_on=timezone.localdate() - timedelta(days=number) if number % 3 else None,
            )
        case "finish":
            execute("UPDATE work_workorder SET state = 'assigned' WHERE state = 'asked_for' AND id %% 3 > 0")
            execute(
                "UPDATE work_workorder SET state = 'done', finished_at = now() - %s * interval '1 day', cost_yuan = %s,"
                " kind = 'cleaning' WHERE state = 'assigned' AND id %% 2 = 0",
                number,
                number,
            )
        case "reopen":
            execute("UPDATE work_workorder SET state = 'assigned' WHERE state = 'done'")
        case "plan":
            execute(
                "UPDATE work_maintenanceplan SET is_active = NOT is_active WHERE id %% 7 = %s", number % 7
            )
        case "compact":
            tally.compact()
