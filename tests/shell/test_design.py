"""The design sheet's promises: readable text, and conditions told apart with any colour vision."""

import re
from itertools import combinations

import pytest
from django.conf import settings

from assets.shell.palette import CONDITION_COLOURS, CONDITION_UNKNOWN_COLOUR

SHEET = (settings.BASE_DIR / "static" / "shell" / "design.css").read_text("utf-8")
VARIABLES = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", SHEET))
CONDITIONS = {
    **{str(grade): colour for grade, colour in CONDITION_COLOURS.items()},
    "unknown": CONDITION_UNKNOWN_COLOUR,
}

# Linear RGB to what an eye without one kind of cone sees (Machado, Oliveira and Fernandes 2009, severity 1.0).
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# CIE76 distance; about 2.3 is just noticeable side by side, and map lines are thin and apart.
TOLD_APART = 20


def linear(colour: str) -> list[float]:
    """Linear RGB, 0 to 1, of "#rrggbb"."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted(
        (
            sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
            for colour in (one, other)
        ),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of linear RGB."""
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in rgb)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_conditions_are_told_apart(vision):
    seen = {}
    for name, colour in CONDITIONS.items():
        rgb = linear(colour)
        seen[name] = lab([sum(w * c for w, c in zip(row, rgb, strict=True)) for row in VISIONS[vision]])
    for one, other in combinations(seen, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert distance > TOLD_APART, (one, other)


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_sheet_and_the_palette_agree_and_badges_are_readable(name):
    assert VARIABLES[f"condition-{name}"] == CONDITIONS[name]
    assert contrast(CONDITIONS[name], VARIABLES[f"condition-{name}-ink"]) >= 4.5


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (text, ground)
        for text in ("ink", "ink-soft", "accent", "accent-strong", "danger", "warning", "success")
        for ground in ("surface", "ground")
    ]
    + [
        ("ink-soft", "surface-sunk"),
        ("surface", "brand"),
        ("surface", "accent"),
        ("surface", "danger"),
        ("accent-strong", "accent-soft"),
        ("danger", "danger-soft"),
        ("warning", "warning-soft"),
        ("success", "success-soft"),
    ],
)
def test_text_is_readable(text, ground):
    assert contrast(VARIABLES[text], VARIABLES[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["surface", "ground"])
def test_edges_of_controls_are_visible(ground):
    assert contrast(VARIABLES["line-strong"], VARIABLES[ground]) >= 3


def test_every_icon_a_template_asks_for_is_drawn():
    drawn = set(
        re.findall(
            r'symbol id="([a-z-]+)"', (settings.BASE_DIR / "static/shell/icons.svg").read_text("utf-8")
        )
    )
    asked = set()
    for path in (settings.BASE_DIR / "assets").glob("*/templates/**/*.html"):
        asked |= set(re.findall(r"icons\.svg' %}#([a-z-]+)", path.read_text("utf-8")))
    assert asked <= drawn


def test_every_variable_a_sheet_takes_is_defined():
    sheets = [
        path.read_text("utf-8")
        for path in (settings.BASE_DIR / "static").glob("**/*.css")
        if "vendor" not in path.parts
    ]
    defined = {name for sheet in sheets for name in re.findall(r"(--[a-z0-9-]+)\s*:", sheet)}
    for name in ("surface", "ink", "condition-1"):
        assert f"--{name}" in defined
    taken_without_fallback = {
        name for sheet in sheets for name in re.findall(r"var\((--[a-z0-9-]+)\)", sheet)
    }
    assert taken_without_fallback <= defined
