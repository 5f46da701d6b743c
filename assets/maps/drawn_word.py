"""The filter word `within`: a drawn area in an address, so that lists, the API and exports can be narrowed by it."""

from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assets.maps.drawn_shape import judged
from assets.registry.errors import Malformed
from assets.registry.filters import Word, add_word

MOST_CORNERS = 100  # what fits the longest text of a filter


def read_area(text: str, user) -> GEOSGeometry:
    """The area of `lon lat,lon lat,...` (degrees, WGS84; not closed) in Web Mercator. Raises Malformed."""
    expected = _("corners lon lat,lon lat,... in degrees (WGS84), 3 to %s") % MOST_CORNERS
    try:
        corners = [tuple(float(number) for number in corner.split()) for corner in text.split(",")]
    except ValueError as error:
        raise Malformed("within", expected) from error
    if not 3 <= len(corners) <= MOST_CORNERS or any(len(corner) != 2 for corner in corners):
        raise Malformed("within", expected)
    try:
        return judged(Polygon([*corners, corners[0]])).mercator
    except Malformed as error:
        raise Malformed("within", error.parameters["expected"]) from error


def offer() -> None:
    """Add the word to the registry's."""
    add_word(
        Word(
            "within",
            read_area,
            lambda area, asked: Q(mercator__intersects=area),
            "An area: lon lat,lon lat,... in degrees (WGS84), at most 100 corners.",
            label=_("Drawn area"),
        )
    )
