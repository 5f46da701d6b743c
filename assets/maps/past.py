"""Assets as they stood at the end of a day, and the days the registry's history can be asked about."""

from datetime import date, datetime

from django.apps import apps
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import OuterRef, QuerySet, Subquery
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
