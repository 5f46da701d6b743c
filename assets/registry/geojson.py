"""Geometry as it comes in and goes out: GeoJSON in degrees (WGS84), boxes, and what is said of nonsense."""

import json
import math

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Polygon, WKBWriter
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import DomainError, Malformed

WGS84 = 4326
DECIMALS = 7  # of a degree: 1 cm
# Web Mercator ends here (degrees of latitude); a box may reach further, no asset does.
MERCATOR_LATITUDE = 85.06


class BadGeometry(DomainError):
    """A geometry that cannot be stored; the sentence says why (400)."""

    code = "bad_geometry"
    message = _("The geometry cannot be used: %(reason)s")

    def __init__(self, reason) -> None:
        super().__init__(reason=reason)


def as_geojson(column: str = "geometry") -> AsGeoJSON:
    """An expression: the column as GeoJSON text in WGS84, computed by the database for all rows at once."""
    return AsGeoJSON(Transform(column, WGS84), precision=DECIMALS)


def parse_bbox(text: str, parameter: str = "bbox") -> Polygon:
    """
    The box `minlon,minlat,maxlon,maxlat` (WGS84 degrees) as a rectangle in Web Mercator, where it stays one.

    Raises Malformed for anything else, and says where longitude and latitude look swapped.
    """
    expected = _("minlon,minlat,maxlon,maxlat in degrees (WGS84), like 116.6,23.3,116.8,23.4")
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise Malformed(parameter, expected) from error
    if len(numbers) != 4 or not all(math.isfinite(number) for number in numbers):
        raise Malformed(parameter, expected)
    west, south, east, north = numbers
    for longitude, latitude in ((west, south), (east, north)):
        require_degrees(longitude, latitude, parameter)
    if west >= east or south >= north:
        raise Malformed(parameter, _("a box whose minimum is smaller than its maximum: %s") % expected)
    box = Polygon.from_bbox((west, max(south, -MERCATOR_LATITUDE), east, min(north, MERCATOR_LATITUDE)))
    box.srid = WGS84
    box.transform(3857)
    return box


def require_degrees(longitude: float, latitude: float, parameter: str) -> None:
    """Raise Malformed unless the pair is a place on earth in degrees; a swapped pair is called one."""
    if abs(latitude) > 90 and abs(latitude) <= 180 and abs(longitude) <= 90:
        raise Malformed(
            parameter,
            _("longitude before latitude: %(latitude)s is no latitude, the two look swapped")
            % {"latitude": _plain(latitude)},
        )
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise Malformed(
            parameter,
            _("in degrees: longitude -180 to 180, latitude -90 to 90, not %(longitude)s, %(latitude)s")
            % {"longitude": _plain(longitude), "latitude": _plain(latitude)},
        )


def _plain(number: float) -> str:
    return f"{number:.10g}"


def parse_geometry(value, srid=None) -> GEOSGeometry:
    """
    A GeoJSON geometry (dict) as a geometry in the registry's CRS, flat.

    Coordinates are WGS84 degrees, or in EPSG `srid` where one is given. Raises BadGeometry or Malformed.
    """
    if not isinstance(value, dict) or "type" not in value:
        raise Malformed("geometry", _("a GeoJSON geometry"))
    if isinstance(srid, bool) or not isinstance(srid, int | None):
        raise Malformed("srid", _("the number of an EPSG coordinate reference system, like 4548"))
    try:
        geometry = GEOSGeometry(json.dumps(value))
    except (GEOSException, GDALException, ValueError, TypeError) as error:
        raise BadGeometry(_("this is no GeoJSON geometry.")) from error
    if geometry.empty:
        raise BadGeometry(_("it is empty."))
    geometry = flat(geometry)
    geometry.srid = srid or WGS84
    west, south, east, north = geometry.extent
    if not all(math.isfinite(number) for number in (west, south, east, north)):
        raise BadGeometry(_("it has coordinates that are no numbers."))
    if geometry.srid == WGS84:
        for longitude, latitude in ((west, south), (east, north)):
            require_degrees(longitude, latitude, "geometry")
    if not geometry.valid:
        raise BadGeometry(geometry.valid_reason)
    if geometry.srid == settings.REGISTRY_SRID:
        return geometry
    try:
        geometry.transform(settings.REGISTRY_SRID)
    except (GDALException, GEOSException) as error:
        if geometry.srid == WGS84:
            raise BadGeometry(_("it lies too far from the city to be measured in metres.")) from error
        raise Malformed("srid", _("the number of an EPSG coordinate reference system, like 4548")) from error
    if not all(math.isfinite(number) for number in geometry.extent):
        raise BadGeometry(_("it lies too far from the city to be measured in metres."))
    return geometry


def flat(geometry: GEOSGeometry) -> GEOSGeometry:
    """The geometry without heights: levels are fields of their own here."""
    if not geometry.hasz:
        return geometry
    return GEOSGeometry(WKBWriter(dim=2).write(geometry), srid=geometry.srid)
