"""Coordinate systems told from numbers, and why none is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.standards.coordinates import SHANTOU, candidates, may_be_packed_degrees, refusal

# 116.6822 E, 23.3535 N and 116.7536 E, 23.4000 N in each system, computed with PROJ.
KNOWN = [
    (4326, 116.6822, 23.3535),
    (4548, 467503.68, 2583722.19),
    (4548, 474813.44, 2588857.81),
    (4527, 39467503.68, 2583722.19),
    (4498, 20467503.68, 2583722.19),
    (3857, 12989003.09, 2674824.83),
    (4547, 774_000.0, 2_587_000.0),
]


def around(x: float, y: float, reach: float) -> tuple[float, float, float, float]:
    """A box with sides of twice `reach` around a position."""
    return x - reach, y - reach, x + reach, y + reach


@pytest.mark.parametrize(("srid", "x", "y"), KNOWN)
def test_the_likeliest_system_is_proposed_first(srid, x, y):
    found = candidates(*around(x, y, 0.01 if srid == 4326 else 1000))
    assert (found[0].srid, found[0].swapped_axes) == (srid, False)
    assert found[0].confidence == max(item.confidence for item in found)
    assert refusal(*around(x, y, 0.01)) is None


@pytest.mark.parametrize(("srid", "x", "y"), KNOWN)
def test_swapped_axes_are_noticed(srid, x, y):
    first = candidates(*around(y, x, 0.01 if srid == 4326 else 1000))[0]
    assert (first.srid, first.swapped_axes) == (srid, True)
    assert "对调" in first.zh
    assert "swapped" in first.en


def test_what_the_numbers_cannot_tell_apart_is_named():
    srids = [item.srid for item in candidates(467000, 2583000, 468000, 2584000)]
    assert srids[0] == 4548
    assert {32650, 2384, 2436} <= set(srids)
    assert [item.srid for item in candidates(116.6, 23.3, 116.7, 23.4)] == [4326, 4490, 4610, 4214]


def test_data_that_reach_a_little_out_of_the_city_fit_with_less_confidence():
    whole = candidates(450000, 2560000, 500000, 2600000)[0]
    beyond = candidates(450000, 2560000, 540000, 2600000)[0]
    assert beyond.srid == whole.srid == 4548
    assert beyond.confidence < whole.confidence


@pytest.mark.parametrize(
    ("box", "code"),
    [
        ((20_000, 80_000, 30_000, 90_000), "local_system"),
        ((67_503, 83_722, 68_000, 84_000), "local_system"),
        ((121.4, 31.2, 121.5, 31.3), "elsewhere_degrees"),
        ((0, 0, 0, 0), "all_zero"),
        ((350_000, 3_400_000, 360_000, 3_410_000), "unknown_system"),
        ((float("nan"), 0, 1, 1), "not_numbers"),
        ((float("inf"), 0, float("inf"), 1), "not_numbers"),
        ((5, 5, 1, 1), "not_numbers"),
    ],
)
def test_what_fits_nothing_is_refused_with_its_reason(box, code):
    assert candidates(*box) == []
    reason = refusal(*box)
    assert reason is not None and reason.code == code
    assert reason.zh and reason.en


@given(st.tuples(*[st.floats()] * 4))
def test_a_box_has_candidates_or_a_reason_never_both(box):
    assert bool(candidates(*box)) == (refusal(*box) is None)


@given(st.sampled_from(SHANTOU.ranges), st.floats(0, 1), st.floats(0, 1))
def test_every_place_of_the_city_is_found_in_every_system(known, along, up):
    x = known.east[0] + along * (known.east[1] - known.east[0])
    y = known.north[0] + up * (known.north[1] - known.north[0])
    assert known.srid in [item.srid for item in candidates(x, y, x, y)]


def test_packed_degrees_are_suspected_only_when_no_pair_exceeds_59():
    packed = [
        116 + minute / 100 + second / 10_000 for minute in range(0, 60, 7) for second in range(0, 60, 13)
    ]
    assert may_be_packed_degrees(packed)
    assert not may_be_packed_degrees([*packed, 116.6822])
    assert not may_be_packed_degrees(packed[:5])
