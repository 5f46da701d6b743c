"""What lists of inspections and work can be narrowed by; the same words in the API, on the page and in links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.registry import filters
from assets.registry.classes import CATALOGUE
from assets.registry.districts import subtree
from assets.registry.errors import Malformed
from assets.registry.models import District
from assets.registry.scope import scope_of, visible_districts
from assets.work.models import Inspection, Task, WorkDue, WorkOrder


@dataclass(frozen=True)
class WorkFilter:
    """
    The parsed filter. `since` and `until` are moments: from the first, to just before the second.

    `overdue` is about work orders only: open, and due before today. `open_on` too: what was open at the end of that day,
    whatever became of it since; overdue is then what was due before it.
    """

    asset: str = ""
    district: District | None = None
    asset_classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    mine: bool = False
    overdue: bool = False
    open_on: date | None = None
    given: dict[str, str] = field(default_factory=dict)


def parse(parameters: Mapping[str, str], user) -> WorkFilter:
    """
    The filter that `parameters` (a query string) ask for; empty values count as not given.

    `until` given as a day includes that day. Raises Malformed, naming the parameter and what it must be.
    """
    given = {
        name: filters.plain_text(name, value.strip()) for name, value in parameters.items() if value.strip()
    }
    return WorkFilter(
        asset=given.get("asset", ""),
        district=_district(given.get("district"), user),
        asset_classes=_words("asset_class", given.get("asset_class"), tuple(CATALOGUE)),
        kinds=_words("kind", given.get("kind"), tuple(Task.values)),
        states=_states(given.get("state")),
        since=moment("since", given.get("since")),
        until=moment("until", given.get("until"), end=True),
        mine=_flag("mine", given.get("mine")),
        overdue=_flag("overdue", given.get("overdue")),
        open_on=_past_day("open_on", given.get("open_on")),
        given=given,
    )


def inspections(user, wanted: WorkFilter) -> QuerySet[Inspection]:
    """The inspections `user` may see that `wanted` selects, newest first."""
    rows = Inspection.objects.filter(_common(user, wanted))
    if wanted.since:
        rows = rows.filter(inspected_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(inspected_at__lt=wanted.until)
    if wanted.mine:
        rows = rows.filter(inspector=user)
    return rows.order_by("-inspected_at", "-pk")


def work_orders(user, wanted: WorkFilter) -> QuerySet[WorkOrder]:
    """
    The work orders `user` may see that `wanted` selects, newest first.

    In a period lies what was asked for, or finished, within it; where only finished states are wanted, what was
    finished within it.
    """
    rows = WorkOrder.objects.filter(_common(user, wanted))
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.since or wanted.until:
        period = _within("finished_at", wanted.since, wanted.until)
        if not wanted.states or not set(wanted.states) <= set(WorkOrder.FINISHED_STATES):
            period |= _within("asked_at", wanted.since, wanted.until)
        rows = rows.filter(period)
    if wanted.mine:
        rows = rows.filter(Q(assigned_to=user) | Q(asked_by=user))
    if wanted.open_on:
        rows = rows.filter(was_open(day_start(wanted.open_on + timedelta(days=1))))
        if wanted.overdue:
            rows = rows.filter(due_on__lt=wanted.open_on)
    elif wanted.overdue:
        rows = rows.filter(overdue_condition())
    return rows.order_by("-pk")


def tasks_due(user, wanted: WorkFilter) -> QuerySet[WorkDue]:
    """The tasks of maintenance plans that `user` may see and `wanted` selects; with `overdue`, those past their day."""
    scope = scope_of(user)
    rows = WorkDue.objects.all()
    if scope.classes is not None:
        rows = rows.filter(asset_class__in=scope.classes)
    if scope.district_ids is not None:
        rows = rows.filter(district_id__in=scope.district_ids)
    if wanted.district:
        rows = rows.filter(district__in=subtree(wanted.district))
    if wanted.asset:
        rows = rows.filter(asset__code=wanted.asset)
    if wanted.asset_classes:
        rows = rows.filter(asset_class__in=wanted.asset_classes)
    if wanted.kinds:
        rows = rows.filter(task__in=wanted.kinds)
    if wanted.overdue:
        rows = rows.filter(due_on__lt=timezone.localdate())
    return rows.order_by("due_on", "asset_id", "plan_id")


def overdue_condition() -> Q:
    """Open work whose due day has passed."""
    return Q(state__in=WorkOrder.OPEN_STATES, due_on__lt=timezone.localdate())


def was_open(moment: datetime) -> Q:
    """Work that was open just before `moment`. A cancelled order was open until it was last changed."""
    return Q(asked_at__lt=moment) & (
        Q(state__in=WorkOrder.OPEN_STATES)
        | Q(state__in=WorkOrder.FINISHED_STATES, finished_at__gte=moment)
        | Q(state=WorkOrder.State.CANCELLED, updated_at__gte=moment)
    )


def moment(parameter: str, text: str | None, *, end: bool = False) -> datetime | None:
    """A day (its start, or with `end` the start of the next) or a moment in ISO 8601, by the city's clocks."""
    if not text:
        return None
    found = filters.moment(parameter, text, end_of_day=end)
    return found + timedelta(microseconds=1) if end and len(text) == len("2025-06-30") else found


def _past_day(parameter: str, text: str | None) -> date | None:
    """A day from 1900 to today; Malformed otherwise."""
    if not text:
        return None
    found = moment(parameter, text) if len(text) == len("2025-06-30") else None
    if found is None or found.year < 1900 or found > timezone.now():
        raise Malformed(parameter, _("a day like 2025-06-30, not in the future"))
    return timezone.localdate(found)


def day_start(day: date) -> datetime:
    """Midnight at which `day` begins in the city."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _common(user, wanted: WorkFilter) -> Q:
    """What applies to everything that hangs on an asset: scope, asset, district and all below it, class, kind."""
    scope = scope_of(user)
    condition = Q()
    if scope.classes is not None:
        condition &= Q(asset__asset_class__in=scope.classes)
    if scope.district_ids is not None:
        condition &= Q(asset__district_id__in=scope.district_ids)
    if wanted.asset:
        condition &= Q(asset__code=wanted.asset)
    if wanted.district:
        path = wanted.district.tree_path
        condition &= Q(asset__district__tree_path=path) | Q(asset__district__tree_path__startswith=path + "/")
    if wanted.asset_classes:
        condition &= Q(asset__asset_class__in=wanted.asset_classes)
    if wanted.kinds:
        condition &= Q(kind__in=wanted.kinds)
    return condition


def _within(column: str, since: datetime | None, until: datetime | None) -> Q:
    condition = Q(**{f"{column}__isnull": False})
    if since:
        condition &= Q(**{f"{column}__gte": since})
    if until:
        condition &= Q(**{f"{column}__lt": until})
    return condition


def _district(code: str | None, user) -> District | None:
    if not code:
        return None
    district = visible_districts(user).filter(code=code).first()
    if district is None:
        raise Malformed("district", _("the code of a district you may see, like 440507"))
    return district


def _states(text: str | None) -> tuple[str, ...]:
    if text == "open":
        return tuple(WorkOrder.OPEN_STATES)
    return _words("state", text, (*WorkOrder.State.values,))


def _words(parameter: str, text: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    words = tuple(word.strip() for word in (text or "").split(",") if word.strip())
    if set(words) - set(known):
        raise Malformed(parameter, _("one or more of %s, separated by commas") % ", ".join(known))
    return words


def _flag(parameter: str, text: str | None) -> bool:
    if text in (None, "", "0", "false", "no"):
        return False
    if text in ("1", "true", "yes", "on"):
        return True
    raise Malformed(parameter, "true / false")
