"""The budget line: the same as a walk down the ranking row by row, and what it does to the conditions."""

from decimal import Decimal
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.registry.errors import Malformed
from assets.renewal import budget
from assets.renewal.assessment import assess
from assets.renewal.budget import beyond_the_budget, line_of
from assets.renewal.models import Risk
from assets.renewal.selection import parse
from tests.factories import PipeFactory, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(street):
    """Sixty pipes of many lengths and conditions beside the street."""
    for number in range(60):
        PipeFactory(
            geometry=line(
                (465_000, 2_581_000 + number), (465_000 + 5 + 7 * (number % 13), 2_581_000 + number)
            ),
            condition=1 + number % 5,
            diameter_mm=200 + 150 * (number % 9),
        )
    assess()


def by_hand(budget_yuan: int, percent: int, conditions=None) -> tuple[list[int], int]:
    """The ids that a walk down the ranking pays for, and what they cost."""
    paid, spent = [], 0
    for risk in Risk.objects.order_by("-risk", "asset_id"):
        price = ceil(risk.cost_yuan * percent / 100)
        if not 1 <= price <= budget_yuan or (conditions and risk.condition not in conditions):
            continue
        if spent + price > budget_yuan:
            break
        spent += price
        paid.append(risk.asset_id)
    return paid, spent


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wan=st.integers(1, 1500), percent=st.integers(20, 300), poor=st.booleans(), first_look=st.integers(1, 50)
)
def test_any_budget_reaches_as_far_as_a_walk_down_the_ranking(
    many, users, monkeypatch, wan, percent, poor, first_look
):
    monkeypatch.setattr(budget, "FIRST_LOOK", first_look)
    words = {"budget": str(wan), "cost_percent": str(percent), **({"condition": "4,5"} if poor else {})}
    line_found = line_of(parse(words, users["planner"]))
    paid, spent = by_hand(wan * 10_000, percent, {4, 5} if poor else None)
    assert (line_found.assets, line_found.spent_yuan) == (len(paid), spent)
    assert line_found.last == ((Risk.objects.get(pk=paid[-1]).risk, paid[-1]) if paid else None)


def test_what_is_renewed_counts_as_very_good_and_nothing_is_lost(many, users):
    found = line_of(parse({"budget": "300"}, users["planner"]))
    assert sum(found.before.values()) == sum(found.after.values()) == Risk.objects.count()
    assert found.after[5] < found.before[5]
    assert found.after[1] == found.before[1] + found.assets - _renewed_of(found, 1)
    assert Decimal(0) < found.risk < found.total_risk


def _renewed_of(found, condition: int) -> int:
    paid, _spent = by_hand(3_000_000, 100)
    return Risk.objects.filter(pk__in=paid, condition=condition).count()


def test_the_curve_ends_at_what_was_spent_and_only_falls(many, users):
    found = line_of(parse({"budget": "500"}, users["planner"]))
    assert found.curve[-1][0] == found.spent_yuan
    assert [poor for _spent, poor in found.curve] == sorted(poor for _spent, poor in found.curve)
    assert found.curve[-1][1] == found.poor_before - found.poor_after


def test_what_is_dearer_than_the_whole_budget_is_passed_over_and_counted(many, users):
    selection = parse({"budget": "40"}, users["planner"])
    assert beyond_the_budget(selection) == Risk.objects.filter(cost_yuan__gt=400_000).count() > 0
    assert line_of(selection).assets > 0


def test_deleted_since_the_assessment_is_not_bought(many, users):
    first = Risk.objects.order_by("-risk", "asset_id").first()
    first.asset.status = "removed"
    first.asset.save()
    found = line_of(parse({"budget": "100000"}, users["planner"]))
    assert found.assets == Risk.objects.filter(cost_yuan__gte=1).count() - 1


def test_a_tied_person_s_line_is_drawn_through_their_own_districts_only(many, users, districts):
    users["manager"].districts.set([districts["440511"]])
    found = line_of(parse({"budget": "100000"}, users["manager"]))
    assert sum(found.before.values()) == found.assets == 1  # SOLE


@pytest.mark.parametrize(
    "words",
    [
        {"budget": "-1"},
        {"budget": "0"},
        {"budget": "a lot"},
        {"budget": "nan"},
        {"budget": "1e99"},
        {"cost_percent": "0.2"},
        {"asset_class": "junction"},
        {"condition": "6"},
        {"district": "999999"},
        {"wrong": "1"},
    ],
)
def test_what_is_no_filter_or_no_money_is_said(words, users, districts):
    with pytest.raises(Malformed) as refused:
        parse(words, users["planner"])
    assert refused.value.parameters["parameter"] in words
