# ruff: noqa: S608 - the SQL is ours; what people send travels as parameters
"""The map's SQL put together for a selection: only what it asks for is joined and tested."""

from functools import cache
from pathlib import Path

from assets.maps.measures import CONDITION
from assets.maps.narrowing import narrowing
from assets.maps.selection import Selection

FOLDER = Path(__file__).parent / "sql"
LANDMARKS = "(asset.dimension = 2 OR asset.asset_class IN ('pumping_station', 'treatment_plant'))"
LANDMARK_EVENTS = "maps_is_landmark(placed.dimension, event.asset_class)"
SIZE = "coalesce(pipe.diameter_mm, greatest(pipe.width_mm, pipe.height_mm), outfall.diameter_mm)"
OUTFALLS = (
    "LEFT JOIN registry_outfall outfall"
    " ON outfall.asset_ptr_id = CASE WHEN asset.asset_class = 'outfall' THEN asset.id END"
)
SIZES = {"diameter_min", "diameter_max"}
# From this zoom on a tile has few enough assets that what was done to each is looked up one by one.
EACH_FROM_ZOOM = 12
# From this zoom on each asset tells its measure's value; its band, which colours it, always.
VALUE_ZOOM = 15
# Up to this zoom mains are drawn from their sketches.
SKETCH_ZOOM = 10


@cache
def part(name: str) -> str:
    """A file of sql/."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def _assets(selection: Selection, *, landmarks: bool = False) -> str:
    sized = bool(SIZES & set(selection.words))
    return part("assets_now" if selection.as_of is None else "assets_as_of").format(
        only=LANDMARKS if landmarks else "true",
        only_left="is_landmark" if landmarks else "true",
        only_event=LANDMARK_EVENTS if landmarks else "true",
        size=SIZE if sized else "NULL::integer",
        sized=OUTFALLS if sized else "",
    )


def _measured(selection: Selection, band: str, value: str | None) -> dict[str, str]:
    """The columns that features carry besides the condition; no `value`: the band alone."""
    if selection.measure.name == CONDITION:
        return {"measured": "", "kept": ""}
    if value is None:
        return {"measured": f",\n           {band} AS band", "kept": ", band"}
    return {"measured": f",\n           {band} AS band, {value} AS value", "kept": ", band, value"}


def detail(selection: Selection, zoom: int, *, named: bool = True) -> str:
    """A tile of the assets themselves; not `named`: without their codes and names, which are half of its bytes."""
    narrow = narrowing(selection, facts=False, each=True)
    return part("detail").format(
        assets=_assets(selection),
        named="asset.code, asset.name" if named else "NULL::text AS code, NULL::text AS name",
        joins=narrow.joins,
        where=narrow.where,
        **_measured(selection, narrow.band, narrow.value if zoom >= VALUE_ZOOM else None),
    )


def overview(selection: Selection, zoom: int) -> str:
    """A tile of cells, mains and landmarks."""
    narrow = narrowing(selection, facts=False, each=True)
    return part("overview").format(
        assets=_assets(selection, landmarks=True),
        joins=narrow.joins,
        where=narrow.where,
        cells=_cells_counted(selection) if selection.counted else _cells_facts(selection, zoom),
        mains=_mains_counted(selection, zoom) if selection.counted else _mains_facts(selection, zoom),
        cell_counts=_cell_counts(selection),
        **_measured(selection, narrow.band, narrow.value),
    )


def counts(selection: Selection) -> str:
    """How many assets the selection holds by class (text), condition and band."""
    if selection.counted:
        source = "maps_cellcount" if selection.as_of is None else part("counts_as_of")
        return (
            "SELECT asset_class, condition, condition AS band, sum(assets)::integer"
            f" FROM {source} counts WHERE grid = 11 AND {_counts_where(selection)}"
            " GROUP BY asset_class, condition HAVING sum(assets) <> 0"
        )
    narrow = narrowing(selection, facts=True, each=False)
    first = f"WITH {narrow.first} " if narrow.first else ""
    return first + (
        "SELECT words.word, found.condition, found.band, found.assets FROM ("
        f"SELECT asset.asset_class, asset.condition, {narrow.band} AS band, count(*)::integer AS assets"
        f" FROM maps_fact asset{narrow.joins} WHERE {_standing(selection, 'asset')} AND {narrow.where}"
        " GROUP BY 1, 2, 3) found JOIN maps_word words ON words.id = found.asset_class"
    )


def _standing(selection: Selection, alias: str) -> str:
    if selection.as_of is None:
        return f"{alias}.to_day = 'infinity'"
    return f"{alias}.from_day <= %(as_of)s::date AND {alias}.to_day > %(as_of)s::date"


def _counts_where(selection: Selection, *, mains: bool = False) -> str:
    tests = {
        "condition = ANY (%(conditions)s::int[])": selection.conditions,
        "status = ANY (%(statuses)s::text[])": selection.statuses,
        "district_id = ANY (%(districts)s::bigint[])": selection.districts,
    }
    if not mains:
        tests["asset_class = ANY (%(classes)s::text[])"] = selection.classes
    return " AND ".join(f"counts.{test}" for test, value in tests.items() if value is not None) or "true"


def _cells_counted(selection: Selection) -> str:
    source = "maps_cellcount" if selection.as_of is None else part("counts_as_of")
    return part("cells_counted").format(counts=source, where=_counts_where(selection))


def _mains_counted(selection: Selection, zoom: int) -> str:
    return part("mains_counted").format(
        line="sketch" if zoom <= SKETCH_ZOOM else "geometry",
        standing=_standing(selection, "counts"),
        mains_where=_counts_where(selection, mains=True),
    )


def _facts(selection: Selection, zoom: int) -> dict[str, str]:
    narrow = narrowing(selection, facts=True, each=zoom >= EACH_FROM_ZOOM)
    return {
        "band": narrow.band,
        "fact_joins": narrow.joins,
        "standing": _standing(selection, "asset"),
        "fact_where": narrow.where,
        "value": narrow.value,
        "first": narrow.first,
    }


def _cells_facts(selection: Selection, zoom: int) -> str:
    facts = _facts(selection, zoom)
    first = facts.pop("first")
    return (f"{first}, " if first else "") + part("cells_facts").format(**facts)


def _mains_facts(selection: Selection, zoom: int) -> str:
    plain = selection.measure.name == CONDITION
    return part("mains_facts").format(
        **_facts(selection, zoom), mains_columns="band AS condition" if plain else "band, value"
    )


def _cell_counts(selection: Selection) -> str:
    names = (
        ("unknown", "c1", "c2", "c3", "c4", "c5")
        if selection.measure.name == CONDITION
        else ("b0", "b1", "b2", "b3", "b4", "b5")
    )
    listed = ", ".join(f"band_{band} AS {name}" for band, name in enumerate(names))
    return f"assets::integer AS assets, {listed}, mean"
