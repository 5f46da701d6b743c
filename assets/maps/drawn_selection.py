# ruff: noqa: S608 - the inner statement is the ORM's own; values travel as parameters
"""What a drawn shape holds: exact sums by class and condition, work done in a period, and the first rows."""

from pathlib import Path

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from assets.maps.drawn_shape import DrawnShape
from assets.maps.past import require_history, standing
from assets.maps.period import Period, read_period
from assets.registry import filters
from assets.registry.models import Asset
from assets.registry.scope import scope_of

DRAWN = (Path(__file__).parent / "sql" / "drawn.sql").read_text(encoding="utf-8")
ROWS_SHOWN = 200
# Words of the map's address that do not choose assets.
BESIDES = ("measure", "since", "until")
LISTS = ("asset_class", "condition", "status")
COLUMNS = ("asset_class", "condition", "length_m", "area_m2")


def drawn_selection(user, shape: DrawnShape, query: QueryDict) -> dict:
    """
    The visible assets that touch `shape` and pass the map's filters (`query`, as the tiles take it), summed up.

    Sums are exact whatever the size, in m and m2, an asset counted whole; `rows` are the first ROWS_SHOWN, the worst
    first. With `as_of` all as it stood at the end of that day. Raises Malformed, BeforeTheRegistry.
    """
    wanted = filters.parse(query, user, also=BESIDES)
    moment = wanted.as_of
    today = timezone.localdate(moment) if moment else timezone.localdate()
    period = read_period(wanted.given, today)
    if moment is not None:
        require_history(moment)
    # An empty list asks for nothing, as on the tiles.
    nothing = any(name in query and not query[name] for name in LISTS)
    found: tuple = ([], [], [], [])
    if not nothing:
        chosen, key = (
            (Asset.objects.filter(mercator__intersects=shape.mercator), "pk")
            if moment is None
            else (standing(moment, shape.mercator), "pgh_id")
        )
        chosen = chosen.filter(scope_of(user).condition(), wanted.condition).order_by()
        ids = "pk" if moment is None else "pgh_obj_id"
        try:
            # The alias keeps the column twice where key and id are the same.
            sql, parameters = chosen.values_list(key, *COLUMNS, ids).query.sql_with_params()
        except EmptyResultSet:
            pass
        else:
            found = _summed(sql, list(parameters), moment is not None, period)
    return _told(*found, shape=shape, period=period)


def _summed(sql: str, parameters: list, past: bool, period: Period) -> tuple:
    chosen = (
        "SELECT found.key, found.id, found.asset_class, found.condition, found.length_m, found.area_m2"
        f" FROM ({sql}) AS found (key, {', '.join(COLUMNS)}, id)"
    )
    statement = DRAWN.format(
        chosen=chosen,
        table="registry_assetevent" if past else "registry_asset",
        key="pgh_id" if past else "id",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, period.starts, period.ends, ROWS_SHOWN])
        return cursor.fetchone()


def _told(sums: list, done: list, inspected: list, rows: list, *, shape: DrawnShape, period: Period) -> dict:
    classes: dict[str, dict] = {}
    for line in sums:
        kind = classes.setdefault(
            line["asset_class"],
            {
                "asset_class": line["asset_class"],
                "assets": 0,
                "length_m": 0.0,
                "area_m2": 0.0,
                "conditions": [0] * 6,
                "works": 0,
                "cost_yuan": 0.0,
                "inspections": 0,
            },
        )
        kind["assets"] += line["assets"]
        kind["length_m"] += line["length_m"]
        kind["area_m2"] += line["area_m2"]
        kind["conditions"][line["condition"]] += line["assets"]
    kinds: dict[str, dict] = {}
    for line in done:
        for part in (
            classes[line["asset_class"]],
            kinds.setdefault(line["kind"], {"kind": line["kind"], "works": 0, "cost_yuan": 0.0}),
        ):
            part["works"] += line["works"]
            part["cost_yuan"] += float(line["cost_yuan"])
    for line in inspected:
        classes[line["asset_class"]]["inspections"] = line["inspections"]
    by_class = sorted(classes.values(), key=lambda line: -line["assets"])
    total = {
        name: sum(line[name] for line in by_class)
        for name in ("assets", "length_m", "area_m2", "works", "cost_yuan", "inspections")
    }
    return {
        "total": {
            **total,
            "conditions": [sum(line["conditions"][grade] for line in by_class) for grade in range(6)],
        },
        "by_class": by_class,
        "by_kind": sorted(kinds.values(), key=lambda line: -line["works"]),
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "rows": rows,
        "rows_limit": ROWS_SHOWN,
        "repaired": shape.repaired,
        "bounds": shape.bounds,
    }
