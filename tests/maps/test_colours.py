"""The bands' colours are told apart with any colour vision."""

import re
from itertools import combinations

import pytest
from django.conf import settings

from tests.shell.test_design import CONDITIONS, VISIONS, lab, linear

SHEET = (settings.BASE_DIR / "static" / "maps" / "map.css").read_text("utf-8")
BANDS = dict(re.findall(r"--band-(\d): (#[0-9a-f]{6});", SHEET))
TOLD_APART = 30


@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_bands_are_told_apart(vision):
    seen = {}
    for band, colour in BANDS.items():
        rgb = linear(colour)
        seen[band] = lab([sum(w * c for w, c in zip(row, rgb, strict=True)) for row in VISIONS[vision]])
    for one, other in combinations(seen, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert distance > TOLD_APART, (one, other)


def test_there_are_six_and_unknown_looks_the_same_in_every_measure():
    assert sorted(BANDS) == list("012345")
    assert BANDS["0"] == CONDITIONS["unknown"]


def test_more_is_darker():
    lightness = [lab(linear(BANDS[band]))[0] for band in "12345"]
    assert lightness == sorted(lightness, reverse=True)
