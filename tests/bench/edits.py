"""
From an edit to the map: a condition is changed through the API, and the very next tile asked for must tell it.

Measured: the change, the tile after it, both together; that the tile is new, and that one elsewhere (under
another tile of zoom 14, and not in its margin) still comes from the cache.
"""

import json
import time

from django.db import connection

from assets.registry.models import Role, User
from tests.bench import http_servers, sample

EDITS = 40
ZOOM = 15
NEAR = """
SELECT asset.code, coalesce(asset.condition, 0)
  FROM registry_asset asset
 WHERE asset.mercator && ST_TileEnvelope(%s, %s, %s) AND asset.asset_class = 'manhole'
 ORDER BY asset.id LIMIT 1
"""


def _elsewhere(tile: str, tiles: list[str]) -> str:
    """The tile farthest from `tile`."""
    _, x, y = map(int, tile.split("/"))
    return max(
        tiles,
        key=lambda one: sum(abs(a - b) for a, b in zip(map(int, one.split("/")[1:]), (x, y), strict=True)),
    )


def main(assets: int) -> None:
    """Print the medians, and how often the next tile was new and the far one cached."""
    User.objects.filter(username="bench_editor").delete()
    from rest_framework.authtoken.models import Token

    editor = User.objects.create(username="bench_editor", role=Role.ADMINISTRATOR)
    headers = {"Authorization": f"Token {Token.objects.create(user=editor).key}"}
    tiles = sample.tiles(ZOOM, EDITS * 2)
    chosen = tiles[: len(tiles) // 2]
    far = [_elsewhere(tile, tiles) for tile in chosen]
    times: dict[str, list[float]] = {"change": [], "tile": [], "both": []}
    new = kept = 0
    with http_servers.registry(headers) as ours:
        for tile, other in zip(chosen, far, strict=True):
            for one in (tile, other, tile, other):
                before, _ = ours.get(f"/tiles/{one}.mvt")
            tag = ours.get(f"/tiles/{tile}.mvt")[0]["etag"]
            with connection.cursor() as cursor:
                cursor.execute(NEAR, [*map(int, tile.split("/"))])
                row = cursor.fetchone()
            if row is None:
                continue
            code, condition = row
            # A correction of what was written down wrongly: another grade than before.
            change = {"condition": condition % 5 + 1, "condition_reason": "corrected"}
            began = time.perf_counter()
            ours.ask(
                "PATCH",
                f"/api/v1/assets/{code}/",
                json.dumps(change).encode(),
                {"Content-Type": "application/json"},
            )
            changed = time.perf_counter()
            after, _body = ours.get(f"/tiles/{tile}.mvt")
            ended = time.perf_counter()
            times["change"].append((changed - began) * 1000)
            times["tile"].append((ended - changed) * 1000)
            times["both"].append((ended - began) * 1000)
            new += after["etag"] != tag
            kept += ours.get(f"/tiles/{other}.mvt")[0].get("x-tile", "cache") == "cache"
    User.objects.filter(pk=editor.pk).update(is_active=False)
    count = len(times["both"])
    print("| edit to tile | ms, median (p95) |")
    print("| --- | --- |")
    for title, key in (
        ("the change (PATCH, with history)", "change"),
        ("the next tile, drawn anew", "tile"),
        ("both", "both"),
    ):
        print(f"| {title} | {sample.middle(times[key])} |")
    print(
        f"\nOf {count} edits {new} were on the next tile; of {count} tiles elsewhere {kept} still came from the cache."
    )
    if new < count or kept < count:
        print("- not kept: every edit on the next tile, every other tile still cached")
