"""A position as a phone or a person gives it: longitude and latitude, judged and brought into the registry's metres."""

import math
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import DomainError, Malformed
from assets.registry.geojson import WGS84, require_degrees

# Beyond the area its CRS is made for the registry's metres stretch; this far beyond it, by less than one in a hundred.
MARGIN_DEG = 5.0


class TooFar(DomainError):
    """A position from which the registry cannot measure (400)."""

    code = "too_far"
    message = _("%(lon)s, %(lat)s is too far from the city to measure distances to it.")


class LooksSwapped(DomainError):
    """Longitude and latitude in each other's place (400)."""

    code = "swapped"
    message = _(
        "lon=%(lon)s, lat=%(lat)s is far away, but the other way round it lies near the city: "
        "longitude and latitude look swapped."
    )


@dataclass(frozen=True)
class Position:
    """Longitude and latitude in WGS84 degrees, and the same place in the registry's CRS in metres."""

    lon: float
    lat: float
    east_m: float
    north_m: float

    @property
    def here(self) -> str:
        """The position as EWKT in WGS84."""
        return f"SRID={WGS84};POINT({self.lon!r} {self.lat!r})"

    @property
    def place(self) -> str:
        """The position as EWKT in the registry's CRS."""
        return f"SRID={settings.REGISTRY_SRID};POINT({self.east_m!r} {self.north_m!r})"


def parse_position(lon: str | None, lat: str | None) -> Position:
    """
    The position of `lon` and `lat` as they were sent (WGS84 degrees).

    Raises Malformed where one is missing, no number or no degree, LooksSwapped, and TooFar where the registry's CRS
    does not measure.
    """
    longitude, latitude = _degrees("lon", lon), _degrees("lat", lat)
    require_degrees(longitude, latitude, "lon, lat")
    if not measurable(longitude, latitude):
        swapped = abs(longitude) <= 90 and measurable(latitude, longitude)
        raise (LooksSwapped if swapped else TooFar)(lon=f"{longitude:g}", lat=f"{latitude:g}")
    east_m, north_m = to_registry().transform(longitude, latitude)
    if not (math.isfinite(east_m) and math.isfinite(north_m)):
        raise TooFar(lon=f"{longitude:g}", lat=f"{latitude:g}")
    return Position(longitude, latitude, east_m, north_m)


def measurable(longitude: float, latitude: float) -> bool:
    """Whether a place lies in or near the area the registry's CRS is made for."""
    west, south, east, north = measured_area()
    return west <= longitude <= east and south <= latitude <= north


@cache
def measured_area() -> tuple[float, float, float, float]:
    """West, south, east, north in degrees: the area of use of the registry's CRS with MARGIN_DEG around it."""
    from pyproj import CRS  # not needed by those who never ask for a position

    area = CRS.from_epsg(settings.REGISTRY_SRID).area_of_use
    if area is None:
        return (-180.0, -90.0, 180.0, 90.0)
    return (
        area.west - MARGIN_DEG,
        area.south - MARGIN_DEG,
        area.east + MARGIN_DEG,
        area.north + MARGIN_DEG,
    )


@cache
def to_registry():
    """Degrees to the registry's metres; made once, because making it costs as much as a whole request."""
    from pyproj import Transformer

    return Transformer.from_crs(WGS84, settings.REGISTRY_SRID, always_xy=True)


def _degrees(parameter: str, text: str | None) -> float:
    expected = _("a number of degrees (WGS84), like %s") % ("116.70" if parameter == "lon" else "23.37")
    try:
        number = float(text or "")
    except ValueError as error:
        raise Malformed(parameter, expected) from error
    if not math.isfinite(number):
        raise Malformed(parameter, expected)
    return number
