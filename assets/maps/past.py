"""Assets as they stood at the end of a day, and the days the registry's history can be asked about."""

from datetime import date, datetime

from django.apps import apps
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from assets.registry import serializers
from assets.registry.history import beginning, require_begun


def first_day() -> date:
    """The first day that can be asked about, by the city's clocks; today while the registry is empty."""
    moment = beginning()
    return timezone.localdate(moment) if moment else timezone.localdate()


def require_history(moment: datetime) -> None:
    """Raise BeforeTheRegistry (400, with the first day) where `moment` lies before the first record."""
    if beginning() is not None:
        require_begun(moment)


# What lies in a window, or lay there and was moved or deleted since a moment (maps_left is kept by the database).
EVER_THERE = """
    SELECT asset.id FROM registry_asset asset WHERE asset.mercator && %s::geometry
     UNION
    SELECT asset_id FROM maps_left
     WHERE x BETWEEN %s AND %s AND y BETWEEN %s AND %s AND left_at > %s
"""
WORLD_M = 40075016.68557849
LEFT_ZOOM = 14


def ever_there(moment: datetime, window: GEOSGeometry) -> tuple[str, list]:
    """
    SQL of the ids of the assets that lie in the window's box (Web Mercator) or lay there after `moment`; its parameters.

    By index, and a little more than asked for: whoever reads it looks at the places themselves.
    """
    west, south, east, north = window.extent
    tile_m = WORLD_M / (1 << LEFT_ZOOM)
    columns = [int((x + WORLD_M / 2) // tile_m) for x in (west, east)]
    rows = [int((WORLD_M / 2 - y) // tile_m) for y in (north, south)]
    return EVER_THERE, [window.envelope.ewkb.hex(), *columns, *rows, moment]


def standing(moment: datetime, shape: GEOSGeometry) -> QuerySet:
    """
    Of each asset that stood in `shape` (Web Mercator) at `moment` its latest event up to then.

    Deleted ones are gone. Columns as of Asset (registry.serializers.past), so that filters fit.
    """
    events = apps.get_model("registry", "AssetEvent").objects
    latest = (
        events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_created_at__lte=moment)
        .order_by("-pgh_id")
        .values("pgh_id")[:1]
    )
    sql, parameters = ever_there(moment, shape)
    return (
        serializers.past(events)
        .filter(
            pgh_obj_id__in=RawSQL(sql, parameters),  # noqa: S611 - a constant
            pgh_created_at__lte=moment,
            pgh_id=Subquery(latest),
            mercator__intersects=shape,
        )
        .exclude(pgh_label="delete")
    )
