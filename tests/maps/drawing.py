"""What tests of tiles share: asking for tiles, adding up their cells, a small city, the truth from the history."""

import json
from datetime import date, timedelta
from math import asinh, pi, radians, tan
from pathlib import Path

from django.contrib.gis.db.models.functions import Transform
from django.db import connection
from django.utils import timezone

from assets.registry.models import Asset
from assets.work.models import Inspection, WorkOrder
from tests import factories
from tests.factories import line, point, square
from tests.maps.tile_reader import layers_of

CONDITION_CELLS = ("unknown", "c1", "c2", "c3", "c4", "c5")
BAND_CELLS = ("b0", "b1", "b2", "b3", "b4", "b5")


def tile_at(zoom: int, asset) -> tuple[int, int, int]:
    """z, x, y of the tile in which the asset's middle lies, reckoned apart from the code under test."""
    middle = Asset.objects.annotate(degrees=Transform("geometry", 4326)).get(pk=asset.pk).degrees.centroid
    x = int((middle.x + 180) / 360 * 2**zoom)
    y = int((1 - asinh(tan(radians(middle.y))) / pi) / 2 * 2**zoom)
    return zoom, x, y


def get(client, tile, query: str = "", **headers):
    """The response to asking for a tile."""
    return client.get("/tiles/{}/{}/{}.mvt".format(*tile) + query, headers=headers)


def places(zoom: int) -> list[tuple[int, int, int]]:
    """All tiles of a zoom in which anything ever happened."""
    shift = 14 - zoom
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT x, y FROM maps_tilechange WHERE x >= 0")
        if shift >= 0:
            return sorted({(zoom, x >> shift, y >> shift) for x, y in cursor.fetchall()})
        side = 1 << -shift
        return sorted(
            (zoom, x * side + east, y * side + south)
            for x, y in cursor.fetchall()
            for east in range(side)
            for south in range(side)
        )


def added_up(client, zoom: int, folder: Path, query: str = "") -> dict[int, int]:
    """Assets by band (or condition) of all tiles of a zoom: cells added up, or from zoom 14 each asset once."""
    bands = dict.fromkeys(range(6), 0)
    seen = set()
    measured = "measure=" in query and "measure=condition" not in query
    for tile in places(zoom):
        response = get(client, tile, query)
        assert response.status_code == 200, response.content
        layers = layers_of(response, tile, folder)
        for cell in layers.get("cells", []):
            names = BAND_CELLS if measured else CONDITION_CELLS
            assert sum(cell[name] for name in names) == cell["assets"]
            for band, name in enumerate(names):
                bands[band] += cell[name]
        if zoom >= 14:
            for name in ("assets_points", "assets_lines", "assets_areas"):
                for asset in layers.get(name, []):
                    if asset["code"] not in seen:
                        seen.add(asset["code"])
                        bands[int(asset["band" if measured else "condition"])] += 1
    return bands


def small_city() -> list[Asset]:
    """Some of everything over both districts: of every condition, year, size, material, owner, with what was done."""
    made = []
    for number in range(12):
        east, north = 469_000 + number * 180, 2_579_000 + (number * 7 % 12) * 150
        year = date(1960 + number * 6, 1 + number % 12, 15)
        shared = {"owner": ("市政, 排水公司", "水务局", "")[number % 3]}
        made += [
            factories.ManholeFactory(
                geometry=point(east, north), condition=(number % 6) or None, installed_on=year, **shared
            ),
            factories.PipeFactory(
                geometry=line((east, north), (east + 60, north + 40)),
                condition=1 + number % 5,
                installed_on=None if number == 3 else year,
                diameter_mm=(None, 300, 600, 1200)[number % 4],
                width_mm=2000 if number % 4 == 0 else None,
                height_mm=1500 if number % 4 == 0 else None,
                material=("concrete", "", "hdpe")[number % 3],
                status="removed" if number == 5 else "in_service",
                **shared,
            ),
            factories.ParkFactory(
                geometry=square(east + 100, north, 150), condition=(number % 4) or None, **shared
            ),
            factories.OutfallFactory(geometry=point(east + 20, north), diameter_mm=200 * number),
        ]
    for number, asset in enumerate(made):
        if number % 3 == 0:
            for days in (20 + number * 23, 400 + number):
                Inspection.objects.create(
                    asset_id=asset.pk,
                    inspected_at=timezone.now() - timedelta(days=days),
                    inspector_name="陈伟",
                )
        for again in range(number % 4):
            finished = timezone.now() - timedelta(days=10 + number * 17 + again * 60)
            WorkOrder.objects.create(
                asset_id=asset.pk,
                kind="cleaning",
                title="清淤",
                state="done",
                started_at=finished,
                finished_at=finished,
                cost_yuan=None if again == 1 else 700 * (number + 1),
            )
    return made


def truth() -> list[dict]:
    """Every asset with all that filters and measures ask of it, read row by row and reckoned in Python."""
    rows = []
    for asset in Asset.objects.select_related("district"):
        own = getattr(asset, asset.asset_class.replace("_", ""))
        sides = [side for side in (getattr(own, "width_mm", None), getattr(own, "height_mm", None)) if side]
        inspected = [timezone.localdate(inspection.inspected_at) for inspection in asset.inspections.all()]
        works = [work for work in asset.work_orders.all() if work.state in ("done", "verified")]
        rows.append(
            {
                "id": asset.pk,
                "code": asset.code,
                "class": asset.asset_class,
                "condition": asset.condition or 0,
                "status": asset.status,
                "district": asset.district.code if asset.district else None,
                "year": asset.installed_on.year if asset.installed_on else None,
                "installed_on": asset.installed_on,
                "owner": asset.owner,
                "material": getattr(own, "material", None),
                "size": (getattr(own, "diameter_mm", None) or max(sides, default=None))
                if asset.asset_class in ("pipe", "outfall")
                else None,
                "inspected": max(inspected, default=None),
                "works": [(timezone.localdate(work.finished_at), work.cost_yuan or 0) for work in works],
                "maintained": max((timezone.localdate(work.finished_at) for work in works), default=None),
                "due": min((due.due_on for due in asset.due.all()), default=None),
            }
        )
    return rows


LATEST = """
SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, pgh_label, coalesce(condition, 0), status, district_id, asset_class,
       installed_on, owner, ST_AsText(geometry)
  FROM registry_assetevent WHERE pgh_created_at <= %s ORDER BY pgh_obj_id, pgh_id DESC
"""


def stood(moment) -> dict[int, tuple]:
    """What each asset was at a moment, from its events one after the other; deleted ones left out."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [moment])
        return {row[0]: row[2:] for row in cursor.fetchall() if row[1] != "delete"}


def dated(day: date) -> None:
    """Everything that was written since the last call (and not dated yet) happened at noon of `day` instead."""
    noon = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("asset", "pipe", "manhole", "park", "outfall"):
            cursor.execute(
                f"UPDATE registry_{table}event SET pgh_created_at = %s"
                " WHERE pgh_created_at > clock_timestamp() - interval '1 hour'",
                [noon],
            )
        cursor.execute(
            "UPDATE registry_asset SET created_at ="
            " (SELECT min(pgh_created_at) FROM registry_assetevent WHERE pgh_obj_id = registry_asset.id)"
        )
        cursor.execute(
            "UPDATE registry_asset SET updated_at = %s WHERE updated_at > now() - interval '1 hour'", [noon]
        )
        cursor.execute("UPDATE maps_left SET left_at = %s WHERE left_at > now() - interval '1 hour'", [noon])
        cursor.execute("UPDATE maps_cellcount SET on_day = %s WHERE on_day = work_city_date(now())", [day])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        # The same statement that compaction would see: every tile that anything happened in has changed.
        cursor.execute(
            "INSERT INTO maps_tilechange (x, y, on_day)"
            " SELECT x, y, %s FROM maps_tilechange WHERE x >= 0 GROUP BY x, y",
            [day],
        )


def answered(response) -> dict:
    """The JSON of a refusal."""
    return json.loads(response.content)
