"""What is nearest to where someone stands."""

from pathlib import Path

from django.db import connection

from assets.field.position import Position
from assets.registry.classes import CATALOGUE
from assets.registry.scope import Scope

NEARBY = (Path(__file__).parent / "sql" / "nearby.sql").read_text(encoding="utf-8")
LIMIT = 20
LARGEST_LIMIT = 200
LARGEST_RADIUS_M = 1_000_000


def nearby(
    position: Position,
    scope: Scope,
    *,
    limit: int = LIMIT,
    radius_m: float | None = None,
    classes: list[str] | None = None,
) -> list[dict]:
    """
    The `limit` assets nearest to a position, nearest first, of these classes (None: all that can be inspected, so no
    hidden points) and within `radius_m`.

    Each a dict: code, name, asset_class, condition, status; distance_m to its nearest point in the registry's CRS (0
    inside an area), bearing_deg to that point clockwise from true north (None where the distance is 0), and the point
    itself, lon and lat in WGS84. What was removed is left out.
    """
    if classes is None:
        classes = [entry.name for entry in CATALOGUE.values() if entry.inspectable]
    if scope.classes is not None:
        classes = [name for name in classes if name in scope.classes]
    if scope.nothing or classes == []:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEARBY, nearby_parameters(position, scope, limit, radius_m, classes))
        columns = [column.name for column in cursor.description]
        return [_rounded(dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def nearby_parameters(
    position: Position, scope: Scope, limit: int, radius_m: float | None, classes: list[str] | None
) -> dict:
    """The parameters of sql/nearby.sql."""
    return {
        "here": position.here,
        "place": position.place,
        "limit": limit,
        "radius_m": radius_m,
        "classes": classes,
        "scope_districts": scope.sql_parameters()["scope_districts"],
    }


def _rounded(row: dict) -> dict:
    bearing = row["bearing_deg"]
    return {
        **row,
        "distance_m": round(row["distance_m"], 2),
        "bearing_deg": None if bearing is None else round(bearing, 1) % 360,
        "lon": round(row["lon"], 7),
        "lat": round(row["lat"], 7),
    }
