"""What a tile or a count is asked to show: filters, measure and day, limited by what the user may see."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.maps.measures import CONDITION, MEASURES, Measure
from assets.registry import filters, serializers
from assets.registry.errors import Malformed
from assets.registry.filters import Asked
from assets.registry.history import require_begun
from assets.registry.models import Asset
from assets.registry.scope import Scope

ALSO = ("measure", "since", "until")
# The words that rows of facts and of assets are narrowed by in the map's own SQL; all others choose assets by id.
COUNTED = ("asset_class", "condition", "status", "district")
# Given empty, they ask for nothing: every switch of the map is off.
SWITCHED = ("asset_class", "condition", "status")
NARROWED = {
    "year_from",
    "year_to",
    "installed_before",
    "material",
    "diameter_min",
    "diameter_max",
    "owner",
    "inspected_before",
    "inspected_since",
    "maintained_before",
    "maintained_since",
    "overdue",
}
NOTHING = "SELECT NULL::bigint WHERE false"


@dataclass(frozen=True)
class Selection:
    """
    Filters ready for SQL: None means "no limit", an empty tuple "nothing". `visible_districts` limits outlines.

    `words` are the judged filters beyond class, condition, status and district; `others` SQL of the ids of assets
    that words unknown to the map's own SQL choose, None without such. `as_of` is a past day, None for now; `today`
    the city's, or that day. `since` and `until` are the days of the period that works and cost are of.
    """

    classes: tuple[str, ...] | None
    conditions: tuple[int, ...] | None
    statuses: tuple[str, ...] | None
    districts: tuple[int, ...] | None
    visible_districts: tuple[int, ...] | None
    words: dict[str, Any] = field(default_factory=dict)
    others: str | None = None
    measure: Measure = MEASURES[CONDITION]
    as_of: date | None = None
    today: date = field(default_factory=timezone.localdate)
    since: date | None = None
    until: date | None = None

    @property
    def counted(self) -> bool:
        """Whether the counts by cell answer it: condition, narrowed by nothing that they do not know."""
        return self.measure.name == CONDITION and not self.words and self.others is None

    @property
    def moment(self) -> datetime | None:
        """The end of the day asked about; None for now."""
        return None if self.as_of is None else filters.end_of(self.as_of)

    def parameters(self) -> dict:
        """For the SQL files: arrays, days, or None."""
        limits = {
            "classes": self.classes,
            "conditions": self.conditions,
            "statuses": self.statuses,
            "districts": self.districts,
            "visible_districts": self.visible_districts,
        }
        return {
            **{name: None if value is None else list(value) for name, value in limits.items()},
            **{
                name: list(value) if isinstance(value, tuple) else value for name, value in self.words.items()
            },
            "as_of": self.as_of,
            "moment": self.moment,
            "today": self.today,
            "since": self.since,
            "until": self.until,
        }

    @property
    def key(self) -> str:
        """Equal for equal selections: part of cache keys and ETags. The day only where what is drawn depends on it."""
        daily = self.as_of is None and (self.measure.today or "overdue" in self.words)
        said = (
            self.classes,
            self.conditions,
            self.statuses,
            self.districts,
            self.visible_districts,
            sorted(self.words.items()),
            self.others,
            self.measure.name,
            self.as_of,
            self.today if daily else None,
            (self.since, self.until) if self.measure.period else None,
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def parse(query: QueryDict, scope: Scope, user=None) -> Selection:
    """
    The selection a query asks for, within the scope.

    Raises Malformed for what is not known or cannot be, FieldNotOfClass, BeforeTheRegistry.
    """
    known = filters.known_words()
    given = filters.read(query, {*known, "as_of", *ALSO})
    today = timezone.localdate()
    as_of = filters.day("as_of", given["as_of"]) if "as_of" in given else None
    if as_of is not None and as_of >= today:
        as_of = None
    if as_of is not None:
        require_begun(filters.end_of(as_of))
    values = {} if not given else filters.judged(given, user)
    values |= {name: () for name in SWITCHED if name in query and name not in given}
    classes = filters.narrowed_classes(values)
    since, until = _period(given, as_of or today)
    measure = given.get("measure", CONDITION)
    if measure not in MEASURES:
        raise Malformed("measure", _("one of %s") % ", ".join(MEASURES))
    return Selection(
        classes=_both(classes, scope.classes),
        conditions=values.get("condition"),
        statuses=values.get("status"),
        districts=_both(values.get("district"), scope.district_ids),
        visible_districts=scope.district_ids,
        words={name: value for name, value in values.items() if name in NARROWED},
        others=_others(values, Asked(user, None if as_of is None else filters.end_of(as_of))),
        measure=MEASURES[measure],
        as_of=as_of,
        today=as_of or today,
        since=since,
        until=until,
    )


def _period(given: dict[str, str], last: date) -> tuple[date, date]:
    """The days of `since` and `until`, not beyond `last`; the twelve months up to it where they are not given."""
    until = min(filters.day("until", given["until"]), last) if "until" in given else last
    if "since" in given:
        since = filters.day("since", given["since"])
        if "until" in given and since > filters.day("until", given["until"]):
            raise Malformed("until", _("not before since"))
        return since, until
    day = until if (until.month, until.day) != (2, 29) else until.replace(day=28)
    return day.replace(year=day.year - 1), until


def _others(values: dict[str, Any], asked: Asked) -> str | None:
    """SQL of the ids of the assets that the other words choose."""
    words = filters.known_words()
    condition = Q()
    for name, value in values.items():
        if name not in NARROWED and name not in COUNTED:
            condition &= words[name].condition(value, asked)
    if not condition:
        return None
    queryset: QuerySet
    if asked.as_of is None:
        queryset = Asset.objects.filter(condition).order_by().values("pk")
    else:
        events = apps.get_model("registry", "AssetEvent").objects
        latest = (
            events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_created_at__lte=asked.as_of)
            .order_by("-pgh_id")
            .values("pgh_id")[:1]
        )
        queryset = serializers.past(events).filter(condition, pgh_id=Subquery(latest)).values("pgh_obj_id")
    try:
        sql, parameters = queryset.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING
    with connection.cursor() as cursor:
        written = cursor.cursor.mogrify(sql, parameters).decode()
    return written.replace("%", "%%")


def _both(asked: tuple | None, allowed: tuple | None) -> tuple | None:
    """What is asked for and allowed; None where neither limits."""
    if asked is None or allowed is None:
        return allowed if asked is None else asked
    return tuple(value for value in asked if value in set(allowed))
