"""What a value domain is made of, and the form in which words are compared."""

import re
import unicodedata
from dataclasses import dataclass

_NOISE = re.compile(r"[\s_\-－—–·。,，、:：/\\()（）\[\]【】]+")
_WHOLE_AS_DECIMAL = re.compile(r"([0-9]+)\.0+")


@dataclass(frozen=True)
class Value:
    """One value of a domain: what is stored, its labels, and the words (beside value and labels) that mean it."""

    value: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()


Domain = tuple[Value, ...]


def domain(*lines: tuple[str, ...], endings: tuple[str, ...] = ()) -> Domain:
    """
    A domain from lines of value, Chinese, English, synonyms ...

    endings: what surveys append to each Chinese word without changing its meaning (混凝土, 混凝土管).
    """
    return tuple(
        Value(value, zh, en, (*words, *(word + end for word in (zh, *words) for end in endings)))
        for value, zh, en, *words in lines
    )


def normalise(text: str) -> str:
    """
    The form in which words are compared: NFKC, upper case, without blanks, dashes, commas and brackets.

    A text of nothing but such signs ("-") stays what it is: it can be a value. A number of a table's numeric column
    ("1.0") is the number it means ("1").

    >>> normalise(" 钢筋－砼 （ii级）")
    '钢筋砼II级'
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if whole := _WHOLE_AS_DECIMAL.fullmatch(plain):
        return whole[1]
    return _NOISE.sub("", plain) or plain


def index(values: Domain) -> dict[str, str]:
    """Normalised word to value. A value and its labels win over another value's synonym."""
    words: dict[str, str] = {}
    for value in values:
        for word in (value.value, value.zh, value.en):
            words.setdefault(normalise(word), value.value)
    for value in values:
        for word in value.synonyms:
            words.setdefault(normalise(word), value.value)
    return words
