"""
Sizes of sections as surveys write them, and the size classes of pipes.

Texts: domain list of survey deliveries [K]; size classes: CJJ 68-2016, 3.3.4 [V].
"""

import re
import unicodedata
from dataclasses import dataclass

from assets.standards.labels import Label

# A section's side below this many units is given in metres: no drain is 20 mm wide, none is 20 m.
METRES_BELOW = 20
MOST_BARRELS = 12

_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
_UNIT = r"(MM|CM|M|毫米|厘米|米)?"
_DIAMETER_SIGN = r"(DN|DE|ID|D|Φ|Ø|⌀|∅)"
_BARRELS = re.compile(
    r"([0-9]{1,2})(?:孔|根|排|@|-|X)?(?=DN|DE|ID|D|Φ|Ø|⌀|∅)|([0-9]{1,2})(?:孔|根|排|@)-?(?=[0-9])"
)
_ROUND = re.compile(rf"(?:{_DIAMETER_SIGN}[-=:]?)?{_NUMBER}{_UNIT}")
_BOX = re.compile(rf"(?:B[X]?H[=:]?)?{_NUMBER}{_UNIT}X{_NUMBER}{_UNIT}")
_THREE = re.compile(rf"([0-9]{{1,2}})[X-]({_NUMBER}{_UNIT}X{_NUMBER}{_UNIT})")
_RANGE = re.compile(rf"{_DIAMETER_SIGN}?{_NUMBER}{_UNIT}[-~]{_DIAMETER_SIGN}?{_NUMBER}{_UNIT}")
_MILLIMETRES = {"MM": 1.0, "毫米": 1.0, "CM": 10.0, "厘米": 10.0, "M": 1000.0, "米": 1000.0}


@dataclass(frozen=True)
class Size:
    """
    A section in millimetres: either a diameter, or a width and a height (of one barrel).

    is_range: the text gave a range (a pipe that tapers, or a survey that was not sure); `diameter_mm` is its smaller
    end, which is what the pipe can carry, and `up_to_mm` its larger. A reader must warn.
    """

    diameter_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    barrels: int = 1
    is_range: bool = False
    up_to_mm: int | None = None


def read_size(text: str) -> Size | None:
    """
    The size a survey's text means, in millimetres; None where it means none.

    Read: 800, DN800, d800, Φ800, 2DN800, 1200X800, 1200×800, 1200*800 (width by height), 2×1200×800 (two barrels),
    1.2×0.8 (metres, as both are below 20), 0.8 m, 300-500 (a range).

    >>> read_size("2DN800")
    Size(diameter_mm=800, width_mm=None, height_mm=None, barrels=2, is_range=False, up_to_mm=None)
    >>> read_size("1.2×0.8 m").width_mm
    1200
    """
    plain = _plain(text)
    barrels = 1
    if found := _BARRELS.match(plain):
        barrels = int(found[1] or found[2])
        plain = plain[found.end() :]
        if not 1 <= barrels <= MOST_BARRELS:
            return None
    if found := _ROUND.fullmatch(plain):
        return _round(found, barrels)
    if found := _RANGE.fullmatch(plain):
        return _range(found, barrels)
    if barrels == 1 and (found := _THREE.fullmatch(plain)):
        barrels, plain = int(found[1]), found[2]
    if found := _BOX.fullmatch(plain):
        return _box(found, barrels)
    return None


def _plain(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    for sign in "×*✕╳":
        plain = plain.replace(sign, "X")
    for sign in "–—－～至":
        plain = plain.replace(sign, "~" if sign in "～至" else "-")
    return plain


def _millimetres(number: str, unit: str | None) -> int | None:
    millimetres = round(float(number) * _MILLIMETRES[unit or "MM"])
    return millimetres if millimetres > 0 else None


def _round(found: re.Match, barrels: int) -> Size | None:
    _, number, unit = found.groups()
    if unit is None and "." in number and float(number) < METRES_BELOW:
        unit = "M"
    diameter = _millimetres(number, unit)
    return Size(diameter_mm=diameter, barrels=barrels) if diameter else None


def _range(found: re.Match, barrels: int) -> Size | None:
    sign, first, first_unit, _, last, last_unit = found.groups()
    if sign is None and first_unit is None and first.isdigit() and int(first) <= MOST_BARRELS:
        # 2-800: two barrels.
        diameter = _millimetres(last, last_unit)
        return Size(diameter_mm=diameter, barrels=int(first)) if diameter and int(first) else None
    start = _millimetres(first, first_unit or last_unit)
    end = _millimetres(last, last_unit or first_unit)
    if start is None or end is None:
        return None
    if start == end:
        return Size(diameter_mm=start, barrels=barrels)
    return Size(diameter_mm=min(start, end), barrels=barrels, is_range=True, up_to_mm=max(start, end))


def _box(found: re.Match, barrels: int) -> Size | None:
    width, width_unit, height, height_unit = found.groups()
    unit = height_unit or width_unit
    small = (float(width) < METRES_BELOW, float(height) < METRES_BELOW)
    if unit is None and small == (True, False) and barrels == 1 and width.isdigit():
        # 2X800: barrels of a round pipe.
        diameter = _millimetres(height, "MM")
        return Size(diameter_mm=diameter, barrels=int(width)) if 1 <= int(width) <= MOST_BARRELS else None
    if unit is None:
        if small[0] != small[1]:
            return None
        unit = "M" if all(small) else "MM"
    width_mm, height_mm = _millimetres(width, width_unit or unit), _millimetres(height, unit)
    if width_mm is None or height_mm is None or not 1 <= barrels <= MOST_BARRELS:
        return None
    return Size(width_mm=width_mm, height_mm=height_mm, barrels=barrels)


@dataclass(frozen=True)
class SizeClass:
    """A class of CJJ 68: pipes over `over_mm` up to `up_to_mm` (None: without limit)."""

    name: str
    label: Label
    over_mm: float
    up_to_mm: float | None


# "small < 600, medium 600-1000, large > 1000-1500, extra-large > 1500": 600 itself is medium. [V]
SIZE_CLASSES: tuple[SizeClass, ...] = (
    SizeClass("small", Label("小型管", "small"), 0, 600),
    SizeClass("medium", Label("中型管", "medium"), 600, 1000),
    SizeClass("large", Label("大型管", "large"), 1000, 1500),
    SizeClass("extra_large", Label("特大型管", "extra-large"), 1500, None),
)


def size_class(diameter_mm: float) -> str:
    """
    The CJJ 68 size class of a pipe of `diameter_mm`: small, medium, large or extra_large.

    Raises ValueError for a diameter that is not above zero.

    >>> size_class(600), size_class(1000), size_class(1500.5)
    ('medium', 'medium', 'extra_large')
    """
    if not diameter_mm > 0:
        raise ValueError(f"not a diameter: {diameter_mm!r}")
    if diameter_mm < 600:
        return "small"
    return next(
        entry.name for entry in SIZE_CLASSES[1:] if entry.up_to_mm is None or diameter_mm <= entry.up_to_mm
    )
