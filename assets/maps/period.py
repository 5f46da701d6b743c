"""The period that works and costs are counted in: whole days by the city's clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.registry import filters
from assets.registry.errors import Malformed

USUAL_DAYS = 365
# Before any city's records; PostgreSQL's and Python's calendars both reach it.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 1, 1)


@dataclass(frozen=True)
class Period:
    """From the start of `since` to the end of `until`."""

    since: date
    until: date

    @property
    def starts(self) -> datetime:
        """The first moment of it."""
        return timezone.make_aware(datetime.combine(self.since, time.min))

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine(self.until + timedelta(days=1), time.min))


def read_period(given: Mapping[str, str], today: date) -> Period:
    """The period of `since` and `until` (days); by default the twelve months up to `until`, which is `today`."""
    until = _day(given, "until") or today
    since = _day(given, "since") or max(FIRST_DAY, until - timedelta(days=USUAL_DAYS))
    if since > until:
        raise Malformed("since", _("a day before `until` (%s)") % until.isoformat())
    return Period(since, until)


def _day(given: Mapping[str, str], name: str) -> date | None:
    if not given.get(name):
        return None
    found = filters.day(name, given[name])
    if not FIRST_DAY <= found <= LAST_DAY:
        raise Malformed(name, _("a day between 1900 and 2200"))
    return found
