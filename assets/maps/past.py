"""Assets as they stood at the end of a day, and the days the registry's history can be asked about."""

from datetime import date, datetime

from django.apps import apps
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from assets.registry import serializers
from assets.registry.api.assets import BeforeHistory

# One step to the first row of the primary key: ids are given in the order of writing.
BEGINNING = "SELECT pgh_created_at FROM registry_assetevent ORDER BY pgh_id LIMIT 1"


def beginning() -> datetime | None:
    """The moment of the registry's first record; None while it is empty."""
    with connection.cursor() as cursor:
        cursor.execute(BEGINNING)
        row = cursor.fetchone()
    return row[0] if row else None


def first_day() -> date:
    """The first day that can be asked about, by the city's clocks; today while the registry is empty."""
    moment = beginning()
    return timezone.localdate(moment) if moment else timezone.localdate()


def require_history(moment: datetime) -> None:
    """Raise BeforeHistory (400, with the first day) where `moment` lies before the first record."""
    first = beginning()
    if first is not None and moment < first:
        raise BeforeHistory(first=timezone.localdate(first).isoformat())


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
    # The event's own box first: it needs no look for a later event.
    ground = shape.transform(events.model._meta.get_field("geometry").srid, clone=True).envelope
    return (
        serializers.past(events)
        .filter(geometry__bboverlaps=ground, pgh_created_at__lte=moment)
        .filter(pgh_id=Subquery(latest), mercator__intersects=shape)
        .exclude(pgh_label="delete")
    )
