# ruff: noqa: S608 - names of tables are ours
"""
Coordinates in GCJ-02, the shifted system of China's web maps: suspected and said, undone where the delivery says so.

Suspected by what the file says of itself, and by the registry: where places lie on nothing as sent, and on assets of
their class once the shift (about 550 m in Shantou) is undone. Undone on the rows as converted, whatever system the
file declares, so the staged rows stay as sent.
"""

import re
from collections.abc import Callable

import numpy
import shapely
from django.conf import settings
from django.db import connection, transaction
from psycopg2.extras import execute_values

from assets.intake.models import Delivery
from assets.intake.plan import ImportPlan
from assets.standards import web_map_shifts

GCJ02 = "gcj02"
NAMES = re.compile(r"GCJ[-_ ]?0?2|高德|腾讯|火星|国测局|AMAP|AUTONAVI|TENCENT", re.I)
ROWS_A_PIECE = 20_000
ROWS_TRIED = 300
# Fewer places than this tell nothing; surveys agree within this; so many must lie on assets undone, so few as sent.
FEWEST, SAME_PLACE_M, MOST, FEW = 10, 3.0, 0.6, 0.15
# Each step leaves a thousandth of the error: 550 m, half a metre, half a millimetre, nothing.
STEPS = 4

# Transformed with a guard: a hostile row's coordinates may be possible in one system and not in the other.
SAMPLE = """
SELECT asset_class, ST_X(place), ST_Y(place)
  FROM (SELECT asset_class,
               intake_transformed(CASE dimension
                                      WHEN 1 THEN coalesce(ST_StartPoint(geometry), ST_PointOnSurface(geometry))
                                      ELSE ST_PointOnSurface(geometry) END, 4326) AS place
          FROM {rows}
         WHERE geometry IS NOT NULL AND NOT ST_IsEmpty(geometry) AND NOT ST_HasArc(geometry)
           AND rid % {step} = 0
         LIMIT {tried}) r
 WHERE ST_X(place) BETWEEN -180 AND 180 AND ST_Y(place) BETWEEN -90 AND 90
"""
# Place by place through the index: as one join the planner compares every place with every asset of its class.
ON_ASSETS = f"""
SELECT count(near.hit)
  FROM (VALUES %s) tried (asset_class, lon, lat)
 CROSS JOIN LATERAL (
       SELECT intake_transformed(ST_SetSRID(ST_MakePoint(lon::float8, lat::float8), 4326), {settings.REGISTRY_SRID}) AS place
       OFFSET 0
       ) there
  LEFT JOIN LATERAL (
       SELECT 1 AS hit
         FROM registry_asset asset
        WHERE asset.asset_class = tried.asset_class
          AND ST_DWithin(asset.geometry, there.place, {SAME_PLACE_M})
        LIMIT 1
       ) near ON true
"""
SHIFTED_ROWS = """
DECLARE shifted NO SCROLL CURSOR FOR
SELECT rid, ST_AsBinary(place)
  FROM (SELECT rid, intake_transformed(geometry, 4326) AS place
          FROM {rows}
         WHERE geometry IS NOT NULL AND NOT ST_IsEmpty(geometry) AND NOT ST_HasArc(geometry)
        OFFSET 0) r
 WHERE place IS NOT NULL
"""


def settle(plan: ImportPlan) -> None:
    """Undo the shift where the delivery says so; else note in the findings (`shift`) whether it is suspected."""
    if plan.delivery.option("shift") == GCJ02:
        plan.delivery.findings["shift"] = {"undone": undo(plan)}
        return
    named = _named(plan.delivery)
    placed = _by_registry(plan)
    plan.delivery.findings["shift"] = {"named": named, **placed} if named or placed else None


def _named(delivery: Delivery) -> str:
    """What of the file's own words says GCJ-02: its name, a layer's, a column's, its CRS; "" where nothing does."""
    told = [delivery.file_name, delivery.source]
    for layer in delivery.findings["layers"]:
        told += [layer["name"], layer["crs"], *(column["name"] for column in layer["columns"])]
    return next((text[:80] for text in told if NAMES.search(text)), "")


def _by_registry(plan: ImportPlan) -> dict:
    """How many of the sampled places lie on assets of their class as sent and undone, where that says GCJ-02."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM registry_asset)")
        if not cursor.fetchone()[0]:
            return {}
        total = sum(layer.layer["rows"] for layer in plan.layers)
        step = max(total // ROWS_TRIED, 1)
        cursor.execute(SAMPLE.format(rows=plan.tables["rows"], step=step, tried=ROWS_TRIED))
        tried = cursor.fetchall()
        if len(tried) < FEWEST:
            return {}
        as_sent = _on_assets(cursor, tried)
        if as_sent > FEW * len(tried):
            return {}
        places = unshifted(numpy.array([row[1:] for row in tried], dtype=float))
        undone = _on_assets(
            cursor, [(row[0], *place) for row, place in zip(tried, places.tolist(), strict=True)]
        )
    if undone < MOST * len(tried):
        return {}
    return {"tried": len(tried), "as_sent": as_sent, "undone_would": undone}


def _on_assets(cursor, places: list[tuple]) -> int:
    found = execute_values(cursor.cursor, ON_ASSETS, places, page_size=ROWS_TRIED, fetch=True)
    return found[0][0]


def undo(plan: ImportPlan) -> int:
    """Move every row's place from GCJ-02 to where it is; how many."""
    rows = plan.tables["rows"]
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE unshifted (rid bigint PRIMARY KEY, place bytea) ON COMMIT DROP")
        cursor.execute(SHIFTED_ROWS.format(rows=rows))
        while True:
            cursor.execute(f"FETCH {ROWS_A_PIECE} FROM shifted")
            if not (piece := cursor.fetchall()):
                break
            shapes = shapely.transform(shapely.from_wkb([bytes(row[1]) for row in piece]), unshifted)
            values = [(row[0], shape) for row, shape in zip(piece, shapely.to_wkb(shapes), strict=True)]
            execute_values(cursor.cursor, "INSERT INTO unshifted VALUES %s", values, page_size=2000)
            done += len(piece)
        cursor.execute("CLOSE shifted")
        cursor.execute(
            f"UPDATE {rows} r"
            f" SET geometry = intake_transformed(ST_GeomFromWKB(u.place, 4326), {settings.REGISTRY_SRID})"
            " FROM unshifted u WHERE u.rid = r.rid"
        )
    return done


def unshifted(places: numpy.ndarray) -> numpy.ndarray:
    """WGS84 longitude and latitude (n x 2, degrees) of places in GCJ-02: standards.web_map_shifts for many at once."""
    guess = places.copy()
    for _step in range(STEPS):
        guess += places - shifted(guess)
    return guess


def shifted(places: numpy.ndarray) -> numpy.ndarray:
    """GCJ-02 longitude and latitude (n x 2, degrees) of places in WGS84."""
    forward: Callable = numpy.vectorize(web_map_shifts.wgs84_to_gcj02)
    lon, lat = forward(places[:, 0], places[:, 1])
    return numpy.column_stack((lon, lat))
