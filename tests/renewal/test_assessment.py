"""Each asset's risk: the database's reckoning is the plain functions' of standards/renewal.py."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.registry.models import Asset, Pipe
from assets.renewal.assessment import assess
from assets.renewal.explanation import scores_of
from assets.renewal.models import Assessment, Risk, Standing
from assets.standards import renewal
from assets.standards.ageing import expected_life_years
from tests.factories import ManholeFactory, PipeFactory, line
from tests.renewal.conftest import years_ago
from tests.undone import undone

pytestmark = pytest.mark.django_db


def test_a_worn_large_pipe_under_a_main_road_by_hand(street):
    """Condition 5 stays 5; size DN1200 is 4 and a main road 5, of equal weight; without nodes nothing is known to drain."""
    assess()
    risk = Risk.objects.get(asset__code="SOLE")
    assert risk.likelihood == Decimal("5.000")
    assert risk.consequence == Decimal("4.500")
    assert risk.risk == Decimal("22.500")
    assert risk.cost_yuan == 50 * 9_800
    assert (risk.size_mm, risk.road_class, risk.life_years) == (1200, "main", 45)
    assert risk.drained_m is None


def test_a_pipe_of_the_network_by_hand(street):
    """P1: no condition, no age: 3. DN400 is 1 (weight 1), 80 m drained is 1 (weight 2)."""
    assess()
    risk = Risk.objects.get(asset__code="P1")
    assert risk.drained_m == pytest.approx(80)
    assert (risk.likelihood, risk.consequence, risk.risk) == (Decimal(3), Decimal(1), Decimal(3))


def test_a_node_is_weighed_by_its_largest_pipe_and_by_what_comes_down_to_it(street):
    assess()
    last = Risk.objects.get(asset__code="N2")
    assert last.size_mm == 400
    assert last.drained_m == pytest.approx(80)


def test_of_an_asset_that_nothing_is_known_of_the_middle_is_taken(street):
    assess()
    risk = Risk.objects.get(asset__code="UNKNOWN")
    assert (risk.likelihood, risk.consequence) == (Decimal("3.000"), Decimal("1.000"))
    assert risk.age_years is None


def test_what_is_removed_planned_or_not_inspectable_is_not_assessed(street):
    PipeFactory(code="GONE", status="removed")
    PipeFactory(code="TO COME", status="planned")
    assess()
    assert not Risk.objects.filter(asset__code__in=["GONE", "TO COME"]).exists()
    assert Assessment.objects.get().assets == Risk.objects.count() == Asset.objects.count() - 2


def test_a_second_assessment_replaces_the_first_and_the_standing_adds_up(street):
    assess()
    Pipe.objects.filter(code="SOLE").update(condition=1, condition_reason="repaired")
    assess()
    assert Assessment.objects.count() == 2
    assert Risk.objects.get(asset__code="SOLE").condition == 1
    assert sum(Standing.objects.values_list("assets", flat=True)) == Risk.objects.count()
    assert sum(Standing.objects.values_list("risk", flat=True)) == sum(
        Risk.objects.values_list("risk", flat=True)
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    condition=st.sampled_from([None, 1, 2, 3, 4, 5]),
    age_days=st.one_of(st.none(), st.integers(-400, 60_000)),
    material=st.sampled_from(["", "clay", "pvc", "unknown"]),
    size=st.one_of(st.none(), st.integers(50, 4000)),
    road=st.sampled_from(["", "主干路", " zl ", "nonsense"]),
    length=st.floats(1, 70_000),
)
def test_the_database_reckons_as_the_plain_functions_do(
    db, condition, age_days, material, size, road, length
):
    with undone():
        today = timezone.localdate()
        installed = None if age_days is None else today - timedelta(days=age_days)
        upper, lower = ManholeFactory(), ManholeFactory()
        pipe = PipeFactory(
            condition=condition,
            installed_on=installed,
            material=material,
            diameter_mm=size,
            extra={"道路等级": road} if road else {},
            geometry=line((465_000, 2_580_000), (465_000 + length, 2_580_000)),
            start_node=upper,
            end_node=lower,
        )
        assess()
        found = Risk.objects.get(pk=pipe.pk)
        life = expected_life_years("pipe", material)
        share = None if age_days is None else max(age_days, 0) / 365.25 / life
        likelihood = renewal.likelihood(condition, share)
        consequence = renewal.consequence(scores_of(found))
        assert float(found.likelihood) == pytest.approx(likelihood, abs=0.001)
        assert float(found.consequence) == pytest.approx(consequence, abs=0.001)
        assert float(found.risk) == pytest.approx(likelihood * consequence, abs=0.001)
        assert found.road_class == {"主干路": "main", " zl ": "branch"}.get(road, "")
        assert float(found.cost_yuan) == pytest.approx(
            pipe.length_m * renewal.step_of(renewal.PIPE_YUAN_PER_M, size or 0), abs=1.001
        )


def test_age_adds_a_quarter_of_what_it_lets_expect_beyond_the_condition_found(districts):
    old = PipeFactory(condition=1, installed_on=years_ago(120), material="pvc")
    assess()
    assert Risk.objects.get(pk=old.pk).likelihood == Decimal("2.000")
