"""
Uncached tiles through the view, beside the bare SQL of the best known schema, and beside drawing each row.

Bare SQL: ST_AsMVT of every asset of the tile from the stored, indexed Mercator column, no filters, no rights.
"""

import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.test import Client

from assets.maps.models import CachedTile
from assets.registry.models import Role, User

ROUNDS = 5
TILES_A_ZOOM = 6
BARE = """
WITH bounds AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS tile)
SELECT ST_AsMVT(drawn, 'assets', 4096, 'geom', 'id') FROM (
    SELECT asset.id, code, name, asset_class, condition, status, ST_AsMVTGeom(mercator, tile, 4096, 128) AS geom
      FROM bounds JOIN registry_asset asset ON mercator && tile
) drawn
"""
# Tiles that hold much: the fullest of each zoom, by the map's own counts of changes at zoom 14.
FULLEST = """
SELECT x, y FROM (
    SELECT cell_x >> (17 - %(z)s) AS x, cell_y >> (17 - %(z)s) AS y, sum(assets) AS assets
      FROM maps_cellcount WHERE grid = 17 GROUP BY 1, 2
) placed ORDER BY assets DESC LIMIT %(most)s
"""


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def bare(z: int, x: int, y: int) -> int:
    """Draw with the bare statement; bytes."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"z": z, "x": x, "y": y})
        return len(cursor.fetchone()[0] or b"")


def main(assets: int) -> None:
    """Print the table: median of the view uncached and cached, of the bare SQL, the ratio, bytes gzipped."""
    user, _made = User.objects.get_or_create(username="bench", role=Role.PLANNER)
    client = Client()
    client.force_login(user)
    print(
        "| zoom | view, uncached (ms) | bare SQL (ms) | view / bare | view, cached (ms) | largest, gzipped (KB) |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for zoom in (8, 9, 10, 11, 12, 13, 14, 15, 16, 17):
        with connection.cursor() as cursor:
            cursor.execute(FULLEST, {"z": zoom, "most": TILES_A_ZOOM})
            places = cursor.fetchall()
        drawn, plain, cached, largest = [], [], [], 0
        rounds = ROUNDS if zoom > 11 else 2
        for x, y in places:
            address = f"/tiles/{zoom}/{x}/{y}.mvt"
            client.get(address)
            for _round in range(rounds):
                CachedTile.objects.all().delete()
                drawn.append(milliseconds(lambda at=address: client.get(at)))
                cached.append(milliseconds(lambda at=address: client.get(at)))
                plain.append(milliseconds(lambda at=(zoom, x, y): bare(*at)))
            largest = max(largest, len(client.get(address).content))
        view, sql = statistics.median(drawn), statistics.median(plain)
        print(
            f"| {zoom} | {view:.1f} | {sql:.1f} | {view / sql:.2f} | {statistics.median(cached):.1f} | {largest / 1024:.0f} |",
            flush=True,
        )
