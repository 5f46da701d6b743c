"""Words that assets can be narrowed by because of what was done to them; added to registry.filters."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE
from assets.registry.filters import Asked, Word, add_word, day, yes_or_no
from assets.work.models import Inspection, Upkeep, WorkOrder


def inspectable() -> tuple[str, ...]:
    """The classes that are inspected."""
    return tuple(name for name, entry in CATALOGUE.items() if entry.inspectable)


def inspected_since(since: date, asked: Asked) -> Q:
    """Assets inspected on that day or later (by the moment asked about)."""
    rows = Inspection.objects.filter(inspected_at__gte=_start(since))
    if asked.as_of is not None:
        rows = rows.filter(inspected_at__lte=asked.as_of)
    return _has(rows, asked)


def maintained_since(since: date, asked: Asked) -> Q:
    """Assets on which work was finished on that day or later (by the moment asked about)."""
    rows = WorkOrder.objects.filter(state__in=WorkOrder.FINISHED_STATES, finished_at__gte=_start(since))
    if asked.as_of is not None:
        rows = rows.filter(finished_at__lte=asked.as_of)
    return _has(rows, asked)


def overdue(wanted: bool, asked: Asked) -> Q:
    """Assets with a task past its day, by today's plans; or those with none."""
    if asked.as_of is None:
        rows = Upkeep.objects.filter(next_due_on__lt=timezone.localdate())
    else:
        then = timezone.localdate(asked.as_of)
        rows = Upkeep.objects.extra(where=["overdue_days @> %s::date"], params=[then])
    return _has(rows, asked) if wanted else ~_has(rows, asked)


def _has(rows: QuerySet, asked: Asked) -> Q:
    return Q(Exists(rows.filter(asset_id=OuterRef(asked.asset_id))))


def _start(since: date) -> datetime:
    return timezone.make_aware(datetime.combine(since, time.min))


def _day(name: str) -> Any:
    return lambda text, user: day(name, text)


def offer() -> None:
    """Add these words to the registry's."""
    add_word(
        Word(
            "inspected_before",
            _day("inspected_before"),
            lambda value, asked: ~inspected_since(value, asked),
            "A day (ISO 8601): not inspected on it or later; those never inspected too.",
            kind="date",
            label=_("Not inspected since"),
            classes=inspectable,
        )
    )
    add_word(
        Word(
            "inspected_since",
            _day("inspected_since"),
            inspected_since,
            "A day (ISO 8601): inspected on it or later.",
            kind="date",
            label=_("Inspected since"),
            classes=inspectable,
        )
    )
    add_word(
        Word(
            "maintained_before",
            _day("maintained_before"),
            lambda value, asked: ~maintained_since(value, asked),
            "A day (ISO 8601): no work finished on it or later; those never worked on too.",
            kind="date",
            label=_("No work done since"),
        )
    )
    add_word(
        Word(
            "maintained_since",
            _day("maintained_since"),
            maintained_since,
            "A day (ISO 8601): work finished on it or later.",
            kind="date",
            label=_("Work done since"),
        )
    )
    add_word(
        Word(
            "overdue",
            lambda text, user: yes_or_no("overdue", text),
            overdue,
            "yes or no: with a task of the maintenance plans past its day, or with none.",
            label=_("Overdue"),
        )
    )
