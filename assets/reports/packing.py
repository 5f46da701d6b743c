"""Columns of values made small for a file: words that come again are written once."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

FIRST_DAY = date(2000, 1, 1)  # days are counted from here
# Inside a script element these would end it, or begin something else; JSON reads them back as they were.
ESCAPED = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def packed(values: Iterable[str]) -> dict[str, list]:
    """
    A column as its distinct `words` and, for each row, the `place` of its word; as `plain` where that is shorter.

    >>> packed(["a", "b", "a"])
    {'words': ['a', 'b'], 'place': [0, 1, 0]}
    """
    listed = list(values)
    words: dict[str, int] = {}
    place = [words.setdefault(value, len(words)) for value in listed]
    if len(listed) > 20 and len(words) > 0.7 * len(listed):
        return {"plain": listed}
    return {"words": list(words), "place": place}


def days(day: date) -> int:
    """The day as a number: days since FIRST_DAY."""
    return (day - FIRST_DAY).days


def as_script_json(value: Any) -> str:
    """JSON that may stand inside a script element whatever the texts in it are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
