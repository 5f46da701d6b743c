"""Reading one text as a date, a size, a yes or no, a grade; None where it is none. Plain Python."""

import calendar
import datetime
import re
import unicodedata
from dataclasses import dataclass

YES = {"是", "有", "Y", "YES", "TRUE", "T", "1", "已装", "已安装", "√"}
NO = {"否", "无", "N", "NO", "FALSE", "F", "0", "没有", "未装", "未安装", "×"}
# Flow direction: 0 as drawn, 1 against the drawing.
AS_DRAWN = {"0", "+", "正", "正向", "顺", "顺向"}
AGAINST = {"1", "-", "反", "反向", "逆", "逆向"}
GRADES = {"优": 1, "很好": 1, "良": 2, "好": 2, "中": 3, "一般": 3, "差": 4, "较差": 4, "劣": 5, "很差": 5, "危险": 5}

DAY = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?$")
MONTH = re.compile(r"^(\d{4})[-/.年](\d{1,2})月?$|^(\d{4})(0[1-9]|1[0-2])$")
YEAR = re.compile(r"^(\d{4})(?:年|\.0+)?$")
DECADE = re.compile(r"^(?:(\d{2})(?:世纪)?)?(\d)0年代$")
SECTION = re.compile(r"^(\d+(?:\.\d+)?)(?:mm)?[x×*＊X](\d+(?:\.\d+)?)(?:mm)?$", re.IGNORECASE)
ROUND = re.compile(r"^(?:DN|D|d|Φ|φ|Ø|ø|∅)?(\d+(?:\.\d+)?)(?:mm)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A date and how precise it is: day, month, year or decade (the first day of it)."""

    date: datetime.date
    precision: str


def plain(text: str) -> str:
    """Full-width characters as their plain ones, no blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def day(text: str) -> Day | None:
    """A date between 1800 and next year as surveys write it: 1988, 1988-05, 19880512, 1988年5月, 80年代."""
    text = plain(text).replace(" 00:00:00", "")
    for pattern, precision in ((YEAR, "year"), (MONTH, "month"), (DAY, "day")):
        if match := pattern.match(text):
            year, month, day_of_month = [int(part) for part in match.groups() if part] + [1] * (
                3 - len([part for part in match.groups() if part])
            )
            return _checked(year, month, day_of_month, precision)
    if match := DECADE.match(text):
        century = int(match[1]) - 1 if match[1] else 19
        return _checked(century * 100 + int(match[2]) * 10, 1, 1, "decade")
    return None


def _checked(year: int, month: int, day_of_month: int, precision: str) -> Day | None:
    if not (1800 <= year <= datetime.date.today().year + 1 and 1 <= month <= 12):
        return None
    if not 1 <= day_of_month <= calendar.monthrange(year, month)[1]:
        return None
    return Day(datetime.date(year, month, day_of_month), precision)


def section(text: str) -> dict[str, str] | None:
    """
    A pipe's section: `{"diameter_mm": ...}` of a round one, width, height and shape of a box. Millimetres.

    >>> section("DN800")
    {'diameter_mm': '800'}
    >>> section("1200X800")
    {'width_mm': '1200', 'height_mm': '800', 'shape': 'box'}
    """
    text = plain(text).replace(" ", "")
    if match := ROUND.match(text):
        return {"diameter_mm": _whole(match[1])} if float(match[1]) > 0 else None
    if match := SECTION.match(text):
        return {"width_mm": _whole(match[1]), "height_mm": _whole(match[2]), "shape": "box"}
    return None


def _whole(number: str) -> str:
    return str(round(float(number)))


def yes_no(text: str) -> str | None:
    """"true", "false" or None."""
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
