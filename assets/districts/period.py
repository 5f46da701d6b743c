"""The period a page or a summary looks at, in whole days by the city's clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import Malformed
from assets.registry.filters import day

DEFAULT_DAYS = 365


@dataclass(frozen=True)
class Period:
    """From the day `since` to the day `until`, both included."""

    since: date
    until: date

    @property
    def starts_at(self) -> datetime:
        """The moment the first day begins."""
        return timezone.make_aware(datetime.combine(self.since, time.min))

    @property
    def ends_at(self) -> datetime:
        """The moment just after the last day."""
        return timezone.make_aware(datetime.combine(self.until + timedelta(days=1), time.min))

    @property
    def query(self) -> str:
        """The period as part of an address."""
        return f"since={self.since.isoformat()}&until={self.until.isoformat()}"


def period_asked_for(parameters: Mapping[str, str], today: date | None = None) -> Period:
    """
    The period in `since` and `until` (days); the last 365 days up to today, or up to `until`, where left out.

    Raises Malformed for what is no day, for days outside 1900 to 2200, and where the end lies before the start.
    """
    until_text, since_text = parameters.get("until", "").strip(), parameters.get("since", "").strip()
    until = day("until", until_text) if until_text else today or timezone.localdate()
    since = day("since", since_text) if since_text else until - timedelta(days=DEFAULT_DAYS - 1)
    for name, value in (("until", until), ("since", since)):
        if not 1900 <= value.year <= 2200:
            raise Malformed(name, _("a day between 1900 and 2200"))
    if until < since:
        raise Malformed("until", _("a day not before the start of the period"))
    return Period(since, until)
