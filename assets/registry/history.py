"""
History: who acts, and what happened to an asset.

The event tables are written by the database (tracking.py); `acting` tells it who and through what.
Upper rooms add what they know of an asset (inspections, work) with `add_source`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pghistory
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory.middleware import HistoryMiddleware as PghistoryMiddleware

from assets.registry.errors import DomainError

BEGINNING = "SELECT min(pgh_created_at) FROM registry_assetevent"


class BeforeTheRegistry(DomainError):
    """Asked about a moment before anything was recorded (400)."""

    code = "before_the_registry"
    message = _("The registry began on %(began)s: ask about that day or later.")


def beginning() -> datetime | None:
    """The moment of the registry's first record; None while it is empty."""
    with connection.cursor() as cursor:
        cursor.execute(BEGINNING)
        return cursor.fetchone()[0]


def require_begun(moment: datetime) -> None:
    """Raise BeforeTheRegistry where the history begins after `moment`, or is empty."""
    began = beginning()
    if began is None or moment < began:
        day = timezone.localdate(began) if began else timezone.localdate()
        raise BeforeTheRegistry(began=day.isoformat())


@contextmanager
def acting(user=None, changeset: int | None = None, through: str = "") -> Iterator[None]:
    """
    Everything written inside is recorded as done by `user`, in changeset `changeset`, through a door named `through`.

    Holds for statements on Django's connection, raw ones included; not for COPY.
    """
    said = {"user": getattr(user, "pk", None), "changeset": changeset, "through": through}
    with pghistory.context(**{name: value for name, value in said.items() if value not in (None, "")}):
        yield


class HistoryMiddleware(PghistoryMiddleware):
    """Records the user and the path of each request that writes."""

    def get_context(self, request) -> dict:
        return {**super().get_context(request), "through": "site"}


@dataclass(frozen=True)
class Entry:
    """
    One line of an asset's history.

    kind: "created", "changed", "deleted", or an upper room's word ("inspection", "work_order").
    changes: field name to [before, after]. reason: the condition's reason where the condition changed.
    """

    when: datetime
    kind: str
    title: str
    who: str = ""
    changeset: int | None = None
    changes: dict[str, list] = field(default_factory=dict)
    detail: dict = field(default_factory=dict)
    url: str = ""


Source = Callable[[object, int], Iterable[Entry]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Let an upper room add its entries: `source(asset, limit)` gives the newest `limit` of an asset."""
    if source not in _sources:
        _sources.append(source)


def sources() -> tuple[Source, ...]:
    """The sources that upper rooms added."""
    return tuple(_sources)
