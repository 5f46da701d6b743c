"""What a district page is asked: period, moment, class; read in one place, and written into every link again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils import timezone

from assets.districts.api import moment_asked_for
from assets.districts.period import Period, period_asked_for
from assets.registry.classes import CATALOGUE
from assets.registry.filters import words
from assets.registry.scope import Scope


@dataclass(frozen=True)
class Question:
    """
    `period` is of inspections and work, `as_of` the moment that assets, conditions, overdue and open work are asked
    about (None: now), `asset_class` the one class the page is narrowed to (empty: all).
    """

    period: Period
    as_of: datetime | None = None
    asset_class: str = ""

    @property
    def day(self) -> date | None:
        """The day asked about; None for now."""
        return timezone.localdate(self.as_of) if self.as_of else None

    @property
    def last_day(self) -> date:
        """The day asked about, today where it is now."""
        return self.day or timezone.localdate()

    @property
    def classes(self) -> list[str] | None:
        """The class as a list; None for all."""
        return [self.asset_class] if self.asset_class else None

    def within(self, scope: Scope) -> Scope:
        """The scope, narrowed to the class asked about."""
        if not self.asset_class:
            return scope
        seen = scope.classes is None or self.asset_class in scope.classes
        return Scope(classes=(self.asset_class,) if seen else (), district_ids=scope.district_ids)

    def query(self, **more: str) -> str:
        """The question as an address has it, with `more` words; empty ones are left out."""
        said = {
            "since": self.period.since.isoformat(),
            "until": self.period.until.isoformat(),
            "as_of": self.day.isoformat() if self.day else "",
            "asset_class": self.asset_class,
            **more,
        }
        return urlencode({name: text for name, text in said.items() if text})


def question_of(parameters: Mapping[str, str]) -> Question:
    """
    The question in `since`, `until`, `as_of` and `asset_class`.

    Raises Malformed, naming the parameter: no day, a period that ends before it starts, a moment still to come, a class
    that there is not.
    """
    as_of = moment_asked_for(parameters.get("as_of", "").strip() or None)
    period = period_asked_for(parameters, timezone.localdate(as_of) if as_of else None)
    asked_class = parameters.get("asset_class", "").strip()
    if asked_class:
        (asked_class,) = words("asset_class", asked_class, CATALOGUE)[:1]
    return Question(period, as_of, asked_class)
