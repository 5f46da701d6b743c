"""Where an asset lies, for the small map of its page and for links to the large one."""

import json
from urllib.parse import urlencode

from django.contrib.gis.db.models.functions import AsGeoJSON, Centroid, Transform
from django.db.models import Func
from django.urls import reverse
from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE
from assets.registry.geojson import WGS84, as_geojson
from assets.registry.models import Asset, District

OUTLINE_TOLERANCE_M = 10
MAP_ZOOM = {0: 17, 1: 16, 2: 15}


class Simplified(Func):
    """A boundary with what is smaller than OUTLINE_TOLERANCE_M left out: the small map shows it as a thin line."""

    function = "ST_SimplifyPreserveTopology"
    template = f"%(function)s(%(expressions)s, {OUTLINE_TOLERANCE_M})"


def small_map(asset: Asset) -> dict:
    """What static/registry/asset_map.js draws: the asset and its district's outline in WGS84, the page's sentences."""
    shape = Asset.objects.annotate(text=as_geojson()).values_list("text", flat=True).get(pk=asset.pk)
    return {
        "code": asset.code,
        "geometry": json.loads(shape),
        "condition": asset.condition,
        "district": outline(asset.district),
        "neighbours_url": reverse("api-asset-list"),
        "asset_url": reverse("asset-detail", args=["CODE"]),
        "texts": {
            "map": _("Small map of the asset"),
            "classes": {entry.name: str(entry.label) for entry in CATALOGUE.values()},
        },
    }


def outline(district: District | None) -> dict | None:
    """A district's boundary, simplified, as GeoJSON in WGS84; None where it has none."""
    if district is None:
        return None
    text = (
        District.objects.filter(pk=district.pk, boundary__isnull=False)
        .annotate(text=AsGeoJSON(Transform(Simplified("boundary"), WGS84), precision=6))
        .values_list("text", flat=True)
        .first()
    )
    return json.loads(text) if text else None


def map_address(asset: Asset) -> str:
    """The large map's address with this asset in its middle."""
    place = (
        Asset.objects.annotate(middle=Transform(Centroid("geometry"), WGS84))
        .values_list("middle", flat=True)
        .get(pk=asset.pk)
    )
    query = urlencode({"asset": asset.code})
    return f"{reverse('map')}?{query}#{MAP_ZOOM[asset.dimension]}/{place.y:.6f}/{place.x:.6f}"
