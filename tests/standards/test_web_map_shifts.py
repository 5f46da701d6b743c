"""GCJ-02 and BD-09: the check points, there and back, and nothing shifted outside China."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.standards.web_map_shifts import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

CHECK_POINTS = [
    ((116.6822, 23.3535), (116.686668, 23.350843), (116.693212, 23.356573)),
    ((116.7536, 23.4000), (116.758178, 23.397427), (116.764605, 23.403775)),
]
MILLIMETRE_DEG = 1e-8
city = st.tuples(st.floats(116.2, 117.35), st.floats(22.95, 23.7))


@pytest.mark.parametrize(("wgs84", "gcj02", "bd09"), CHECK_POINTS)
def test_the_check_points(wgs84, gcj02, bd09):
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=6e-7)
    assert wgs84_to_bd09(*wgs84) == pytest.approx(bd09, abs=6e-7)
    assert gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, abs=1e-6)
    assert bd09_to_wgs84(*bd09) == pytest.approx(wgs84, abs=1e-6)


@given(city)
def test_there_and_back_is_below_a_millimetre(position):
    assert gcj02_to_wgs84(*wgs84_to_gcj02(*position)) == pytest.approx(position, abs=MILLIMETRE_DEG)
    assert bd09_to_gcj02(*gcj02_to_bd09(*position)) == pytest.approx(position, abs=MILLIMETRE_DEG)
    assert bd09_to_wgs84(*wgs84_to_bd09(*position)) == pytest.approx(position, abs=MILLIMETRE_DEG)


@given(city)
def test_in_the_city_the_shift_is_some_hundred_metres_east_and_south(position):
    lon, lat = wgs84_to_gcj02(*position)
    assert 0.0038 < lon - position[0] < 0.0055
    assert -0.0032 < lat - position[1] < -0.0018


def test_outside_china_nothing_is_shifted():
    assert wgs84_to_gcj02(2.35, 48.86) == (2.35, 48.86)
