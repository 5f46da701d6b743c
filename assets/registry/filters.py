"""What a list of assets can be narrowed by: the same words in the API, the table page and its links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Upper
from django.db.models.lookups import Contains, StartsWith
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.districts import subtree
from assets.registry.errors import Malformed
from assets.registry.geojson import parse_bbox
from assets.registry.models import Asset
from assets.registry.scope import visible_districts

UNKNOWN = "unknown"
LONGEST_TEXT = 2000

# The datasets that numbered rows came from, by hopping through asset_source_code_unique: some twenty index look-ups.
SOURCES_WITH_NUMBERS = """
WITH RECURSIVE hop AS (
    (SELECT source FROM registry_asset WHERE NOT source_code = '' ORDER BY source LIMIT 1)
    UNION ALL
    SELECT (SELECT next.source FROM registry_asset next
             WHERE NOT next.source_code = '' AND next.source > hop.source
             ORDER BY next.source LIMIT 1)
      FROM hop WHERE hop.source IS NOT NULL
)
SELECT source FROM hop WHERE source IS NOT NULL
"""


@dataclass(frozen=True)
class AssetFilter:
    """
    A judged filter. `condition` fits Asset and its history alike; `as_of` is the moment asked about, None for now.

    `given` holds the words as they were sent, for links that repeat them.
    """

    condition: Q
    as_of: datetime | None = None
    given: dict[str, str] = field(default_factory=dict)


def parse(parameters: QueryDict | Mapping[str, str], user, also: Iterable[str] = ()) -> AssetFilter:
    """
    The filter that a query string asks for; an empty value counts as not given, repeated ones are joined by commas.

    `also` names parameters that the door reads itself. Raises Malformed, naming the parameter and what it must be.
    """
    given = read(parameters, {*READERS, "as_of", *also})
    condition = Q()
    for name, reader in READERS.items():
        if name in given:
            condition &= reader(given[name], user)
    return AssetFilter(condition=condition, as_of=as_of_moment(given.get("as_of")), given=given)


def known_words() -> set[str]:
    """Every word that a list of assets can be narrowed by."""
    return set(READERS)


def read(parameters: QueryDict | Mapping[str, str], known: set[str]) -> dict[str, str]:
    """The parameters that were given, trimmed. Raises Malformed for a name not in `known` or an unusable text."""
    given = {}
    for name in parameters:
        texts = parameters.getlist(name) if isinstance(parameters, QueryDict) else [parameters[name]]
        text = ",".join(texts).strip()
        if name not in known:
            raise Malformed(name, _("one of the known parameters: %s") % ", ".join(sorted(known)))
        if "\0" in text or len(text) > LONGEST_TEXT:
            raise Malformed(name, _("a text of at most %s characters, without control codes") % LONGEST_TEXT)
        if text:
            given[name] = text
    return given


def words(parameter: str, text: str, known: Iterable[str]) -> list[str]:
    """The words of a comma-separated list, each one of `known`; Malformed otherwise."""
    known = list(known)
    found = [word.strip() for word in text.split(",") if word.strip()]
    if not found or not set(found) <= set(known):
        raise Malformed(parameter, _("one or more of %s, separated by commas") % ", ".join(known))
    return found


def day(parameter: str, text: str) -> date:
    """A day in ISO 8601; Malformed otherwise."""
    try:
        if len(text) == len("2025-06-30") and (parsed := parse_date(text)):
            return parsed
    except ValueError:
        pass  # 2025-02-30: said below like any other nonsense
    raise Malformed(parameter, _("a day like 2025-06-30"))


def moment(parameter: str, text: str, *, end_of_day: bool = False) -> datetime:
    """A moment in ISO 8601, or a day by the city's clocks: its start, or with `end_of_day` its last microsecond."""
    expected = _("a day like 2025-06-30 or a moment like 2025-06-30T08:00:00+08:00")
    try:
        if len(text) == len("2025-06-30") and (parsed_day := parse_date(text)):
            start = timezone.make_aware(datetime.combine(parsed_day, time.min))
            return start + timedelta(days=1, microseconds=-1) if end_of_day else start
        # A plus sign that was not escaped arrives as a space.
        if parsed := parse_datetime(text.replace(" ", "+")):
            return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)
    except (ValueError, OverflowError) as error:
        raise Malformed(parameter, expected) from error
    raise Malformed(parameter, expected)


def as_of_moment(text: str | None) -> datetime | None:
    """The moment of `as_of`: the end of a day, or the moment itself; None where not given."""
    return moment("as_of", text, end_of_day=True) if text else None


def numbered(source_codes: list[str]) -> Q:
    """Assets with one of these numbers in any source, through the index that begins with the source."""
    with connection.cursor() as cursor:
        cursor.execute(SOURCES_WITH_NUMBERS)
        sources = [row[0] for row in cursor.fetchall()]
    return Q(source__in=sources, source_code__in=source_codes) & ~Q(source_code="")


def search(text: str) -> Q:
    """Assets whose code begins with, whose name contains, or whose number in a source is `text`; case is ignored."""
    upper = text.upper()
    return (
        Q(StartsWith(Upper("code"), upper))
        | (~Q(name="") & Q(Contains(Upper("name"), upper)))
        | numbered([text])
    )


def _district(code: str, user) -> Q:
    district = visible_districts(user).filter(code=code).first()
    if district is None:
        raise Malformed("district", _("the code of a district you may see, like 440507"))
    return Q(district_id__in=list(subtree(district).values_list("pk", flat=True)))


def _condition(text: str, user) -> Q:
    wanted = words("condition", text, [*map(str, CONDITION_LABELS), UNKNOWN])
    grades = [int(word) for word in wanted if word != UNKNOWN]
    condition = Q(condition__in=grades) if grades else Q()
    return condition | Q(condition__isnull=True) if UNKNOWN in wanted else condition


READERS = {
    "asset_class": lambda text, user: Q(asset_class__in=words("asset_class", text, CATALOGUE)),
    "district": _district,
    "condition": _condition,
    "status": lambda text, user: Q(status__in=words("status", text, Asset.Status.values)),
    "bbox": lambda text, user: Q(mercator__intersects=parse_bbox(text)),
    "source": lambda text, user: Q(source=text),
    "source_code": lambda text, user: numbered([text]),
    "q": lambda text, user: search(text),
    "installed_before": lambda text, user: Q(installed_on__lt=day("installed_before", text)),
    "updated_since": lambda text, user: Q(updated_at__gte=moment("updated_since", text)),
}
