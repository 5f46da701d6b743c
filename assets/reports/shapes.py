"""Assets and outlines as a report draws them: the worst and largest first, shapes simplified by the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q

from assets.exports.order import Order
from assets.exports.rows import Rows
from assets.registry.classes import CATALOGUE
from assets.registry.filters import AssetFilter
from assets.registry.geojson import WGS84
from assets.registry.models import Asset, District
from assets.reports.contents import Contents

SQL = Path(__file__).parent / "sql"
DRAWN = (SQL / "drawn.sql").read_text(encoding="utf-8")
LAST_DONE = (SQL / "last_done.sql").read_text(encoding="utf-8")
OUTLINES = (SQL / "outlines.sql").read_text(encoding="utf-8")
# What a popup tells besides the class's own card fields.
COMMON = ("installed_on", "owner", "road")


@dataclass(frozen=True)
class Drawn:
    """One asset as it is drawn: `values` by field name, `shape` as encoded polylines, its `dimension` 0, 1 or 2."""

    id: int
    code: str
    name: str
    condition: int | None
    status: str
    district: str | None
    dimension: int
    values: dict[str, Any]
    shape: str


def rows_of(contents: Contents, asset_class: str) -> Rows:
    """The assets that the figures count, of one class, as the exports read them: now, or as they stood."""
    subject = contents.subject
    counted = Q(district_id__in=contents.district_ids) & ~Q(status=Asset.Status.REMOVED)
    order = Order(
        format="geojson",
        classes=(asset_class,),
        wanted=AssetFilter(condition=counted, as_of=subject.as_of),
        scope=subject.scope,
        srid=WGS84,
        encoding="utf-8",
    )
    return Rows(order, asset_class)


def fields_of(asset_class: str) -> list:
    """The model's fields whose values a popup tells."""
    entry = CATALOGUE[asset_class]
    names = (*entry.card_fields, *([entry.measure] if entry.measure else []), *COMMON)
    return [entry.model._meta.get_field(name) for name in names]


def drawn(contents: Contents, asset_class: str, limit: int, tolerance_m: float, decimals: int) -> list[Drawn]:
    """
    At most `limit` assets of a class, in the poorest condition first, then the largest.

    Shapes are simplified to within `tolerance_m` and rounded to so many `decimals` of a degree.
    """
    rows = rows_of(contents, asset_class)
    own = {field.name for field in CATALOGUE[asset_class].own_fields}
    fields = fields_of(asset_class)
    told = [
        f'{"own" if field.name in own else "asset"}.{field.column} AS "told_{field.name}"' for field in fields
    ]
    size = "own.diameter_mm" if asset_class == "pipe" else "asset.area_m2"
    picked = f"""SELECT asset.id, asset.code, asset.name, asset.condition, asset.status, district.code AS district,
           asset.geometry AS shape, ST_Dimension(asset.geometry) AS dimension,
           coalesce({size}, 0)::float AS size, {", ".join(told)}
    {rows.source}
     ORDER BY asset.condition DESC NULLS LAST, size DESC, asset.code
     LIMIT {int(limit)}"""
    listed = ["id", "code", "name", "condition", "status", "district", "dimension"]
    statement = DRAWN.format(
        picked=mogrified(picked, rows.parameters),
        columns=", ".join([*listed, *(f'"told_{field.name}"' for field in fields)]),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"tolerance_m": tolerance_m, "decimals": decimals})
        found = []
        for asset_id, code, name, condition, status, district, dimension, *values, shape in cursor.fetchall():
            named = dict(zip([field.name for field in fields], values, strict=True))
            found.append(Drawn(asset_id, code, name, condition, status, district, dimension, named, shape))
    return found


def mogrified(statement: str, parameters: Iterable[Any]) -> str:
    """The statement with its values, made part of one whose parameters have names; braces and per cents stay text."""
    with connection.cursor() as cursor:
        return cursor.cursor.mogrify(statement, list(parameters)).decode().replace("%", "%%")


def last_done(assets: list[int], moment: datetime, each: int) -> Mapping[int, list[tuple]]:
    """By asset id at most `each` of what was done last: (when, kind, condition, yuan, what was said)."""
    found: dict[int, list[tuple]] = {}
    if assets and each:
        with connection.cursor() as cursor:
            cursor.execute(LAST_DONE, {"assets": assets, "moment": moment, "each": each})
            for asset_id, *said in cursor.fetchall():
                found.setdefault(asset_id, []).append(tuple(said))
    return found


def units_drawn(contents: Contents) -> list[District]:
    """The district with what lies right below it, as far as the person may see."""
    depth = contents.subject.district.tree_path.count("/")
    units = District.objects.filter(pk__in=contents.district_ids).defer("boundary", "mercator")
    return [unit for unit in units.order_by("code") if unit.tree_path.count("/") <= depth + 1]


def outlines(contents: Contents, tolerance_m: float) -> list[dict]:
    """Code, names and encoded outline of the units drawn, those without a boundary left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            OUTLINES, {"units": [unit.pk for unit in units_drawn(contents)], "tolerance_m": tolerance_m}
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def fair_shares(counts: Mapping[str, int], limit: int) -> dict[str, int]:
    """
    How many of each class may be drawn so that all together are at most `limit`: small classes whole, large ones alike.

    >>> fair_shares({"pipe": 100, "manhole": 90, "park": 5}, 105)
    {'pipe': 50, 'manhole': 50, 'park': 5}
    """
    shares: dict[str, int] = {}
    left = limit
    for place, (name, count) in enumerate(sorted(counts.items(), key=lambda item: item[1])):
        shares[name] = min(count, left // (len(counts) - place))
        left -= shares[name]
    return {name: shares[name] for name in counts}
