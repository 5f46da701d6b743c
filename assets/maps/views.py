"""Doors of the map: the page, the tiles, the legend's counts."""

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import Transform
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assets.maps.page_texts import page_setup, shortcuts, tabs
from assets.registry.rights import Right, needs
from assets.registry.scope import visible_districts


@needs(Right.SEE)
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The map."""
    districts = [
        {"code": district.code, "name": district.label, "bounds": _bounds(district)}
        for district in visible_districts(request.user)
        .filter(boundary__isnull=False)
        .annotate(extent=Extent(Transform("boundary", 4326)))
        .order_by("code")
    ]
    return render(
        request,
        "maps/map.html",
        {
            "districts": districts,
            "setup": {
                **page_setup(request.user),
                "districts": districts,
                "home": settings.REGISTRY_HOME_BOUNDS,
            },
            "tabs": tabs(),
            "shortcuts": shortcuts(),
        },
    )


def _bounds(district) -> list[float]:
    return [round(value, 5) for value in district.extent]
