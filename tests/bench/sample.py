"""What is asked for: tiles under random manholes, the same for the same city; and the person who asks."""

import math
import random
from collections.abc import Callable
from statistics import median, quantiles

from django.db import connection
from rest_framework.authtoken.models import Token

from assets.registry.models import Role, User

PLACES = """
SELECT ST_X(place), ST_Y(place) FROM (
    SELECT ST_Transform(geometry, 4326) AS place FROM registry_asset WHERE asset_class = 'manhole' AND id = ANY (%s)
) standing
"""
WORLD_M = 20037508.342789244
# What a server that draws every row asks the database, from the stored, indexed Mercator column: the floor of such servers.
BARE = """
WITH bounds AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile)
SELECT ST_AsMVT(drawn, 'assets', 4096, 'geom', 'id') FROM (
    SELECT asset.id, code, name, asset_class, condition, status, ST_AsMVTGeom(mercator, tile, 4096, 128) AS geom
      FROM bounds JOIN registry_asset asset ON mercator && tile
) drawn
"""


def token_headers() -> dict[str, str]:
    """The header of a planner who sees the whole city."""
    user, _made = User.objects.get_or_create(username="bench", defaults={"role": Role.PLANNER})
    token, _made = Token.objects.get_or_create(user=user)
    return {"Authorization": f"Token {token.key}"}


def manholes(count: int) -> list[tuple[float, float]]:
    """Longitude and latitude of so many manholes, chosen at random, the same for the same city."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM registry_asset")
        lowest, highest = cursor.fetchone()
        chosen = random.Random(7)
        cursor.execute(PLACES, [[chosen.randint(lowest, highest) for _ in range(count * 40)]])
        return cursor.fetchall()[:count]


def tiles(zoom: int, count: int) -> list[str]:
    """z/x/y of different tiles of the zoom, each under a manhole; fewer where the city has fewer."""
    found: dict[str, None] = {}
    for lon, lat in manholes(count * 12):
        x = int((lon + 180) / 360 * (1 << zoom))
        y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * (1 << zoom))
        found[f"{zoom}/{x}/{y}"] = None
        if len(found) == count:
            break
    return list(found)


def bare(tile: str) -> int:
    """Draw the tile by the bare statement; bytes."""
    z, x, y = map(int, tile.split("/"))
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"z": z, "x": x, "y": y})
        return len(cursor.fetchone()[0] or b"")


def forget_cached_tiles() -> None:
    """Empty whatever the map keeps of drawn tiles, so that the next are drawn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'maps\\_cached%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')


def p95(values: list[float]) -> float:
    """The 95th percentile; the largest of few."""
    return max(values) if len(values) < 20 else quantiles(values, n=20)[-1]


def middle(values: list[float]) -> str:
    """Median (p95) for a table."""
    return f"{median(values):.1f} ({p95(values):.0f})"


def milliseconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    import time

    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def today() -> str:
    """The day, by the city's clocks: the only one whose end a city just built can be asked for."""
    from django.utils import timezone

    return timezone.localdate().isoformat()
