"""
What assets can be narrowed by: the same words in lists, the API, exports, tiles, the map's counts and their links.

Each word is read and judged here, in one place. Upper rooms add words about what they know with `add_word`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed

UNKNOWN = "unknown"
# Days of other years are typing errors; a time zone or a period reckoned from them would leave the calendar.
YEARS = range(1000, 9999)
LONGEST_TEXT = 2000
# Between the texts of a word that may be given several times and whose texts may hold commas.
SEVERAL = "\n"


@dataclass(frozen=True)
class Asked:
    """Who asks, and about which moment; None is now, and then rows are assets, else events of their history."""

    user: Any
    as_of: datetime | None = None

    @property
    def asset_id(self) -> str:
        """The column that holds the asset's id in the rows which a condition narrows."""
        return "pk" if self.as_of is None else "pgh_obj_id"


@dataclass(frozen=True)
class Word:
    """
    A word that assets can be narrowed by.

    judge: its text and the user to its value; raises Malformed. condition: the value to a filter on Asset, or where
    `Asked.as_of` is set on the events of its history. description: for the API's description (English).
    fields: what it looks at, where not every class has that: the classes that have it are then asked for.
    several: texts may hold commas, and the word may be given more than once.
    """

    name: str
    judge: Callable[[str, Any], Any]
    condition: Callable[[Any, Asked], Q]
    description: str
    kind: str = "string"
    label: Any = ""
    classes: Callable[[], tuple[str, ...]] | None = None
    several: bool = False


class FieldNotOfClass(Malformed):
    """A filter on something that none of the classes asked for has (400)."""

    code = "field_not_of_class"
    message = _("%(classes)s: there is no %(field)s. Leave out %(parameter)s, or ask for %(having)s.")

    def __init__(self, word: Word, asked: Iterable[str]) -> None:
        having = word.classes() if word.classes else ()
        super().__init__(word.name, _labels(having))
        self.parameters |= {
            "classes": _labels(asked),
            "field": force_str(word.label or word.name),
            "having": _labels(having),
        }


@dataclass(frozen=True)
class AssetFilter:
    """
    A judged filter. `condition` fits Asset, or its history where `as_of` (the moment asked about) is set.

    `given` holds the words as they were sent, for links that repeat them; `values` what each was judged to mean.
    """

    condition: Q
    as_of: datetime | None = None
    given: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def classes(self) -> tuple[str, ...] | None:
        """The classes that can be among what is found, by what is asked about them; None for all."""
        return narrowed_classes(self.values)


_words: dict[str, Word] = {}


def add_word(word: Word) -> None:
    """Let assets be narrowed by one more word; upper rooms call it when the site starts."""
    _words[word.name] = word


def known_words() -> dict[str, Word]:
    """All words by name, the registry's own first."""
    from assets.registry import filter_words  # noqa: F401 - adds the registry's own

    return _words


def parse(parameters: QueryDict | Mapping[str, str], user, also: Iterable[str] = ()) -> AssetFilter:
    """
    The filter that a query string asks for; an empty value counts as not given, repeated ones are joined by commas.

    `also` names parameters that the door reads itself. Raises Malformed, naming the parameter and what it must be,
    and FieldNotOfClass.
    """
    known = known_words()
    given = read(parameters, {*known, "as_of", *also})
    asked = Asked(user, as_of_moment(given.get("as_of")))
    values = judged(given, user)
    condition = Q()
    for name, value in values.items():
        condition &= known[name].condition(value, asked)
    if "asset_class" not in values and (classes := narrowed_classes(values)) is not None:
        condition &= Q(asset_class__in=classes)
    return AssetFilter(condition=condition, as_of=asked.as_of, given=given, values=values)


def judged(given: Mapping[str, str], user) -> dict[str, Any]:
    """What each of the words in `given` means, in the order of the words. Raises Malformed, FieldNotOfClass."""
    values = {name: word.judge(given[name], user) for name, word in known_words().items() if name in given}
    for least, most in (("year_from", "year_to"), ("diameter_min", "diameter_max")):
        if least in values and most in values and values[most] < values[least]:
            raise Malformed(most, _("not below %s") % least)
    asked = values.get("asset_class")
    for name in values:
        word = _words[name]
        if asked is not None and word.classes and not set(word.classes()) & set(asked):
            raise FieldNotOfClass(word, asked)
    return values


def narrowed_classes(values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The classes asked for, less those that lack a field which is asked about; None where nothing says."""
    found = set(values["asset_class"]) if "asset_class" in values else None
    for name in values:
        if having := _words[name].classes:
            found = set(having()) if found is None else found & set(having())
    return None if found is None else tuple(name for name in CATALOGUE if name in found)


def read(parameters: QueryDict | Mapping[str, str], known: set[str]) -> dict[str, str]:
    """The parameters that were given, trimmed. Raises Malformed for a name not in `known` or an unusable text."""
    given = {}
    for name in parameters:
        texts = parameters.getlist(name) if isinstance(parameters, QueryDict) else [parameters[name]]
        several = name in _words and _words[name].several
        text = (SEVERAL if several else ",").join(texts).strip()
        if name not in known:
            raise Malformed(name, _("one of the known parameters: %s") % ", ".join(sorted(known)))
        if text:
            given[name] = plain_text(name, text)
    return given


def plain_text(parameter: str, text: str) -> str:
    """The text, as far as a database can hold it and a person would type it; Malformed otherwise."""
    if "\0" in text or len(text) > LONGEST_TEXT:
        raise Malformed(parameter, _("a text of at most %s characters, without control codes") % LONGEST_TEXT)
    return text


def words(parameter: str, text: str, known: Iterable[str]) -> list[str]:
    """The words of a comma-separated list, each one of `known`; Malformed otherwise."""
    known = list(known)
    found = [word.strip() for word in text.split(",") if word.strip()]
    if not found or not set(found) <= set(known):
        raise Malformed(parameter, _("one or more of %s, separated by commas") % ", ".join(known))
    return found


def day(parameter: str, text: str) -> date:
    """A day in ISO 8601 of YEARS; Malformed otherwise."""
    try:
        if len(text) == len("2025-06-30") and (parsed := parse_date(text)) and parsed.year in YEARS:
            return parsed
    except ValueError:
        pass  # 2025-02-30: said below like any other nonsense
    raise Malformed(parameter, _("a day like 2025-06-30"))


def whole(parameter: str, text: str, least: int, most: int, expected) -> int:
    """A whole number from `least` to `most`; Malformed with `expected` otherwise."""
    digits = max(9, len(str(most)))
    if not text.isascii() or not text.isdigit() or len(text) > digits or not least <= int(text) <= most:
        raise Malformed(parameter, expected)
    return int(text)


def yes_or_no(parameter: str, text: str) -> bool:
    """Whether the text says yes; Malformed where it says neither."""
    return words(parameter, text, ["yes", "no"]) == ["yes"]


def moment(parameter: str, text: str, *, end_of_day: bool = False) -> datetime:
    """A moment of YEARS in ISO 8601, or a day by the city's clocks: its start, or with `end_of_day` its last microsecond."""
    expected = _("a day like 2025-06-30 or a moment like 2025-06-30T08:00:00+08:00")
    try:
        if len(text) == len("2025-06-30") and (parsed_day := parse_date(text)) and parsed_day.year in YEARS:
            start = timezone.make_aware(datetime.combine(parsed_day, time.min))
            return start + timedelta(days=1, microseconds=-1) if end_of_day else start
        # A plus sign that was not escaped arrives as a space.
        if (parsed := parse_datetime(text.replace(" ", "+"))) and parsed.year in YEARS:
            return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)
    except (ValueError, OverflowError) as error:
        raise Malformed(parameter, expected) from error
    raise Malformed(parameter, expected)


def as_of_moment(text: str | None) -> datetime | None:
    """The moment of `as_of`: the end of a day, or the moment itself; None where not given."""
    return moment("as_of", text, end_of_day=True) if text else None


def end_of(asked: date) -> datetime:
    """The last microsecond of a day by the city's clocks."""
    return timezone.make_aware(datetime.combine(asked, time.min)) + timedelta(days=1, microseconds=-1)


def _labels(names: Iterable[str]) -> str:
    return ", ".join(force_str(CATALOGUE[name].label) for name in names)
