"""
Reading one text as a yes or no, a flow direction, a grade, a size; None where it is none. Plain Python.

Sizes, dates and choices are the standards' (read_size, read_date, recognise); here is what they become as fields.
"""

import unicodedata
from datetime import date, timedelta

from assets.standards.dates import read_date
from assets.standards.sizes import read_size

YES = {"是", "有", "Y", "YES", "TRUE", "T", "1", "已装", "已安装", "√"}
NO = {"否", "无", "N", "NO", "FALSE", "F", "0", "没有", "未装", "未安装", "×"}
# Flow direction: 0 as drawn, 1 against the drawing.
AS_DRAWN = {"0", "FALSE", "+", "正", "正向", "顺", "顺向"}
AGAINST = {"1", "TRUE", "-", "反", "反向", "逆", "逆向"}
GRADES = {
    **dict.fromkeys(("优", "很好"), 1),
    **dict.fromkeys(("良", "好"), 2),
    **dict.fromkeys(("中", "一般"), 3),
    **dict.fromkeys(("差", "较差"), 4),
    **dict.fromkeys(("劣", "很差", "危险"), 5),
}
# Told beside the fields, for the check that warns of it.
SIZE_RANGE = "size_range"


def plain(text: str) -> str:
    """Full-width characters as their plain ones, no blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def day(text: str) -> tuple[str, str] | None:
    """A date (ISO) not later than next year, and its precision: day, month, year, decade or unknown."""
    read = read_date(text)
    if read is None or read.date > date.today() + timedelta(days=366):
        return None
    return read.date.isoformat(), read.precision


def section(text: str) -> dict[str, str]:
    """
    A pipe's section as fields, millimetres: a diameter, or width, height and shape; the number of barrels where told.

    >>> section("1200X800")
    {'width_mm': '1200', 'height_mm': '800', 'shape': 'box'}
    """
    size = read_size(text)
    if size is None:
        return {}
    fields = {}
    if size.diameter_mm:
        fields["diameter_mm"] = str(size.diameter_mm)
    else:
        fields |= {"width_mm": str(size.width_mm), "height_mm": str(size.height_mm), "shape": "box"}
    if size.barrels > 1:
        fields["barrels"] = str(size.barrels)
    if size.is_range:
        fields[SIZE_RANGE] = str(size.up_to_mm)
    return fields


def yes_no(text: str) -> str | None:
    """ "true", "false" or None."""
    return _one_of(text, YES, NO)


def flow_against(text: str) -> str | None:
    """Whether water runs against the drawing: "true", "false" or None."""
    return _one_of(text, AGAINST, AS_DRAWN)


def _one_of(text: str, yes: set[str], no: set[str]) -> str | None:
    word = plain(text).upper().removesuffix(".0")
    return "true" if word in yes else "false" if word in no else None


def grade(text: str) -> str | None:
    """A condition of 1 (very good) to 5 (very poor), or None."""
    word = plain(text).removesuffix("级").removesuffix(".0")
    if word in {"1", "2", "3", "4", "5"}:
        return word
    return str(GRADES[word]) if word in GRADES else None
