"""Assets as they stood at a moment that has passed: of each the latest event of its history up to then."""

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery

from assets.registry import filters, serializers
from assets.registry.history import require_begun
from assets.registry.scope import scope_of


def as_they_stood(user, wanted: filters.AssetFilter) -> QuerySet:
    """
    The events that say how the assets stood at `wanted.as_of`, by the assets' ids; what was deleted by then is gone.

    Each has the columns of Asset, with `pgh_obj_id` as the asset's id. Raises BeforeTheRegistry, and ValueError where
    the filter asks about now.
    """
    if wanted.as_of is None:
        raise ValueError("as_they_stood: the filter asks about now")
    require_begun(wanted.as_of)
    event = apps.get_model("registry", "AssetEvent")
    latest = (
        event.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_created_at__lte=wanted.as_of)
        .order_by("-pgh_id")
        .values("pgh_id")[:1]
    )
    return (
        serializers.past(event.objects)
        .filter(scope_of(user).condition(), wanted.condition, pgh_id=Subquery(latest))
        .exclude(pgh_label="delete")
        .order_by("pgh_obj_id")
    )
