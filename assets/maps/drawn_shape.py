"""The shape someone drew on the map: read, judged, and repaired where its outline crosses itself."""

import json
import math
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import Malformed, TooLarge
from assets.registry.geojson import WGS84, flat, require_degrees

MOST_VERTICES = 5_000
MOST_BYTES = 1_000_000
LATITUDES = 85.0  # Web Mercator ends a little further
LEAST_M2 = 1.0  # of Web Mercator, which shows more than there is


class ShapeTooLarge(TooLarge):
    """More corners than a shape may have (413)."""

    code = "shape_too_large"
    message = _(
        "The shape has %(vertices)s corners; at most %(limit)s are taken. "
        "Draw it with fewer corners, or filter by district instead."
    )


class BodyTooLarge(TooLarge):
    """More bytes than a shape may have (413)."""

    code = "body_too_large"
    message = _(
        "The shape is too large: at most %(limit)s corners (%(kilobytes)s kB) are taken. "
        "Draw it with fewer corners, or filter by district instead."
    )


@dataclass(frozen=True)
class DrawnShape:
    """A polygon in Web Mercator (EPSG:3857). `repaired`: its outline crossed itself and was cut at the crossings."""

    mercator: GEOSGeometry
    repaired: bool

    @property
    def bounds(self) -> list[float]:
        """West, south, east, north in degrees (WGS84)."""
        return [round(value, 6) for value in self.mercator.transform(WGS84, clone=True).extent]


def read_shape(body: bytes) -> DrawnShape:
    """
    The shape in `{"geometry": <GeoJSON Polygon or MultiPolygon in degrees>}`.

    Raises ShapeTooLarge, BodyTooLarge (413), or Malformed saying what is wrong with it (400).
    """
    if len(body) > MOST_BYTES:
        raise BodyTooLarge(limit=f"{MOST_VERTICES:,}", kilobytes=MOST_BYTES // 1000)
    expected = _("a GeoJSON Polygon or MultiPolygon in degrees (WGS84)")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("geometry", expected) from error
    geometry = sent.get("geometry") if isinstance(sent, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Malformed("geometry", expected)
    corners = count_corners(geometry.get("coordinates"))
    if corners > MOST_VERTICES:
        raise ShapeTooLarge(vertices=f"{corners:,}", limit=f"{MOST_VERTICES:,}")
    try:
        shape = flat(
            GEOSGeometry(json.dumps({"type": geometry["type"], "coordinates": geometry["coordinates"]}))
        )
    except (GEOSException, GDALException, ValueError, TypeError, KeyError) as error:
        raise Malformed("geometry", expected) from error
    return judged(shape)


def count_corners(coordinates) -> int:
    """How many corners nested lists of coordinates hold, without recursion: they may be nested as deep as one likes."""
    found, left = 0, [coordinates]
    while left:
        part = left.pop()
        if not isinstance(part, list):
            continue
        if part and not isinstance(part[0], list):
            found += 1
        else:
            left.extend(part)
    return found


def judged(shape: GEOSGeometry) -> DrawnShape:
    """The shape in Web Mercator, valid. Raises Malformed where it is empty, nowhere on earth, or has no area."""
    if shape.empty:
        raise Malformed("geometry", _("a shape with at least three corners"))
    shape.srid = WGS84
    west, south, east, north = shape.extent
    if not all(math.isfinite(value) for value in (west, south, east, north)):
        raise Malformed("geometry", _("a shape whose corners are numbers"))
    for longitude, latitude in ((west, south), (east, north)):
        require_degrees(longitude, latitude, "geometry")
    if south < -LATITUDES or north > LATITUDES:
        raise Malformed("geometry", _("a shape between 85 degrees south and 85 degrees north"))
    repaired = not shape.valid
    if repaired:
        shape = areas_of(shape.make_valid())
        shape.srid = WGS84
    shape.transform(3857)
    if shape.empty or shape.area < LEAST_M2:
        raise Malformed("geometry", _("a shape that encloses an area: its corners lie on one line"))
    return DrawnShape(shape, repaired)


def areas_of(shape: Any) -> GEOSGeometry:
    """What of a repaired shape is area: lines and points left over by the repair are dropped."""
    if isinstance(shape, Polygon | MultiPolygon):
        return shape
    parts: list = []
    for part in shape:
        if isinstance(part, Polygon):
            parts.append(part)
        elif isinstance(part, MultiPolygon):
            parts.extend(part)
    return MultiPolygon(parts)
