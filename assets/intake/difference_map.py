"""The difference on the map: a delivery's rows as GeoJSON, where things move with the way they go."""

import json

from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.db import connection

from assets.intake import staging, verdicts
from assets.intake.checks import all_checks
from assets.intake.models import Delivery
from assets.intake.sql import statement
from assets.registry.errors import Malformed

STATES = ("created", "updated", "unchanged", "rejected", "removed")
MOST_FEATURES = 20_000
WITH_PROBLEM = (
    "EXISTS (SELECT FROM intake_finding finding WHERE finding.delivery_id = %(delivery)s"
    " AND finding.layer = r.layer AND finding.row_no = r.row_no AND finding.problem = %(problem)s)"
)


def features(
    delivery: Delivery,
    limit: int = 2000,
    state: str = "",
    problem: str = "",
    bbox: tuple[float, float, float, float] | None = None,
    rid: int | None = None,
) -> dict:
    """
    The difference of a delivery in review as GeoJSON (WGS84): a feature a row (and each asset proposed as removed) with
    `state`, `asset_class`, `code`, `row`, `layer`, `rid`; where an asset moves, its `moved_m` and `arrow` (two
    positions), and a second feature of state `before` with the place it had. Rejected, changed, new rows first; then
    unchanged ones. Only of one state, with one problem, in a window, or of one row, where asked.
    `truncated` tells whether there are more rows than `limit` (20,000 at the most).

    Raises Malformed for an unknown state or problem.
    """
    if state and state not in STATES:
        raise Malformed("state", ", ".join(STATES))
    if problem and problem not in all_checks():
        raise Malformed("problem", ", ".join(all_checks()))
    limit = max(1, min(limit, MOST_FEATURES))
    tables = staging.Tables(delivery.pk)
    box = None
    if bbox:
        drawn = Polygon.from_bbox(bbox)
        drawn.srid = 4326
        drawn.transform(settings.REGISTRY_SRID)
        box = drawn.hexewkb.decode()
    sql = statement(
        "difference_map",
        **tables.names(),
        moved=verdicts.MOVED,
        with_problem=WITH_PROBLEM if problem else "true",
    )
    parameters = {
        "delivery": delivery.pk,
        "limit": limit + 1,
        "state": state,
        "problem": problem,
        "box": box,
        "rid": rid,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = [_feature(*row) for row in cursor.fetchall()]
    rows = sum(one["properties"]["state"] != "before" for one in found)
    if rows > limit:  # the one too many was only asked for to know
        last = found.pop()["properties"]["rid"]
        found = [one for one in found if one["properties"]["rid"] != last]
    return {"type": "FeatureCollection", "features": found, "truncated": rows > limit}


def _feature(state, asset_class, code, layer, row, rid, geometry, moved_m, arrow) -> dict:
    properties = {
        "state": state,
        "asset_class": asset_class,
        "code": code,
        "layer": layer,
        "row": row,
        "rid": rid,
    }
    if arrow:
        properties |= {"moved_m": round(moved_m, 3), "arrow": json.loads(arrow)["coordinates"]}
    return {"type": "Feature", "geometry": json.loads(geometry), "properties": properties}
