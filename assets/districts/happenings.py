"""The maintenance history of a district: inspections and finished work in a period, newest first."""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from assets.districts.figures import paths_below, statement
from assets.districts.period import Period
from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.errors import Malformed
from assets.registry.models import District
from assets.registry.paging import decode_cursor, encode_cursor
from assets.registry.scope import Scope
from assets.work.models import Task

HISTORY = statement("history")
HISTORY_COUNT = statement("history_count")


@dataclass(frozen=True)
class Happening:
    """
    One inspection or finished work order. `said` is what was found or done; `lon`, `lat` (WGS84) a point on the asset.
    """

    what: str
    id: int
    happened_at: datetime
    code: str
    name: str
    asset_class: str
    kind: str
    number: str
    said: str
    condition: int | None
    cost_yuan: Decimal | None
    lon: float
    lat: float

    @property
    def key(self) -> str:
        """Names the happening on the page and on the map."""
        return f"{self.what}-{self.id}"

    @property
    def kind_label(self):
        return Task(self.kind).label

    @property
    def class_label(self):
        return CATALOGUE[self.asset_class].label

    @property
    def condition_label(self):
        return CONDITION_LABELS.get(self.condition or 0, "")

    @property
    def url(self) -> str:
        """The order's page, or the asset's for an inspection."""
        return (
            reverse("work-detail", args=[self.number])
            if self.number
            else reverse("asset-detail", args=[self.code])
        )

    @property
    def cursor(self) -> str:
        """Where the next page begins after this row."""
        return encode_cursor([self.happened_at.isoformat(), self.what, self.id])


def happenings(
    district: District,
    scope: Scope,
    period: Period,
    limit: int,
    cursor: str = "",
    asset_classes: list[str] | None = None,
) -> list[Happening]:
    """
    At most `limit` happenings in `district` and all below it within `period`, as far as `scope` reaches.

    `cursor` continues after a row (Happening.cursor). Raises Malformed for a cursor that is none.
    """
    after_at, after_what, after_id = _after(cursor)
    parameters = {
        "districts": list(paths_below([district], scope)),
        **scope.sql_parameters(),
        "asset_classes": asset_classes,
        "since": period.starts_at,
        "until": period.ends_at,
        "after_at": after_at,
        "after_what": after_what,
        "after_id": after_id,
        "limit": limit,
    }
    with connection.cursor() as database:
        database.execute(HISTORY, parameters)
        return [Happening(*row) for row in database.fetchall()]


def count_happenings(
    district: District, scope: Scope, period: Period, asset_classes: list[str] | None = None
) -> int:
    """How many happenings there are in `district` and all below it within `period`, as far as `scope` reaches."""
    parameters = {
        "districts": list(paths_below([district], scope)),
        **scope.sql_parameters(),
        "asset_classes": asset_classes,
        "since": period.starts_at,
        "until": period.ends_at,
    }
    with connection.cursor() as database:
        database.execute(HISTORY_COUNT, parameters)
        return database.fetchone()[0]


def _after(cursor: str) -> tuple[datetime | None, str | None, int | None]:
    if not cursor:
        return None, None, None
    text, what, number = decode_cursor(cursor, (str, str, int))
    moment = None
    with contextlib.suppress(ValueError):
        moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None:
        raise Malformed("cursor", "cursor")
    return moment, what, number


def as_geojson(rows: list[Happening]) -> dict:
    """The rows as a FeatureCollection of points for the small map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row.key,
                "geometry": {"type": "Point", "coordinates": [round(row.lon, 7), round(row.lat, 7)]},
                "properties": {
                    "what": row.what,
                    "day": timezone.localdate(row.happened_at).isoformat(),
                    "title": f"{row.kind_label} · {row.class_label} {row.code}",
                    "said": row.said[:200],
                    "condition": row.condition,
                    "url": row.url,
                },
            }
            for row in rows
        ],
    }
