"""CJJ 181 grading: the worked examples, the limits, and what the standard does not know."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.standards.cjj181 import (
    DEFECTS,
    InvalidDefect,
    Observation,
    close_to_another,
    density_class,
    grade_pipe,
    merge,
    pipe_importance,
)
from assets.standards.cjj181_defects import FUNCTIONAL, STRUCTURAL


def seen(*defects: str) -> list[Observation]:
    """Observations from short texts: "PL3 5" at 5 m, "CJ2 0 8" from 0 to 8 m."""
    return [Observation(text[:2], int(text[2]), *text[3:].split()) for text in defects]


def near(value: str):
    return pytest.approx(Decimal(value), abs=Decimal("0.00005"))


def test_worked_example_a():
    result = grade_pipe(seen("PL3 5", "CK2 12", "SL2 13.2"), 30, 800, area=6, soil=8)
    structural = result.structural
    assert structural.mean == near("3.1333")
    assert (structural.highest, structural.parameter, structural.parameter_grade) == (5, 5, 3)
    assert (structural.density, structural.density_class) == (Decimal("0.1"), "partial")
    assert (structural.area, structural.pipe, structural.soil) == (6, 3, 8)
    assert (structural.index, structural.index_grade) == (Decimal("5.45"), 3)
    assert structural.action.en.endswith("repair soon")
    assert result.condition == 4


def test_worked_example_b():
    result = grade_pipe(seen("CJ2 0 8"), 40, 400, area=3)
    functional = result.functional
    assert (functional.mean, functional.highest, functional.parameter, functional.parameter_grade) == (
        2,
        2,
        2,
        2,
    )
    assert (functional.area, functional.pipe) == (0, 0)
    assert (functional.index, functional.index_grade) == (Decimal("1.6"), 2)
    assert functional.density == Decimal("0.2")
    assert result.condition == 3


def test_worked_example_c_and_vector_7_no_defects():
    result = grade_pipe([], 30, 800, area=10, soil=8)
    for side in (result.structural, result.functional):
        assert (side.parameter, side.index, side.parameter_grade, side.index_grade) == (0, 0, 1, 1)
        assert (side.area, side.pipe, side.soil, side.density, side.density_class) == (0, 0, 0, None, None)
    assert result.condition == 1
    assert result.repair_extent == "none"


def test_vector_1_three_defects_apart():
    side = grade_pipe(seen("PL3 5", "CK2 12", "SL2 20"), 25, 800, area=6, soil=8).structural
    assert (side.mean, side.highest, side.parameter, side.parameter_grade) == (3, 5, 5, 3)
    assert side.density == Decimal("0.12")
    assert side.pipe == 3
    assert (side.index, side.index_grade) == (Decimal("5.45"), 3)


def test_vector_2_composites_merge_and_close_ones_weigh_more():
    side = grade_pipe(
        seen("BX2 3.0", "FS2 3.6", "TJ3 4.8", "PL4 20", "SL3 20", "QF2 30 34"), 40, 1200, area=10, soil=0
    ).structural
    assert [item.score for item in side.composites] == [4, 5, 10, 2]
    assert [item.length_m for item in side.composites] == [1, 1, 1, 4]
    assert close_to_another(list(side.composites)) == [True, True, False, False]
    assert side.mean == Decimal("5.475")
    assert (side.parameter, side.parameter_grade) == (10, 4)
    assert side.density == near("0.1274")
    assert side.pipe == 6
    assert (side.index, side.index_grade) == (Decimal("8.3"), 4)


def test_vector_3_scum_takes_no_part():
    side = grade_pipe(seen("CJ3 2 10", "ZW1 15", "FZ2 20", "SG1 22"), 28, 500, area=3).functional
    assert side.mean == near("1.8667")
    assert (side.parameter, side.parameter_grade) == (5, 3)
    assert side.density == pytest.approx(Decimal("0.777"), abs=Decimal("0.0005"))
    assert side.density_class == "whole"
    assert (side.area, side.pipe) == (3, 0)
    assert (side.index, side.index_grade) == (Decimal("4.45"), 3)


def test_vector_4_below_four_area_and_pipe_drop_but_soil_stays():
    side = grade_pipe(seen("FS2 7"), 30, 2000, area=10, soil=10).structural
    assert (side.parameter, side.parameter_grade) == (2, 2)
    assert (side.area, side.pipe, side.soil) == (0, 0, 10)
    assert side.density == near("0.0333")
    assert (side.index, side.index_grade) == (Decimal("2.9"), 2)


@pytest.mark.parametrize(
    ("defects", "parameter", "counted"),
    [
        (("TJ2 5",), 3, (0, 0)),
        (("BX2 5", "TL1 5.5", "CK1 6"), "3.5", (0, 0)),
        (("BX2 5", "FS2 5.5"), 4, (10, 10)),
    ],
)
def test_area_and_pipe_count_from_a_parameter_of_exactly_four(defects, parameter, counted):
    side = grade_pipe(seen(*defects), 30, 2000, area=10).structural
    assert side.parameter == Decimal(parameter)
    assert (side.area, side.pipe) == counted


def test_vector_5_a_pipe_full_of_sediment():
    result = grade_pipe(seen("CJ4 0 35"), 35, 1600, area=10)
    side = result.functional
    assert (side.parameter, side.density, side.index, side.index_grade) == (10, 1, 10, 4)
    assert result.condition == 5


def test_vector_6_limits_belong_to_the_lower_grade():
    side = grade_pipe(seen("CK1 4.0", "TL1 5.2"), 20, 600, soil=0).structural
    assert side.mean == Decimal("0.825")
    assert (side.parameter, side.parameter_grade) == (1, 1)
    assert (side.density, side.density_class) == (Decimal("0.1"), "partial")
    assert (side.index, side.index_grade) == (Decimal("0.7"), 1)


@pytest.mark.parametrize(
    ("gap", "composites", "close"),
    [("1.0", 1, [False]), ("1.01", 2, [True, True]), ("1.5", 2, [True, True]), ("1.51", 2, [False, False])],
)
def test_the_limits_of_the_clear_distance(gap, composites, close):
    found = merge([Observation("PL", 1, 5), Observation("CK", 1, Decimal(5) + Decimal(gap))])
    assert len(found) == composites
    assert close_to_another(found) == close


def test_distance_is_measured_from_the_end_of_a_long_defect():
    assert len(merge(seen("FS1 2 9", "PL1 3", "CK1 10"))) == 1
    assert len(merge(seen("FS1 2 9", "PL1 3", "CK1 10.1"))) == 2


def test_structural_and_functional_defects_at_one_place_do_not_merge():
    result = grade_pipe(seen("PL4 5", "CJ4 5"), 20, 500)
    assert len(result.structural.composites) == len(result.functional.composites) == 1


def test_a_pipe_with_nothing_but_scum_counts_as_without_defect():
    assert grade_pipe(seen("FZ3 5"), 20, 500).condition == 1


def test_a_slight_defect_is_condition_2():
    assert grade_pipe(seen("PL1 5"), 20, 500).condition == 2


@pytest.mark.parametrize(
    ("code", "grade"),
    [("FS", 4), ("AJ", 4), ("CR", 4), ("FZ", 4), ("TL", 3), ("PL", 0), ("PL", 5), ("PL", -1)],
)
def test_a_grade_that_a_code_does_not_have_is_refused(code, grade):
    with pytest.raises(InvalidDefect) as refused:
        Observation(code, grade, 1)
    assert refused.value.word == "unknown_grade"


@pytest.mark.parametrize("code", ["LJ", "LF", "pl", ""])
def test_a_code_that_is_not_the_standards_is_refused(code):
    with pytest.raises(InvalidDefect) as refused:
        Observation(code, 1, 1)
    assert refused.value.word == "unknown_code"


@pytest.mark.parametrize(("start", "end"), [(-1, None), (5, 4), (float("nan"), None), (0, float("inf"))])
def test_a_place_that_cannot_be_is_refused(start, end):
    with pytest.raises(InvalidDefect) as refused:
        Observation("PL", 1, start, end)
    assert refused.value.word == "wrong_position"


@pytest.mark.parametrize(
    "options",
    [
        {"pipe_length_m": 0, "diameter_mm": 500},
        {"pipe_length_m": 10, "diameter_mm": 0},
        {"pipe_length_m": 10, "diameter_mm": 500, "area": 5},
        {"pipe_length_m": 10, "diameter_mm": 500, "soil": 7},
    ],
)
def test_a_pipe_that_cannot_be_graded_is_refused(options):
    with pytest.raises(ValueError, match="graded|no score"):
        grade_pipe([], **options)


def test_a_survey_that_stopped_short_is_incomplete():
    assert not grade_pipe([], 30, 500, inspected_length_m=22.5).is_complete
    assert grade_pipe([], 30, 500, inspected_length_m=30).is_complete


@pytest.mark.parametrize(
    ("diameter", "score"), [(599, 0), (600, 3), (1000, 3), (1001, 6), (1500, 6), (1501, 10)]
)
def test_the_limits_of_the_pipes_importance(diameter, score):
    assert pipe_importance(diameter) == score


@pytest.mark.parametrize(
    ("density", "name"), [("0.0999", "local"), ("0.1", "partial"), ("0.5", "partial"), ("0.5001", "whole")]
)
def test_the_limits_of_the_density(density, name):
    assert density_class(density) == name


def test_the_table_holds_the_standards_codes_and_grades():
    structural = {code for code, defect in DEFECTS.items() if defect.kind == STRUCTURAL}
    functional = {code for code, defect in DEFECTS.items() if defect.kind == FUNCTIONAL}
    assert structural == {"PL", "BX", "FS", "CK", "QF", "TJ", "TL", "AJ", "CR", "SL"}
    assert functional == {"CJ", "JG", "ZW", "CQ", "SG", "FZ"}
    assert sum(len(defect.scores) for defect in DEFECTS.values()) == 58
    assert [code for code, defect in DEFECTS.items() if not defect.is_scored] == ["FZ"]


GRADED = [(code, grade) for code, defect in DEFECTS.items() for grade in defect.scores]
observations = st.builds(
    lambda graded, start, length: Observation(*graded, Decimal(start) / 100, Decimal(start + length) / 100),
    st.sampled_from(GRADED),
    st.integers(0, 3000),
    st.integers(0, 500),
)


@given(st.lists(observations, max_size=12), st.sampled_from((300, 800, 1200, 2000)), st.randoms())
def test_any_survey_is_graded_within_bounds_whatever_its_order(defects, diameter, random):
    result = grade_pipe(defects, 40, diameter, area=6, soil=8)
    shuffled = random.sample(defects, len(defects))
    again = grade_pipe(shuffled, 40, diameter, area=6, soil=8)
    for side, same in ((result.structural, again.structural), (result.functional, again.functional)):
        assert (side.index, side.density, side.parameter) == (same.index, same.density, same.parameter)
        assert 0 <= side.highest <= 10
        assert side.mean <= side.parameter
        assert 1 <= side.index_grade <= 4
    assert 1 <= result.condition <= 5
    assert (result.condition == 1) == (not any(item.defect.is_scored for item in defects))
