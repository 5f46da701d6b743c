"""
Vector tiles: each asset from zoom 14 on, below that counts by cell, mains and landmarks.

Zooms are MapLibre's (tiles of 512 px); tile numbers are the usual x, y of the Web Mercator pyramid.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from assets.maps.models import CachedTile
from assets.maps.selection import Selection
from assets.registry.errors import DomainError

FOLDER = Path(__file__).parent / "sql"
DETAIL, OVERVIEW, DISTRICTS, VERSION, MAINS = (
    (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("detail", "overview", "districts", "version", "mains")
)
DETAIL_ZOOM = 14
DEEPEST_ZOOM = 22
RELEASE = "1"  # raise when what a tile holds changes: old tiles are then never served again
MAINS_LOCK = 440_500_014
MAINS_AT_ONCE = 400
# The grid whose cells a zoom shows (16 or 32 cells a side), the smallest main, the smallest area in px.
GRIDS = {13: 17, 12: 17, 11: 15, 10: 15, 9: 13, 8: 13}
LEAST_MAIN_MM = {13: 600, 12: 800, 11: 800, 10: 1000}
LEAST_AREA_PX = 3


class NoSuchTile(DomainError):
    """A tile outside the pyramid."""

    code = "no_such_tile"
    status = 404
    message = _("There is no tile %(z)s/%(x)s/%(y)s: zoom runs from 0 to 22, x and y from 0 to 2^zoom - 1.")


@dataclass(frozen=True)
class Tile:
    """A tile's place. Raises NoSuchTile outside the pyramid."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not 0 <= self.z <= DEEPEST_ZOOM or not (0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z):
            raise NoSuchTile(z=self.z, x=self.x, y=self.y)

    def span(self, zoom: int) -> dict[str, int]:
        """The tiles of `zoom` it covers, or the one that covers it: west, east, north, south."""
        if zoom < self.z:
            shift = self.z - zoom
            return {
                "west": self.x >> shift,
                "east": self.x >> shift,
                "north": self.y >> shift,
                "south": self.y >> shift,
            }
        shift = zoom - self.z
        return {
            "west": self.x << shift,
            "east": (self.x + 1 << shift) - 1,
            "north": self.y << shift,
            "south": (self.y + 1 << shift) - 1,
        }

    @property
    def pixel_m(self) -> float:
        """Mercator metres of a screen pixel (512 px a tile)."""
        return 40075016.68557849 / (1 << self.z) / 512


def version(tile: Tile) -> tuple[int, int]:
    """Count and newest of the changes its ground has seen: unequal after each commit that touched it."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION, tile.span(14))
        return cursor.fetchone()


def etag(tile: Tile, selection: Selection, seen: tuple[int, int]) -> str:
    """The tile's key: place, selection (which holds the user's scope), version, release."""
    said = repr((RELEASE, tile, selection.key, seen))
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def cached(key: str) -> bytes | None:
    """The gzipped tile drawn before under this key."""
    found = CachedTile.objects.filter(pk=key).values_list("body", flat=True).first()
    return None if found is None else bytes(found)


def drawn(tile: Tile, selection: Selection, key: str) -> bytes:
    """Draw the tile, keep it under `key`, return it gzipped; an empty one is an empty gzip member."""
    body = gzip.compress(draw(tile, selection), compresslevel=5, mtime=0)
    CachedTile.objects.bulk_create([CachedTile(key=key, body=body)], ignore_conflicts=True)
    return body


def draw(tile: Tile, selection: Selection) -> bytes:
    """The tile's bytes (Mapbox vector tile), not gzipped."""
    parameters = {"z": tile.z, "x": tile.x, "y": tile.y, **selection.parameters()}
    parameters["tolerance_m"] = tile.pixel_m
    if tile.z >= DETAIL_ZOOM:
        statement = DETAIL
    else:
        refresh_mains(tile)
        statement = OVERVIEW
        grid = GRIDS.get(tile.z, 11)
        cells = {f"cell_{side}": number for side, number in tile.span(grid).items()}
        parameters |= {
            **tile.span(14),
            **cells,
            "grid": grid,
            "least_mm": LEAST_MAIN_MM.get(tile.z, 1200),
            "least_m2": (LEAST_AREA_PX * tile.pixel_m) ** 2 * 0.8,
        }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assets = bytes(cursor.fetchone()[0])
        cursor.execute(DISTRICTS, parameters)
        return assets + bytes(cursor.fetchone()[0])


STALE = """
SELECT EXISTS (
    SELECT FROM (
        SELECT x, y, count(*) AS changes, max(id) AS newest
          FROM maps_tilechange
         WHERE x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(north)s AND %(south)s
         GROUP BY x, y
    ) current
    LEFT JOIN maps_mainsbuilt built USING (x, y)
    WHERE (built.changes, built.newest) IS DISTINCT FROM (current.changes, current.newest)
)
"""


def refresh_mains(tile: Tile, at_most: int = MAINS_AT_ONCE) -> int:
    """Rebuild stale mains under a low-zoom tile, one process at a time; returns how many zoom-14 tiles were rebuilt."""
    span = tile.span(14)
    with connection.cursor() as cursor:
        cursor.execute(STALE, span)
        if not cursor.fetchone()[0]:
            return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MAINS_LOCK])
        cursor.execute(MAINS, {**span, "at_most": at_most})
        return cursor.fetchone()[0]
