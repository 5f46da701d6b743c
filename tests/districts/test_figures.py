"""Figures of districts equal a recount from the rows, whatever the scope, the period and the moment."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from assets.districts import tally
from assets.districts.figures import Figures, figures_of
from assets.districts.period import Period
from assets.registry.history import BeforeTheRegistry
from assets.registry.models import Asset, District
from assets.registry.scope import EVERYTHING, Scope, scope_of
from assets.work.models import INSPECTION_TASKS, Inspection, MaintenancePlan, WorkDue, WorkOrder
from tests.factories import (
    ManholeFactory,
    ParkFactory,
    PipeFactory,
    WasteFacilityFactory,
    line,
    point,
    square,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
PERIOD = Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture(autouse=True)
def no_default_plans(db) -> None:
    """What is due comes from each test's own plans."""
    MaintenancePlan.objects.all().delete()


@pytest.fixture
def city(districts) -> dict[str, District]:
    """Two districts with assets of four classes, inspections, work in every state, and a plan; one asset outside."""
    chance = random.Random(7)
    for number in range(60):
        east = chance.choice([462_000, 468_000, 472_000, 478_000]) + chance.random() * 900
        grade = chance.choice([None, 1, 2, 3, 4, 5])
        status = chance.choice(["in_service", "in_service", "planned", "out_of_service", "removed"])
        common = {
            "code": f"C{number}",
            "condition": grade,
            "status": status,
            "installed_on": date(2000, 1, 1),
        }
        make = [
            lambda e, c: ManholeFactory(geometry=point(e), **c),
            lambda e, c: PipeFactory(geometry=line((e, 2_580_000), (e + 37.5, 2_580_000)), **c),
            lambda e, c: ParkFactory(geometry=square(e, side_m=50), **c),
            lambda e, c: WasteFacilityFactory(geometry=point(e), **c),
        ][number % 4]
        asset = make(east, common)
        for _ in range(chance.randrange(3)):
            Inspection.objects.create(asset_id=asset.pk, inspected_at=_moment(chance))
        for _ in range(chance.randrange(3)):
            _order(asset, chance)
    ManholeFactory(geometry=point(400_000), condition=5)
    MaintenancePlan.objects.create(
        name="x", asset_class="manhole", task="inspection", every_months=6, starts_on=date(2020, 1, 1)
    )
    MaintenancePlan.objects.create(
        name="y", asset_class="manhole", task="cleaning", every_days=90, starts_on=date(2020, 1, 1)
    )
    return districts


def _moment(chance) -> datetime:
    """A moment of 2024 to 2026, at times on the very edges of the period."""
    edges = [PERIOD.starts_at, PERIOD.ends_at, PERIOD.ends_at - timedelta(microseconds=1)]
    return chance.choice([*edges, PERIOD.starts_at + timedelta(days=chance.randrange(-300, 660))])


def _order(asset, chance) -> None:
    state = chance.choice(WorkOrder.State.values)
    finished = _moment(chance) if state in ("done", "verified") else None
    WorkOrder.objects.create(
        asset_id=asset.pk,
        kind=chance.choice(["repair", "cleaning"]),
        title="x",
        state=state,
        asked_at=(finished or _moment(chance)) - timedelta(days=3),
        started_at=finished or (timezone.now() if state == "in_progress" else None),
        finished_at=finished,
        verified_at=finished if state == "verified" else None,
        due_on=chance.choice([None, TODAY() - timedelta(days=1), TODAY(), TODAY() + timedelta(days=9)]),
        cost_yuan=chance.choice([None, Decimal("12.34"), Decimal("1000")]),
    )


def recount(district: District, scope: Scope = EVERYTHING) -> dict[str, Figures]:
    """The same figures row by row, in plain Python."""
    counted: dict[str, Figures] = {}
    for asset in Asset.objects.select_related("district").filter(scope.condition()):
        if asset.district is None or district.code not in asset.district.tree_path.split("/"):
            continue
        figures = counted.setdefault(asset.asset_class, Figures())
        if asset.status != "removed":
            figures.count += 1
            figures.condition[str(asset.condition or "unknown")] += 1
            if asset.geometry.dims == 1:
                figures.length_m += asset.geometry.length
            if asset.geometry.dims == 2:
                figures.area_m2 += asset.geometry.area
        late = [due for due in WorkDue.objects.filter(asset_id=asset.pk) if due.due_on < TODAY()]
        if asset.status == "in_service":
            for plan in MaintenancePlan.objects.filter(asset_class=asset.asset_class, is_active=True):
                if plan.task in INSPECTION_TASKS:
                    every_days = plan.every_days or plan.every_months * 365.2425 / 12
                    figures.inspections_planned += 365 / every_days
        figures.overdue_assets += bool(late)
        figures.overdue_tasks += len(late)
        for inspection in asset.inspections.all():
            figures.inspections += PERIOD.since <= timezone.localdate(inspection.inspected_at) <= PERIOD.until
        for order in asset.work_orders.all():
            if (
                order.state in ("done", "verified")
                and PERIOD.since <= timezone.localdate(order.finished_at) <= PERIOD.until
            ):
                figures.work_finished += 1
                figures.cost_yuan += order.cost_yuan or 0
            figures.open_work += order.is_open
            figures.overdue_work += bool(order.is_open and order.due_on and order.due_on < TODAY())
    return {name: figures for name, figures in counted.items() if figures != Figures()}


def assert_equal(found: dict[str, Figures], wanted: dict[str, Figures]) -> None:
    assert found.keys() == wanted.keys()
    for name in wanted:
        assert found[name].length_m == pytest.approx(wanted[name].length_m)
        assert found[name].area_m2 == pytest.approx(wanted[name].area_m2)
        assert found[name].inspections_planned == pytest.approx(wanted[name].inspections_planned)
        found[name].inspections_planned = wanted[name].inspections_planned
        found[name].length_m = wanted[name].length_m
        found[name].area_m2 = wanted[name].area_m2
        assert found[name] == wanted[name], name


@pytest.mark.parametrize("code", ["440500", "440507", "440511"])
def test_figures_equal_a_recount_from_the_rows(city, code):
    found = figures_of([city[code]], EVERYTHING, PERIOD)[city[code].pk]
    wanted = recount(city[code])
    assert sum(figures.count for figures in wanted.values()) > 10
    assert sum(figures.overdue_tasks for figures in wanted.values()) > 0
    assert_equal(found.by_class, wanted)


def test_the_total_is_the_sum_of_the_classes_and_the_city_that_of_its_districts(city):
    units = figures_of(city.values(), EVERYTHING, PERIOD)
    of = {code: units[district.pk].total for code, district in city.items()}
    assert of["440500"].count == of["440507"].count + of["440511"].count
    assert of["440500"].cost_yuan == of["440507"].cost_yuan + of["440511"].cost_yuan
    assert sum(of["440507"].condition.values()) == of["440507"].count


def test_a_tied_user_gets_the_figures_of_the_tied_part_only(city, users):
    users["manager"].districts.add(city["440507"])
    scope = scope_of(users["manager"])
    found = figures_of([city["440500"]], scope, PERIOD)[city["440500"].pk]
    assert_equal(found.by_class, recount(city["440507"]))


def test_a_scope_of_classes_counts_those_classes_only(city):
    scope = Scope(classes=("park",), district_ids=None)
    found = figures_of([city["440500"]], scope, PERIOD)[city["440500"].pk]
    assert_equal(found.by_class, recount(city["440500"], scope))


def test_the_statements_do_not_grow_with_what_is_asked(city, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        figures_of(city.values(), EVERYTHING, PERIOD)


def later(moment: datetime) -> None:
    """Date everything recorded so far back to `moment`, as if time had passed since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_assetevent SET pgh_created_at = %s WHERE pgh_created_at > now() - interval '1 hour'",
            [moment],
        )
    tally.rebuild()


def test_as_of_shows_counts_and_conditions_as_they_stood(districts):
    here, there = districts["440507"], districts["440511"]
    moved = ManholeFactory(geometry=point(465_000), condition=2)
    gone = ManholeFactory(geometry=point(465_100), condition=5)
    deleted = PipeFactory(condition=1)
    then = timezone.now() - timedelta(days=30)
    later(then)
    moved.condition = 4
    moved.geometry = point(475_000)
    moved.save()
    gone.status = "removed"
    gone.save()
    deleted.delete()

    before = figures_of(districts.values(), EVERYTHING, PERIOD, then + timedelta(days=1))
    assert before[here.pk].by_class["manhole"].condition == {
        "1": 0,
        "2": 1,
        "3": 0,
        "4": 0,
        "5": 1,
        "unknown": 0,
    }
    assert before[here.pk].by_class["pipe"].length_m == pytest.approx(50)
    assert there.pk in before
    assert before[there.pk].total.count == 0
    now = figures_of(districts.values(), EVERYTHING, PERIOD)
    assert now[here.pk].total.count == 0
    assert now[there.pk].by_class["manhole"].condition["4"] == 1
    assert figures_of(districts.values(), EVERYTHING, PERIOD, timezone.now())[there.pk].total.count == 1


def test_as_of_judges_overdue_and_open_work_by_what_had_been_done_then(districts):
    manhole = ManholeFactory(geometry=point(465_000), installed_on=date(2010, 1, 1))
    MaintenancePlan.objects.create(
        name="x", asset_class="manhole", task="inspection", every_days=100, starts_on=date(2015, 1, 1)
    )
    Inspection.objects.create(asset_id=manhole.pk, inspected_at=timezone.now() - timedelta(days=200))
    Inspection.objects.create(asset_id=manhole.pk, inspected_at=timezone.now() - timedelta(days=10))
    WorkOrder.objects.create(
        asset_id=manhole.pk,
        kind="repair",
        title="x",
        state="done",
        asked_at=timezone.now() - timedelta(days=60),
        finished_at=timezone.now() - timedelta(days=20),
        due_on=TODAY() - timedelta(days=50),
    )
    later(timezone.now() - timedelta(days=300))

    def total(days_ago: int | None):
        moment = None if days_ago is None else timezone.now() - timedelta(days=days_ago)
        return figures_of([districts["440507"]], EVERYTHING, PERIOD, moment)[districts["440507"].pk].total

    assert [total(days).overdue_assets for days in (None, 50, 150)] == [0, 1, 0]
    assert [total(days).open_work for days in (None, 30, 55, 100)] == [0, 1, 1, 0]
    assert [total(days).overdue_work for days in (None, 30, 55)] == [0, 1, 0]


def test_a_day_before_the_registry_began_is_refused(districts):
    ManholeFactory()
    with pytest.raises(BeforeTheRegistry) as refusal:
        figures_of([districts["440507"]], EVERYTHING, PERIOD, timezone.now() - timedelta(days=1))
    assert timezone.localdate().isoformat() in refusal.value.detail()


def test_overdue_begins_the_day_after_the_due_day(districts):
    manhole = ManholeFactory(geometry=point(465_000), installed_on=date(2010, 1, 1))
    plan = MaintenancePlan.objects.create(
        name="x", asset_class="manhole", task="inspection", every_days=10, starts_on=date(2015, 1, 1)
    )
    inspection = Inspection.objects.create(
        asset_id=manhole.pk, inspected_at=timezone.now() - timedelta(days=10)
    )

    def overdue() -> int:
        unit = figures_of([districts["440507"]], EVERYTHING, PERIOD)[districts["440507"].pk]
        return unit.total.overdue_assets

    assert overdue() == 0
    Inspection.objects.filter(pk=inspection.pk).update(inspected_at=timezone.now() - timedelta(days=11))
    assert overdue() == 1
    Inspection.objects.filter(pk=inspection.pk).delete()
    assert overdue() == 1
    plan.is_active = False
    plan.save()
    assert overdue() == 0
