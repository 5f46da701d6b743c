"""What keeps the map's own tables small: merging counts and changes, forgetting old tiles."""

from django.db import connection, transaction

from assets.maps.tiles import Tile, refresh_mains

KEPT_TILES = 20_000

# Only rows this statement itself deleted are written back, so rows appended meanwhile, and a second run beside it, are safe.
MERGE_COUNTS = """
WITH gone AS (
    DELETE FROM maps_cellcount RETURNING *
)
INSERT INTO maps_cellcount
    (grid, cell_x, cell_y, asset_class, condition, status, district_id, assets, length_m, east_m, south_m)
SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, sum(assets), sum(length_m), sum(east_m),
       sum(south_m)
  FROM gone
 GROUP BY grid, cell_x, cell_y, asset_class, condition, status, district_id
HAVING sum(assets) <> 0
"""

# A merged change is a new row with a new number: a version never comes back.
MERGE_CHANGES = """
WITH gone AS (
    DELETE FROM maps_tilechange
     WHERE (x, y) IN (SELECT x, y FROM maps_tilechange GROUP BY x, y HAVING count(*) > 1)
    RETURNING x, y
)
INSERT INTO maps_tilechange (x, y) SELECT DISTINCT x, y FROM gone
"""

FORGET_TILES = """
DELETE FROM maps_cachedtile
 WHERE drawn_at < (SELECT drawn_at FROM maps_cachedtile ORDER BY drawn_at DESC OFFSET %s LIMIT 1)
"""


def compact() -> None:
    """Merge what edits appended; safe beside edits, readers and another run."""
    for statement in (MERGE_COUNTS, MERGE_CHANGES):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    forget_tiles()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE maps_cellcount")


def forget_tiles(keep: int = KEPT_TILES) -> None:
    """Drop the oldest cached tiles beyond `keep`."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET_TILES, [keep])


def rebuild_mains() -> int:
    """Build all stale mains, a few hundred zoom-14 tiles at a time; returns how many."""
    built = 0
    while step := refresh_mains(Tile(0, 0, 0)):
        built += step
    return built
