"""Counts for the legend, from the same cells and facts that the low zooms draw."""

from django.db import connection

from assets.maps import statements, tiles
from assets.maps.narrowing import period_parameters
from assets.maps.selection import Selection


def counts(selection: Selection) -> dict:
    """
    How many assets the selection holds: `total`, `by_class`, `by_condition` ("0" is unknown) and `by_band` of its measure.
    """
    if not selection.counted:
        tiles.refresh(tiles.Tile(0, 0, 0), tiles.FACTS)
    by_class: dict[str, int] = {}
    by_condition: dict[str, int] = {}
    by_band: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            statements.counts(selection), {**selection.parameters(), **period_parameters(selection)}
        )
        for asset_class, condition, band, assets in cursor.fetchall():
            for found, name in ((by_class, asset_class), (by_condition, condition), (by_band, band)):
                found[str(name)] = found.get(str(name), 0) + assets
    return {
        "total": sum(by_class.values()),
        "by_class": by_class,
        "by_condition": by_condition,
        "by_band": by_band,
    }
