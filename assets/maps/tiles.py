"""
Vector tiles: each asset from zoom 14 on, below that counts by cell, mains and landmarks.

Zooms are MapLibre's (tiles of 512 px); tile numbers are the usual x, y of the Web Mercator pyramid.
"""

import gzip
import hashlib
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from assets.maps import statements
from assets.maps.narrowing import period_parameters
from assets.maps.selection import Selection
from assets.maps.statements import part
from assets.registry.errors import DomainError

DETAIL_ZOOM = 14
DEEPEST_ZOOM = 22
RELEASE = "3"  # raise when what a tile holds changes: old tiles are then never served again
COMPRESSION = 4
LARGEST_BYTES = 500_000
BUILD_LOCK = 440_500_014
TILES_AT_ONCE = 400
FACTS, MAINS = "facts", "mains"
# The grid whose cells a zoom shows (16 or 32 cells a side), the smallest main, the smallest area in px.
GRIDS = {13: 17, 12: 17, 11: 15, 10: 15, 9: 13, 8: 13}
LEAST_MAIN_MM = {13: 600, 12: 1000, 11: 1000, 10: 1000}
LARGEST_MAIN_MM = 1200
LEAST_AREA_PX = 3
BUFFER = 0.03125


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


@dataclass(frozen=True)
class Known:
    """What is known of a tile before it is drawn: its key, the version of its ground, the body drawn from just that."""

    key: str
    version: str
    body: bytes | None

    @property
    def tag(self) -> str:
        """The ETag: unequal after each commit that touched the tile's ground."""
        return hashlib.sha256(f"{self.key} {self.version}".encode()).hexdigest()[:40]


def known(tile: Tile, selection: Selection) -> Known:
    """Look a tile up, in one query: place and selection (which holds the reader's scope) are its key."""
    said = repr((RELEASE, tile, selection.key))
    key = hashlib.sha256(said.encode()).hexdigest()[:40]
    by_day = "" if selection.as_of is None else "AND on_day <= %(as_of)s::date"
    with connection.cursor() as cursor:
        cursor.execute(
            part("version").format(by_day=by_day), {**tile.span(14), "key": key, "as_of": selection.as_of}
        )
        version, body = cursor.fetchone()
    return Known(key, version, None if body is None else bytes(body))


KEEP = """
INSERT INTO maps_cachedtile (key, version, body, drawn_at) VALUES (%s, %s, %s, clock_timestamp())
ON CONFLICT (key) DO UPDATE SET version = excluded.version, body = excluded.body, drawn_at = excluded.drawn_at
"""


def drawn(tile: Tile, selection: Selection, seen: Known) -> bytes:
    """
    Draw the tile, keep it under its key and version, return it gzipped; an empty one is an empty gzip member.

    One of more than LARGEST_BYTES is drawn again with less: from zoom 14 on without codes and names (the map then says
    to come nearer), below only with the largest mains.
    """
    body = _zipped(draw(tile, selection))
    if len(body) > LARGEST_BYTES:
        body = _zipped(draw(tile, selection, sparing=True))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [seen.key, seen.version, body])
    return body


def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=COMPRESSION, mtime=0)


def draw(tile: Tile, selection: Selection, *, sparing: bool = False) -> bytes:
    """The tile's bytes (Mapbox vector tile), not gzipped; `sparing`: without codes and names, or only the largest mains."""
    parameters = {"z": tile.z, "x": tile.x, "y": tile.y, "tolerance_m": tile.pixel_m}
    parameters |= {**selection.parameters(), **period_parameters(selection)}
    if tile.z >= DETAIL_ZOOM:
        statement = statements.detail(selection, tile.z, named=not sparing)
        parameters |= {f"left_{side}": number for side, number in _around(tile).items()}
    else:
        refresh(tile, MAINS if selection.counted else FACTS)
        statement = statements.overview(selection, tile.z)
        grid = GRIDS.get(tile.z, 11)
        parameters |= {
            **tile.span(14),
            **{f"left_{side}": number for side, number in tile.span(14).items()},
            **{f"cell_{side}": number for side, number in tile.span(grid).items()},
            "grid": grid,
            "least_mm": LARGEST_MAIN_MM if sparing else LEAST_MAIN_MM.get(tile.z, LARGEST_MAIN_MM),
            "least_m2": (LEAST_AREA_PX * tile.pixel_m) ** 2 * 0.8,
        }
    with connection.cursor() as cursor:
        cursor.execute(f"{statement}\n    || ({part('districts')})", parameters)
        return bytes(cursor.fetchone()[0])


def _around(tile: Tile) -> dict[str, int]:
    """The tiles of zoom 14 that a tile of detail and its margin touch."""
    side = 1 << (tile.z - 14)
    most = (1 << 14) - 1
    return {
        "west": max(int((tile.x - BUFFER) // side), 0),
        "east": min(int((tile.x + 1 + BUFFER) // side), most),
        "north": max(int((tile.y - BUFFER) // side), 0),
        "south": min(int((tile.y + 1 + BUFFER) // side), most),
    }


STALE = """
SELECT EXISTS (
    SELECT FROM (
        SELECT x, y, count(*) AS changes, max(id) AS newest
          FROM maps_tilechange
         WHERE x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(north)s AND %(south)s
         GROUP BY x, y
    ) current
    LEFT JOIN {built} built USING (x, y)
    WHERE (built.changes, built.newest) IS DISTINCT FROM (current.changes, current.newest)
)
"""


def refresh(tile: Tile, what: str) -> int:
    """
    Build what is stale under a low-zoom tile anew: FACTS or MAINS, one process at a time, some hundred tiles a step.

    Returns how many zoom-14 tiles were built.
    """
    built = f"maps_{what}built"
    span = tile.span(14)
    done = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(STALE.format(built=built), span)
            if not cursor.fetchone()[0]:
                return done
        only = "true" if what == FACTS else "asset.asset_class = 'pipe'"
        statement = part("stale").format(built=built) + part("versions").format(only=only) + part(what)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUILD_LOCK])
            cursor.execute(statement, {**span, "at_most": TILES_AT_ONCE})
            done += cursor.fetchone()[0]
