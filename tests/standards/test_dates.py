"""Dates as surveys write them, with their precision."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.standards.dates import STAND_INS, ApproximateDate, read_date


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        *(
            (text, date(2010, 3, 10), "day")
            for text in (
                "2010-03-10",
                "2010/3/10",
                "2010.3.10",
                "20100310",
                "20100310.0",
                "2010年3月10日",
                "2010-03-10 00:00:00",
                "2010-03-10T08:30:00Z",
                "２０１０－０３－１０",
            )
        ),
        *(
            (text, date(2010, 3, 1), "month")
            for text in ("2010-03", "201003", "2010年3月", "2010.3", "20100300")
        ),
        *(
            (text, date(2010, 1, 1), "year")
            for text in ("2010", "2010年", "2010.0", " 2010 ", "约2010年", "二〇一〇年")
        ),
        *(
            (text, date(1990, 1, 1), "decade")
            for text in ("九十年代", "90年代", "1990年代", "20世纪90年代", "1990s")
        ),
        ("二十世纪八十年代", date(1980, 1, 1), "decade"),
        ("00年代", date(2000, 1, 1), "decade"),
        ("20年代", date(2020, 1, 1), "decade"),
        ("30年代", date(1930, 1, 1), "decade"),
        ("2010年代", date(2010, 1, 1), "decade"),
        ("1990-01-01", date(1990, 1, 1), "unknown"),
        ("20000101", date(2000, 1, 1), "unknown"),
        ("2010年1月1日", date(2010, 1, 1), "unknown"),
        ("2011-01-01", date(2011, 1, 1), "day"),
        ("2012-02-29", date(2012, 2, 29), "day"),
    ],
)
def test_what_surveys_write_is_read_with_its_precision(text, day, precision):
    assert read_date(text) == ApproximateDate(day, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "不详",
        "201013",
        "2010-02-30",
        "2011-02-29",
        "20101332",
        "0000-00-00",
        "1700",
        "3010",
        "10",
        "2010-3-10-1",
        "nan",
    ],
)
def test_what_is_no_date_is_not_guessed(text):
    assert read_date(text) is None


@given(st.dates(date(1801, 1, 1), date(2099, 12, 31)))
def test_any_day_survives_its_spellings(day):
    expected = ApproximateDate(day, "unknown" if day in STAND_INS else "day")
    for text in (
        day.isoformat(),
        day.strftime("%Y%m%d"),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.isoformat()} 12:00:00",
    ):
        assert read_date(text) == expected, text


@given(st.integers(1800, 2100), st.integers(1, 12))
def test_any_month_and_year_survive_their_spellings(year, month):
    assert read_date(f"{year}") == ApproximateDate(date(year, 1, 1), "year")
    for text in (f"{year}{month:02}", f"{year}-{month}", f"{year}年{month}月"):
        assert read_date(text) == ApproximateDate(date(year, month, 1), "month")


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text):
    found = read_date(text)
    assert found is None or 1800 <= found.date.year <= 2100
