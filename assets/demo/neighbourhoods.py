"""The sewers of a batch of neighbourhoods as assets: nodes, pipes, inlets, outlets."""

from dataclasses import dataclass

import numpy as np
import shapely

from assets.demo.drainage import GRID, Sewers, comb
from assets.demo.frames import Frames, lines
from assets.demo.layout import turn

HIDDEN_SHARE = 0.09
INLETS_PER_STORM_NODE = 0.9
CONNECTED_INLETS_SHARE = 0.25


@dataclass(frozen=True)
class Outlets:
    """The outlets of a system: row numbers of their nodes, places, inverts, one a neighbourhood in order."""

    ids: np.ndarray
    xy: np.ndarray
    invert_m: np.ndarray


def street_corners(
    centres: np.ndarray, side_m: float, angle: float, random: np.random.Generator
) -> np.ndarray:
    """(n, GRID, GRID, 2) corners of slightly bent street grids about the centres; [:, 0, 0] is the lowest corner."""
    span = side_m * 0.86
    steps = np.linspace(-span / 2, span / 2, GRID)
    grid = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1)
    corners = np.broadcast_to(grid, (len(centres), GRID, GRID, 2)).copy()
    bend = random.uniform(-0.06, 0.06, (len(centres), 1, 1))
    corners[..., 0] += bend * corners[..., 1] ** 2 / span * 2
    return turn(corners, angle) + centres[:, None, None, :]


def build(
    frames: Frames, centres: np.ndarray, side_m: float, angle: float, centrality: np.ndarray, receiving: str
) -> Outlets:
    """
    Add the sewers of neighbourhoods to `frames`; returns the outlets that must go on to a treatment plant.

    Central neighbourhoods have one combined system, the others a storm and a foul one side by side.
    """
    random = frames.random
    corners = street_corners(centres, side_m, angle, random)
    ground = 1.6 + 1.2 * (1 - np.clip(centrality, 0, 1)) + random.uniform(0, 0.6, len(centres))
    old_town = centrality > 0.9
    onward: list[Outlets] = []
    for category, where, aside in (
        ("combined", old_town, 0.0),
        ("storm", ~old_town, 2.2),
        ("foul", ~old_town, -2.2),
    ):
        if not where.any():
            continue
        shift = turn(np.array([aside, aside * 0.8]), angle)
        sewers = comb(corners[where] + shift, category, ground[where], random)
        outlets = _system(frames, sewers, centrality[where], receiving)
        if category != "storm":
            onward.append(outlets)
    return Outlets(
        *(np.concatenate([getattr(part, name) for part in onward]) for name in ("ids", "xy", "invert_m"))
    )


def _system(frames: Frames, sewers: Sewers, centrality: np.ndarray, receiving: str) -> Outlets:
    random = frames.random
    count = len(sewers.xy)
    built_there = frames.built(centrality)
    built = np.clip(
        built_there[sewers.neighbourhood] + random.normal(0, 2.5, count), 1958, frames.today.year - 0.5
    )
    ids = frames.ids(count)
    points = shapely.points(sewers.xy)
    hidden = (random.random(count) < HIDDEN_SHARE) & ~sewers.is_outlet & (sewers.upstream_nodes > 1)
    _nodes(frames, sewers, ids, points, built, hidden, receiving)

    flows = np.flatnonzero(sewers.downstream >= 0)
    towards = sewers.downstream[flows]
    material = frames.materials(built[flows])
    box = (sewers.diameter_mm[flows] >= 1800) & (sewers.category != "foul")
    frames.take(
        "pipe",
        lines(sewers.xy[flows], sewers.xy[towards]),
        built[flows],
        category=sewers.category,
        shape=np.where(box, "box", "circular"),
        start_node_id=ids[flows],
        end_node_id=ids[towards],
        diameter_mm=np.where(box, np.nan, sewers.diameter_mm[flows]),
        width_mm=np.where(box, sewers.diameter_mm[flows] + 400, np.nan),
        height_mm=np.where(box, sewers.diameter_mm[flows], np.nan),
        material=np.where(box, "reinforced_concrete", material),
        start_invert_m=sewers.invert_m[flows],
        end_invert_m=sewers.invert_m[towards],
        start_cover_depth_m=np.round(sewers.ground_m[flows] - sewers.invert_m[flows], 3),
        end_cover_depth_m=np.round(sewers.ground_m[towards] - sewers.invert_m[towards], 3),
        height_datum="1985",
        is_pressure="f",
    )
    if sewers.category != "foul":
        _inlets(frames, sewers, ids, built)
    last = sewers.is_outlet
    return Outlets(ids[last], sewers.xy[last], sewers.invert_m[last])


def _nodes(frames: Frames, sewers: Sewers, ids, points, built, hidden, receiving: str) -> None:
    random = frames.random
    outlet_is_outfall = sewers.is_outlet & (sewers.category == "storm")
    levels = {"ground_level_m": sewers.ground_m, "height_datum": np.full(len(ids), "1985")}
    chamber = ~hidden & ~outlet_is_outfall

    def of(where, **columns):
        return {name: values[where] for name, values in columns.items()}

    depth = np.round(sewers.ground_m - sewers.invert_m, 3)
    frames.take(
        "manhole",
        points[chamber],
        built[chamber],
        id=ids[chamber],
        kind=random.choice(["inspection", "inspection", "inspection", "silt", "drop"], chamber.sum()),
        category=sewers.category,
        cover_material=np.where(
            built[chamber] < 1998, "cast_iron", random.choice(["ductile_iron", "composite"], chamber.sum())
        ),
        cover_shape="round",
        has_anti_fall_net=np.where(built[chamber] > 2012, "t", "f"),
        bottom_level_m=sewers.invert_m[chamber],
        depth_m=depth[chamber],
        **of(chamber, **levels),
    )
    frames.take(
        "junction",
        points[hidden],
        built[hidden],
        id=ids[hidden],
        feature=random.choice(["bend", "tee", "size_change", "straight"], hidden.sum()),
        bottom_level_m=sewers.invert_m[hidden],
        depth_m=depth[hidden],
        **of(hidden, **levels),
    )
    if outlet_is_outfall.any():
        frames.take(
            "outfall",
            points[outlet_is_outfall],
            built[outlet_is_outfall],
            id=ids[outlet_is_outfall],
            kind="storm",
            category="storm",
            receiving_water=receiving,
            invert_level_m=sewers.invert_m[outlet_is_outfall],
            has_flap=np.where(random.random(outlet_is_outfall.sum()) < 0.4, "t", "f"),
            **of(outlet_is_outfall, **levels),
        )


def _inlets(frames: Frames, sewers: Sewers, node_ids: np.ndarray, built: np.ndarray) -> None:
    random = frames.random
    chosen = np.flatnonzero(random.random(len(node_ids)) < INLETS_PER_STORM_NODE)
    angle = random.uniform(0, 2 * np.pi, len(chosen))
    away = np.stack([np.cos(angle), np.sin(angle)], axis=-1) * random.uniform(3.0, 6.5, (len(chosen), 1))
    xy = np.round(sewers.xy[chosen] + away, 3)
    ids = frames.take(
        "inlet",
        shapely.points(xy),
        built[chosen],
        kind=random.choice(["flat", "flat", "side", "combined"], len(chosen)),
        grate_material=random.choice(["ductile_iron", "cast_iron", "composite"], len(chosen)),
        ground_level_m=sewers.ground_m[chosen],
        bottom_level_m=np.round(np.maximum(sewers.ground_m[chosen] - 0.8, sewers.invert_m[chosen] + 0.05), 3),
        depth_m=0.8,
        height_datum="1985",
    )
    joined = np.flatnonzero(random.random(len(chosen)) < CONNECTED_INLETS_SHARE)
    nodes = chosen[joined]
    frames.take(
        "pipe",
        lines(xy[joined], sewers.xy[nodes]),
        built[nodes],
        category=sewers.category,
        shape="circular",
        start_node_id=ids[joined],
        end_node_id=node_ids[nodes],
        diameter_mm=float(200),
        material=frames.materials(built[nodes]),
        start_invert_m=np.round(np.maximum(sewers.ground_m[nodes] - 0.8, sewers.invert_m[nodes] + 0.05), 3),
        end_invert_m=np.round(sewers.invert_m[nodes] + 0.03, 3),
        height_datum="1985",
        is_pressure="f",
    )
