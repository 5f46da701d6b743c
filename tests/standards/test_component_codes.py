"""Component codes: composed and read back, closed to what is no code, and enough of them for every class."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.registry.classes import CATALOGUE
from assets.standards.component_codes import (
    BY_EDITION,
    CLASSES,
    HIGHEST_SERIAL,
    asset_class_of,
    component_classes_for,
    compose,
    is_valid,
    parse,
)

digits = st.text("0123456789", min_size=6, max_size=6)


@given(digits, st.sampled_from(CLASSES), st.integers(1, HIGHEST_SERIAL))
def test_a_code_composed_is_read_back(county, component_class, serial):
    code = compose(county, component_class.code, serial)
    assert len(code) == 16
    assert parse(code) == (county, component_class.code, serial)
    assert asset_class_of(code) == component_class.asset_class


@pytest.mark.parametrize(
    ("county", "component_class", "serial"),
    [("440507", "0102", 0), ("440507", "0102", 1_000_000), ("44050", "0102", 1), ("440507", "102", 1)]
    + [("44050７", "0102", 1), ("440507", "01O2", 1), ("440507", "0102", -1), ("4405070", "102", 1)],
)
def test_parts_that_make_no_code_are_refused(county, component_class, serial):
    with pytest.raises(ValueError, match="not a component code"):
        compose(county, component_class, serial)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "440507010200000",
        "44050701020000011",
        "4405070102000000",
        "４４０５０７０１０２０００００１",
        "44050701020000O1",
    ],
)
def test_what_is_no_code_is_not_read_as_one(text):
    assert parse(text) is None
    assert not is_valid(text)


def test_a_code_of_another_citys_class_is_valid_but_tells_no_class_of_ours():
    assert is_valid("3205080101000001")
    assert asset_class_of("3205080101000001") is None


def test_every_class_of_the_registry_has_component_classes():
    for name in CATALOGUE:
        assert component_classes_for(name), name


def test_no_component_class_serves_two_rows_of_serials():
    codes = [entry.code for entry in CLASSES]
    assert len(codes) == len(set(codes)) == len(BY_EDITION)


def test_pipes_and_manholes_have_room_beyond_one_row_of_serials():
    assert len(component_classes_for("pipe")) * HIGHEST_SERIAL > 5_000_000
    assert len(component_classes_for("manhole")) > 2


def test_a_manhole_takes_its_categorys_class_first_and_never_the_others():
    foul, storm = component_classes_for("manhole", "foul"), component_classes_for("manhole", "storm")
    assert foul[0] == "0102" and "0103" not in foul
    assert storm[0] == "0103" and "0102" not in storm
    assert set(component_classes_for("manhole", "combined")).isdisjoint({"0102", "0103"})


def test_local_extensions_count_down():
    minors = [int(code[2:]) for code in component_classes_for("pipe")]
    assert minors == sorted(minors, reverse=True)
    assert minors[0] == 99
