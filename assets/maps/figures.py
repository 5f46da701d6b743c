"""Counts for the legend, from the same cells the low zooms draw."""

from django.db import connection

from assets.maps.selection import Selection

COUNTS = """
SELECT asset_class, condition, sum(assets)::integer
  FROM maps_cellcount
 WHERE grid = 11
   AND (%(classes)s::text[] IS NULL OR asset_class = ANY (%(classes)s))
   AND (%(conditions)s::int[] IS NULL OR condition = ANY (%(conditions)s))
   AND (%(statuses)s::text[] IS NULL OR status = ANY (%(statuses)s))
   AND (%(districts)s::bigint[] IS NULL OR district_id = ANY (%(districts)s))
 GROUP BY asset_class, condition
HAVING sum(assets) <> 0
"""


def counts(selection: Selection) -> dict:
    """How many assets the selection holds: `by_class`, `by_condition` ("0" is unknown) and `total`."""
    by_class: dict[str, int] = {}
    by_condition: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, selection.parameters())
        for asset_class, condition, assets in cursor.fetchall():
            by_class[asset_class] = by_class.get(asset_class, 0) + assets
            by_condition[str(condition)] = by_condition.get(str(condition), 0) + assets
    return {"total": sum(by_class.values()), "by_class": by_class, "by_condition": by_condition}
