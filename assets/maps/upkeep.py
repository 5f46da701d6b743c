"""What keeps the map's own tables small: merging counts and changes, forgetting old tiles."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from assets.maps.statements import part
from assets.maps.tiles import FACTS, MAINS, Tile, refresh
from assets.registry.filters import end_of
from assets.registry.history import beginning

KEPT_TILES = 20_000

# Only rows this statement itself deleted are written back, so rows appended meanwhile, and a second run beside it, are
# safe. What happened on a day is kept by day, month and year; the counts as they stand lose the day.
MERGE_COUNTS = """
WITH fresh AS (
    SELECT DISTINCT grid, cell_x, cell_y FROM maps_cellcount WHERE on_day IS NOT NULL
), gone AS (
    DELETE FROM maps_cellcount WHERE (grid, cell_x, cell_y) IN (SELECT grid, cell_x, cell_y FROM fresh) RETURNING *
), by_day AS (
    INSERT INTO maps_cellday
        (grid, cell_x, cell_y, asset_class, condition, status, district_id, span, on_day, assets, east_m, south_m)
    SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, span, maps_span_start(span, on_day),
           sum(assets), sum(east_m), sum(south_m)
      FROM gone CROSS JOIN (VALUES ('d'), ('m'), ('y')) AS spans (span)
     WHERE on_day IS NOT NULL
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    HAVING sum(assets) <> 0 OR abs(sum(east_m)) + abs(sum(south_m)) > 0.001
)
INSERT INTO maps_cellcount
    (grid, cell_x, cell_y, asset_class, condition, status, district_id, assets, length_m, east_m, south_m)
SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, sum(assets), sum(length_m), sum(east_m),
       sum(south_m)
  FROM gone
 GROUP BY grid, cell_x, cell_y, asset_class, condition, status, district_id
HAVING sum(assets) <> 0
"""

MERGE_DAYS = """
WITH twice AS (
    SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, span, on_day, array_agg(id) AS ids
      FROM maps_cellday
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    HAVING count(*) > 1
), gone AS (
    DELETE FROM maps_cellday WHERE id IN (SELECT unnest(ids) FROM twice) RETURNING *
)
INSERT INTO maps_cellday
    (grid, cell_x, cell_y, asset_class, condition, status, district_id, span, on_day, assets, east_m, south_m)
SELECT grid, cell_x, cell_y, asset_class, condition, status, district_id, span, on_day, sum(assets), sum(east_m),
       sum(south_m)
  FROM gone
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
HAVING sum(assets) <> 0 OR abs(sum(east_m)) + abs(sum(south_m)) > 0.001
"""

# A merged change is a new row with a new number: a version never comes back. Changes of a week ago are merged by month,
# of a year ago all together, under their first day: maps of later days are drawn once more, none is out of date.
MERGE_CHANGES = """
WITH spanned AS (
    SELECT id, x, y, on_day,
           CASE WHEN on_day >= work_city_date(now()) - 7 THEN on_day
                WHEN on_day >= work_city_date(now()) - 366 THEN maps_span_start('m', on_day)
                ELSE '-infinity' END AS span
      FROM maps_tilechange
), gone AS (
    DELETE FROM maps_tilechange
     WHERE id IN (SELECT unnest(array_agg(id)) FROM spanned GROUP BY x, y, span HAVING count(*) > 1)
    RETURNING id, x, y, on_day
)
INSERT INTO maps_tilechange (x, y, on_day)
SELECT x, y, min(gone.on_day) FROM gone JOIN spanned USING (id, x, y) GROUP BY x, y, span
"""

FORGET_TILES = """
DELETE FROM maps_cachedtile
 WHERE drawn_at < (SELECT drawn_at FROM maps_cachedtile ORDER BY drawn_at DESC OFFSET %s LIMIT 1)
"""


def compact() -> None:
    """Merge what edits appended; safe beside edits, readers and another run."""
    for statement in (MERGE_COUNTS, MERGE_DAYS, MERGE_CHANGES):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    forget_tiles()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE maps_cellcount, maps_cellday")


def forget_tiles(keep: int = KEPT_TILES) -> None:
    """Drop the oldest cached tiles beyond `keep`."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET_TILES, [keep])


def rebuild() -> int:
    """Build all stale mains and facts; returns how many tiles of zoom 14."""
    built = refresh(Tile(0, 0, 0), MAINS)
    built = max(built, refresh(Tile(0, 0, 0), FACTS))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE maps_fact, maps_main, maps_word")
    return built


UNMERGED = "SELECT count(*) FROM (SELECT FROM maps_cellcount WHERE on_day IS NOT NULL LIMIT %s) fresh"
STALE = """
SELECT count(*) FROM (
    SELECT x, y, count(*) AS changes, max(id) AS newest FROM maps_tilechange WHERE x >= 0 GROUP BY x, y
) current
LEFT JOIN maps_factsbuilt built USING (x, y)
WHERE (built.changes, built.newest) IS DISTINCT FROM (current.changes, current.newest)
"""
TIDY_LOCK = 440_500_015
TIDY_EVERY_S = 300
MOST_UNMERGED = 20_000
MOST_STALE = 20


def tidy() -> None:
    """
    Merge and build ahead where much has changed (a large import), so that nobody waits for it; a round of the workers.

    One worker at a time: a second one leaves at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TIDY_LOCK])
        if not cursor.fetchone()[0]:
            return
        try:
            cursor.execute(UNMERGED, [MOST_UNMERGED])
            if cursor.fetchone()[0] >= MOST_UNMERGED:
                compact()
            cursor.execute(STALE)
            if cursor.fetchone()[0] > MOST_STALE:
                rebuild()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TIDY_LOCK])


STOOD = """(
    SELECT * FROM (
        SELECT DISTINCT ON (pgh_obj_id) pgh_label, asset_class, condition, status, district_id
          FROM registry_assetevent
         WHERE pgh_created_at <= %(moment)s
         ORDER BY pgh_obj_id, pgh_id DESC
    ) latest WHERE pgh_label <> 'delete'
)"""


@dataclass(frozen=True)
class Difference:
    """What the map counts of one kind of assets, and what a recount finds; `as_of` None: as they stand."""

    as_of: date | None
    asset_class: str
    condition: int
    status: str
    district_id: int | None
    kept: int
    recounted: int


def differences(as_of: date | None = None) -> list[Difference]:
    """Where the map's counts, now or at the end of a past day, are not those of a recount; empty where all is well."""
    statement = part("check_counts").format(
        counts="maps_cellcount" if as_of is None else part("counts_as_of"),
        assets="registry_asset" if as_of is None else STOOD,
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, {"as_of": as_of, "moment": None if as_of is None else end_of(as_of)})
        return [Difference(as_of, *row) for row in cursor.fetchall()]


def has_history(day: date) -> bool:
    """Whether the registry had begun by the end of that day."""
    began = beginning()
    return began is not None and began <= end_of(day)


def repair() -> None:
    """Work out anew all that the triggers keep, from the assets and their history; writers wait meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT maps_rebuild_counts()")
