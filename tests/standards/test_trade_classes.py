"""Intervals, ages, stations, waters, waste and parks: the tables hold together and the limits are where they belong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.classes import CATALOGUE
from assets.standards import maintenance, parks, pumping, waste
from assets.standards.ageing import (
    EXPECTED_LIFE_YEARS,
    PIPE_LIFE_YEARS,
    expected_condition,
    expected_life_years,
)
from assets.standards.value_domains import DOMAINS, recognise
from assets.standards.water_quality import Sample, point_grade, sample_grade, severe_stretches, water_grade
from assets.work.models import MaintenancePlan


@pytest.mark.parametrize("interval", [*maintenance.INTERVALS, *maintenance.TOWN_CONTRACT_INTERVALS])
def test_every_interval_can_become_a_plan(interval):
    plan = MaintenancePlan(
        name=interval.label.zh,
        asset_class=interval.asset_class,
        category=interval.category,
        size_class=interval.size_class,
        task=interval.task,
        every_days=interval.every_days,
        every_months=interval.every_months,
        source=interval.source,
        starts_on=date(2025, 1, 1),
    )
    plan.clean_fields()
    assert (interval.every_days is None) != (interval.every_months is None)
    assert interval.asset_class == "pipe" or not (interval.category or interval.size_class)


def test_no_two_default_intervals_ask_for_the_same():
    keys = [(i.asset_class, i.category, i.size_class, i.task) for i in maintenance.INTERVALS]
    assert len(keys) == len(set(keys))


def test_every_inspectable_class_has_an_interval():
    inspectable = {name for name, entry in CATALOGUE.items() if entry.inspectable}
    assert {interval.asset_class for interval in maintenance.INTERVALS} == inspectable


@pytest.mark.parametrize(
    ("category", "size", "months"),
    [("storm", "small", 6), ("storm", "extra_large", 40), ("foul", "large", 40), ("foul", "extra_large", 60)],
)
def test_cleaning_follows_category_and_size(category, size, months):
    found = maintenance.intervals_for("pipe", category, size)
    assert [item.every_months for item in found if item.task == "cleaning"] == [months]


@pytest.mark.parametrize(
    ("day", "inside"),
    [((4, 14), False), ((4, 15), True), ((7, 1), True), ((10, 15), True), ((10, 16), False), ((1, 1), False)],
)
def test_the_flood_season(day, inside):
    assert maintenance.is_flood_season(date(2025, *day)) is inside


@given(st.floats(0, 300), st.floats(0, 300), st.floats(1, 120))
def test_age_never_makes_better(younger, older, life):
    younger, older = sorted((younger, older))
    assert 1 <= expected_condition(younger, life) <= expected_condition(older, life) <= 5


def test_lives_are_told_for_every_class_and_known_materials():
    assert set(EXPECTED_LIFE_YEARS) == set(CATALOGUE)
    assert all(recognise("pipe_material", name) == name for name in PIPE_LIFE_YEARS)
    assert expected_life_years("pipe", "") == EXPECTED_LIFE_YEARS["pipe"]
    with pytest.raises(ValueError, match="life"):
        expected_condition(10, 0)


@pytest.mark.parametrize(
    ("sample", "grade"),
    [
        (Sample(transparency_cm=26, dissolved_oxygen_mg_l=5, redox_mv=100, ammonia_nitrogen_mg_l=1), "none"),
        (Sample(transparency_cm=25), "mild"),
        (Sample(transparency_cm=10), "mild"),
        (Sample(transparency_cm=9.9), "severe"),
        (Sample(dissolved_oxygen_mg_l=2.01), "none"),
        (Sample(dissolved_oxygen_mg_l=0.2), "mild"),
        (Sample(dissolved_oxygen_mg_l=0.19), "severe"),
        (Sample(redox_mv=-200), "mild"),
        (Sample(redox_mv=-201), "severe"),
        (Sample(ammonia_nitrogen_mg_l=7.9), "none"),
        (Sample(ammonia_nitrogen_mg_l=15), "mild"),
        (Sample(ammonia_nitrogen_mg_l=15.1), "severe"),
        (Sample(transparency_cm=30, ammonia_nitrogen_mg_l=20), "severe"),
        (Sample(transparency_cm=8, water_depth_cm=20), "none"),
        (Sample(transparency_cm=7.9, water_depth_cm=20), "severe"),
        (Sample(), None),
    ],
)
def test_a_sample_is_as_bad_as_its_worst_parameter(sample, grade):
    assert sample_grade(sample) == grade


def test_a_point_is_severe_by_one_parameter_often_or_two_sometimes():
    bad, good = Sample(ammonia_nitrogen_mg_l=20, redox_mv=100), Sample(ammonia_nitrogen_mg_l=1, redox_mv=100)
    both = Sample(ammonia_nitrogen_mg_l=20, redox_mv=-300)
    assert point_grade([bad] * 6 + [good] * 4) == "mild"
    assert point_grade([bad] * 7 + [good] * 3) == "severe"
    assert point_grade([both] * 3 + [good] * 7) == "severe"
    assert point_grade([both] * 2 + [good] * 8) == "mild"
    assert point_grade([good]) == "none"
    assert point_grade([]) is None


def test_a_water_is_severe_by_its_points():
    assert water_grade(["severe"] * 7 + ["mild"] * 3) == "severe"
    assert water_grade(["severe"] * 6 + ["mild"] * 4) == "mild"
    assert water_grade(["none", "none"]) == "none"
    assert water_grade([]) is None
    assert severe_stretches(["severe", "severe", "mild", "severe", "severe", "severe"]) == [(3, 5)]


@pytest.mark.parametrize(
    ("flow", "power", "name"),
    [
        (1.9, None, "V"),
        (2, 99, "IV"),
        (9.2, 1200, "III"),
        (10, None, "III"),
        (50, 1, "II"),
        (200, 0, "I"),
        (1, 30_000, "I"),
    ],
)
def test_the_class_of_a_station_is_the_higher_of_flow_and_power(flow, power, name):
    grade = pumping.station_grade(flow, power)
    assert grade is not None and grade.name == name


def test_a_station_of_unknown_size_has_no_class():
    assert pumping.station_grade() is None
    with pytest.raises(ValueError, match="station"):
        pumping.station_grade(-1)
    assert pumping.gate_size_class(99.9).name == "small"
    assert pumping.gate_size_class(1000).name == "large"


@pytest.mark.parametrize(
    ("kind", "capacity", "name"),
    [
        ("transfer_station", 49, "V"),
        ("transfer_station", 50, "IV"),
        ("transfer_station", 149.9, "IV"),
        ("transfer_station", 150, "III"),
        ("transfer_station", 450, "II"),
        ("transfer_station", 1000, "I"),
        ("incineration_plant", 1200, "I"),
        ("incineration_plant", 2001, "extra"),
        ("landfill", 199, "IV"),
        ("incineration_plant", 100, None),
        ("public_toilet", 1, None),
    ],
)
def test_waste_facilities_by_size(kind, capacity, name):
    found = waste.facility_class(kind, capacity)
    assert (found and found.name) == name


def test_waste_kinds_are_the_domains_and_loads_need_a_capacity():
    assert set(waste.BY_KIND) <= {entry.value for entry in DOMAINS["waste_facility_kind"]}
    assert set(waste.TRANSFER_STATION_DISTANCE_M) == {band.name for band in waste.TRANSFER_STATIONS}
    assert waste.load_rate(900, 1200) == 0.75
    assert waste.load_rate(900, 0) is None
    with pytest.raises(ValueError, match="capacity"):
        waste.facility_class("landfill", -1)


@pytest.mark.parametrize(
    ("area", "radius"), [(399, None), (400, 300), (4999.9, 300), (5000, 500), (90_000, 500)]
)
def test_the_service_radius_of_a_park(area, radius):
    assert parks.service_radius_m(area) == radius


def test_the_limits_of_a_pocket_park():
    assert [parks.may_be_pocket_park(area) for area in (399.9, 400, 10_000, 10_000.1)] == [
        False,
        True,
        True,
        False,
    ]
