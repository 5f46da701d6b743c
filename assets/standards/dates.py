"""
Dates as surveys write them, with how precisely they are known.

Formats [V, S17 and delivered tables]. 1990-01-01, 2000-01-01 and 2010-01-01 are agreed stand-ins for "unknown, about
then" [V]: the date is kept, its precision is unknown.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

EARLIEST_YEAR = 1800
LATEST_YEAR = 2100
STAND_INS = frozenset({date(1990, 1, 1), date(2000, 1, 1), date(2010, 1, 1)})

_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_ABOUT = re.compile(r"^(?:约|大约|大概)|(?:左右|前后|建成|竣工|建)$")
_SEPARATED = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:(?:[-/.]|月)(\d{1,2})日?|月)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?(?:\.0+)?", re.ASCII)
_YEAR = re.compile(r"(\d{4})(?:年|年度|\.0+)?", re.ASCII)
_DECADE = re.compile(r"(?:(\d{2})世纪)?(\d0)年代(?:初|中|末|初期|中期|末期)?", re.ASCII)
_DECADE_OF_YEAR = re.compile(r"(\d{3}0)(?:年代|S)", re.ASCII)
_TENS = re.compile(r"([一二三四五六七八九])十(?=年代|世纪)")
_YEAR_IN_NUMERALS = re.compile(r"^[〇○零一二三四五六七八九]{4}(?=年)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@dataclass(frozen=True)
class ApproximateDate:
    """A day and how precisely it is known: day, month, year, decade (then the first day of it) or unknown."""

    date: date
    precision: str


def read_date(text: str) -> ApproximateDate | None:
    """
    The date a survey's text means, between 1800 and 2100; None where it means none.

    Read: 2010-03-10, 2010/3/10, 20100310, 2010年3月10日, 2010-03, 201003, 2010年3月, 2010, 2010.0, 2010年, 1990s,
    九十年代, 20世纪90年代, each with a time of day behind it or 约 before it. A month or day of 0 is not known.

    >>> read_date("2010年3月")
    ApproximateDate(date=datetime.date(2010, 3, 1), precision='month')
    >>> read_date("九十年代").precision
    'decade'
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    plain = "".join(_TIME.sub("", plain).split())
    return _read(_arabic(_ABOUT.sub("", plain)))


def _arabic(text: str) -> str:
    """Chinese numerals of years and decades as digits: 二〇一〇年 is 2010年, 二十世纪九十年代 is 20世纪90年代."""
    text = _TENS.sub(lambda match: match[1].translate(_NUMERALS) + "0", text)
    return _YEAR_IN_NUMERALS.sub(lambda match: match[0].translate(_NUMERALS), text)


def _read(text: str) -> ApproximateDate | None:
    if found := _YEAR.fullmatch(text):
        return _date(int(found[1]), 0, 0)
    if found := _DECADE_OF_YEAR.fullmatch(text):
        return _decade(int(found[1]))
    if found := _DECADE.fullmatch(text):
        return _decade(_first_year(found[1], int(found[2])))
    for pattern in (_SEPARATED, _COMPACT):
        if found := pattern.fullmatch(text):
            return _date(int(found[1]), int(found[2]), int(found[3] or 0))
    return None


def _first_year(century: str | None, tens: int) -> int:
    if century is None:
        # 90年代 is the 1990s; 00, 10 and 20 can only be this century's.
        return (2000 if tens <= 20 else 1900) + tens
    return (int(century) - 1) * 100 + tens


def _decade(year: int) -> ApproximateDate | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    return ApproximateDate(date(year, 1, 1), "decade")


def _date(year: int, month: int, day: int) -> ApproximateDate | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or month > 12:
        return None
    if month == 0:
        return ApproximateDate(date(year, 1, 1), "year") if day == 0 else None
    if day == 0:
        return ApproximateDate(date(year, month, 1), "month")
    if day > calendar.monthrange(year, month)[1]:
        return None
    found = date(year, month, day)
    return ApproximateDate(found, "unknown" if found in STAND_INS else "day")
