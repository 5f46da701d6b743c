"""Sizes as surveys write them, and CJJ 68's size classes at their limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.standards.sizes import SIZE_CLASSES, Size, read_size, size_class

millimetres = st.integers(20, 5000)


@pytest.mark.parametrize(
    "text", ["800", "DN800", "d800", "Φ800", "φ800", "800.0", "800mm", "ＤＮ８００", " 800 ", "0.8m", "0.8"]
)
def test_one_diameter_however_it_is_written(text):
    assert read_size(text) == Size(diameter_mm=800)


@pytest.mark.parametrize(
    "text",
    [
        "1200X800",
        "1200x800",
        "1200×800",
        "1200*800",
        "1200 × 800",
        "1.2×0.8",
        "1.2×0.8 m",
        "1.2m×0.8m",
        "1200mm×800mm",
    ],
)
def test_one_box_however_it_is_written(text):
    assert read_size(text) == Size(width_mm=1200, height_mm=800)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("2DN800", Size(diameter_mm=800, barrels=2)),
        ("2-DN800", Size(diameter_mm=800, barrels=2)),
        ("2X800", Size(diameter_mm=800, barrels=2)),
        ("2-800", Size(diameter_mm=800, barrels=2)),
        ("2×1200×800", Size(width_mm=1200, height_mm=800, barrels=2)),
        ("2孔1200X800", Size(width_mm=1200, height_mm=800, barrels=2)),
    ],
)
def test_barrels_are_counted(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["300-500", "500-300", "DN300-DN500", "300～500", "300~500"])
def test_a_range_is_flagged_and_keeps_both_ends(text):
    assert read_size(text) == Size(diameter_mm=300, is_range=True, up_to_mm=500)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "DN0",
        "0X800",
        "不明",
        "-800",
        "1.2X800",
        "99DN800",
        "1200X",
        "X800",
        "800X600X400X200",
        "nan",
        "inf",
    ],
)
def test_what_is_no_size_is_not_guessed(text):
    assert read_size(text) is None


@given(millimetres)
def test_any_diameter_survives_its_spellings(diameter):
    for text in (f"{diameter}", f"DN{diameter}", f"d{diameter}", f"Φ{diameter}mm", f"{diameter}.0"):
        assert read_size(text) == Size(diameter_mm=diameter), text


@given(millimetres, millimetres, st.sampled_from("xX×*"))
def test_any_box_survives_its_spellings(width, height, sign):
    assert read_size(f"{width}{sign}{height}") == Size(width_mm=width, height_mm=height)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    size = read_size(text)
    assert (
        size is None or (size.diameter_mm or 0) > 0 or (size.width_mm or 0) > 0 and (size.height_mm or 0) > 0
    )


@pytest.mark.parametrize(
    ("diameter", "name"),
    [
        (1, "small"),
        (599.9, "small"),
        (600, "medium"),
        (1000, "medium"),
        (1000.5, "large"),
        (1500, "large"),
        (1501, "extra_large"),
    ],
)
def test_size_classes_at_their_limits(diameter, name):
    assert size_class(diameter) == name


@pytest.mark.parametrize("diameter", [0, -1, float("nan")])
def test_a_pipe_without_size_has_no_class(diameter):
    with pytest.raises(ValueError, match="not a diameter"):
        size_class(diameter)


def test_size_classes_follow_one_another_without_gap():
    for lower, upper in zip(SIZE_CLASSES, SIZE_CLASSES[1:], strict=False):
        assert lower.up_to_mm == upper.over_mm
