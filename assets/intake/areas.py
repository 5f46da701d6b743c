"""A drawn area of a full replacement: a GeoJSON polygon in WGS84, judged once, as a geometry in the registry's CRS."""

import json

from django.conf import settings
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from django.utils.translation import gettext_lazy as _

from assets.intake import limits
from assets.registry.errors import Malformed

EXPECTED = _("a polygon as GeoJSON, longitude and latitude in WGS84")
TOO_MANY = _("The drawn area has %(expected)s corners: draw it with at most %(limit)s.")
MOST_CORNERS = limits.Limit("INTAKE_AREA_CORNERS", 2000)


def area_of(given) -> MultiPolygon:
    """
    The area that a GeoJSON polygon (as an object or text; also a Feature, or a collection of one) draws, in the
    registry's CRS. Raises Malformed where it is none, crosses itself, or has too many corners.
    """
    shape = _geometry(given)
    try:
        area = GEOSGeometry(json.dumps(shape), srid=4326)
    except (GEOSException, GDALException, ValueError, TypeError) as error:
        raise Malformed("replace_area", EXPECTED) from error
    if area.geom_type not in ("Polygon", "MultiPolygon") or area.empty:
        raise Malformed("replace_area", EXPECTED)
    if area.num_coords > MOST_CORNERS():
        refusal = Malformed("replace_area", area.num_coords, TOO_MANY)
        refusal.parameters["limit"] = MOST_CORNERS()
        raise refusal
    west, south, east, north = area.extent
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Malformed("replace_area", EXPECTED)
    if not area.valid:
        raise Malformed("replace_area", _("a polygon whose outline does not cross itself"))
    area.transform(settings.REGISTRY_SRID)
    return area if isinstance(area, MultiPolygon) else MultiPolygon(area, srid=area.srid)


def _geometry(given) -> dict:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise Malformed("replace_area", EXPECTED) from error
    if isinstance(given, dict) and given.get("type") == "FeatureCollection":
        features = given.get("features")
        given = features[0] if isinstance(features, list) and len(features) == 1 else None
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    if not isinstance(given, dict):
        raise Malformed("replace_area", EXPECTED)
    return given


def as_geojson(given) -> dict:
    """The polygon of a checked area as it is kept: the bare geometry."""
    area_of(given)
    return _geometry(given)
