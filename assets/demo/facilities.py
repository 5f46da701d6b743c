"""What stands besides the sewers: interceptors and lift stations, plants, gates, parks, waters, waste facilities."""

import numpy as np
import shapely

from assets.demo import places
from assets.demo.frames import Frames, lines
from assets.demo.layout import Cells
from assets.demo.neighbourhoods import Outlets
from assets.demo.water_and_green import grown_outline

FARTHEST_MAIN_M = 2500


def plant_at(frames: Frames, xy: np.ndarray, name: str, people: float) -> int:
    """A treatment plant as an area; returns its row number."""
    outline = grown_outline(xy, 30 + people * 0.35, frames.random)
    built = np.array([float(frames.random.uniform(1998, 2016))])
    ids = frames.take(
        "treatment_plant",
        np.array([outline]),
        built,
        name=name,
        capacity_m3d=round(people * 10_000 * 0.16 / 10_000) * 10_000.0 or 5000.0,
        process=frames.random.choice(["a2o", "oxidation_ditch", "mbr"]),
        discharge_standard="gb18918_1a",
        receiving_water=frames.random.choice(places.WATERS),
    )
    return int(ids[0])


def interceptors(frames: Frames, outlets: Outlets, plant_id: int, plant_xy: np.ndarray) -> None:
    """
    Mains from each foul outlet to the next one nearer to the plant, the last to the plant itself.

    Where the next outlet lies higher, a lift station stands beside the start and the main is a pressure pipe.
    """
    random = frames.random
    order = np.argsort(np.linalg.norm(outlets.xy - plant_xy, axis=1), kind="stable")
    xy, invert, ids = outlets.xy[order], outlets.invert_m[order], outlets.ids[order]
    ends, end_ids, end_invert = [plant_xy], [plant_id], [invert[0] - 0.3]
    for here in range(1, len(xy)):
        distance = np.linalg.norm(xy[:here] - xy[here], axis=1)
        nearest = int(np.argmin(distance))
        if distance[nearest] > FARTHEST_MAIN_M:  # a town of its own, with a small plant
            own_xy = xy[here] + random.uniform(60, 110, 2) * random.choice([-1, 1], 2)
            own_name = f"{random.choice(places.ROADS)[:-1]}镇级污水处理站"
            ends.append(own_xy)
            end_ids.append(plant_at(frames, own_xy, own_name, 2))
            end_invert.append(invert[here] - 0.2)
            continue
        ends.append(xy[nearest])
        end_ids.append(ids[nearest])
        end_invert.append(invert[nearest])
    end_invert_m = np.array(end_invert)
    lifted = end_invert_m > invert
    rank = np.linspace(1.0, 0.2, len(xy))
    sizes = np.array([1500, 1500, 1800, 1800, 2000])[(rank * 4.99).astype(int)]
    built = frames.built(np.full(len(xy), 0.4))
    frames.take(
        "pipe",
        lines(xy, np.array(ends)),
        built,
        name="截污干管",
        category="foul",
        shape="circular",
        start_node_id=ids,
        end_node_id=np.array(end_ids),
        diameter_mm=np.where(lifted, np.minimum(sizes, 800), sizes).astype(float),
        material=np.where(lifted, "iron", "reinforced_concrete"),
        start_invert_m=invert,
        end_invert_m=np.where(lifted, invert - 0.05, end_invert_m),
        height_datum="1985",
        is_pressure=np.where(lifted, "t", "f"),
    )
    stations = np.flatnonzero(lifted & (random.random(len(xy)) < 0.35))
    if len(stations):
        flow = np.round(random.uniform(0.2, 1.6, len(stations)), 2)
        frames.take(
            "pumping_station",
            shapely.points(xy[stations] + random.uniform(8, 16, (len(stations), 2))),
            built[stations],
            name=[f"{road}污水提升泵站" for road in random.choice(places.ROADS, len(stations))],
            kind="lift",
            design_flow_m3s=flow,
            installed_power_kw=np.round(flow * 160 + 30, -1),
            pump_count=random.integers(2, 5, len(stations)),
            standby_count=1,
            supply="dual",
            height_datum="1985",
        )


def at_the_water(frames: Frames, waters: list, district_name: str) -> None:
    """The waters themselves, and at their ends drainage stations (电排站) and gates."""
    random = frames.random
    names = [f"{random.choice(places.WATERS)}{'' if area.area > 150_000 else '支涌'}" for area in waters]
    frames.take(
        "water_body",
        np.array(waters, dtype=object),
        np.full(len(waters), 1960.0),
        name=names,
        kind=["river" if area.area > 150_000 else "canal" for area in waters],
        black_odorous_grade=random.choice(["none", "none", "none", "cured", "mild", "severe"], len(waters)),
    )
    mouths = np.array([shapely.get_coordinates(area)[0] for area in waters])
    flow = np.round(random.lognormal(1.6, 0.7, len(waters)), 1)
    built = random.uniform(1972, frames.today.year - 2, len(waters))
    with_station = random.random(len(waters)) < 0.7
    frames.take(
        "pumping_station",
        shapely.points(mouths[with_station]),
        built[with_station],
        name=[f"{name}电排站" for name, has in zip(names, with_station, strict=True) if has],
        kind="storm",
        design_flow_m3s=flow[with_station],
        installed_power_kw=np.round(flow[with_station] * 75 + 55, -1),
        pump_count=random.integers(2, 7, int(with_station.sum())),
        standby_count=1,
        catchment_km2=np.round(flow[with_station] / 0.6, 1),
        supply=random.choice(["single", "dual"], int(with_station.sum())),
        forebay_start_level_m=0.8,
        forebay_stop_level_m=0.2,
        forebay_warning_level_m=1.6,
        height_datum="pearl_river",
    )
    frames.take(
        "sluice_gate",
        shapely.points(mouths + random.uniform(-14, 14, mouths.shape)),
        built,
        name=[f"{name}水闸" for name in names],
        kind=random.choice(["sluice", "culvert", "tide", "flap"], len(waters)),
        opening_count=random.integers(1, 5, len(waters)),
        width_m=np.round(random.uniform(1.5, 6, len(waters)), 1),
        height_m=np.round(random.uniform(1.5, 4, len(waters)), 1),
        sill_level_m=-0.5,
        drive=random.choice(["manual", "electric", "screw", "hydraulic"], len(waters)),
        gate_material="steel",
        normal_state=random.choice(["open", "closed", "regulated"], len(waters)),
        height_datum="pearl_river",
    )


def parks(frames: Frames, cells: Cells, district_name: str) -> None:
    """A pocket park in every fourth neighbourhood, larger ones at the edges of some."""
    random = frames.random
    chosen = np.flatnonzero(random.random(len(cells.centres)) < 0.3)
    radius = np.where(
        random.random(len(chosen)) < 0.8,
        random.uniform(12, 38, len(chosen)),
        random.uniform(50, 130, len(chosen)),
    )
    radius = np.minimum(radius, cells.side_m * 0.4)
    outlines = [
        grown_outline(cells.centres[cell] + random.uniform(-0.25, 0.25, 2) * cells.side_m, size, random)
        for cell, size in zip(chosen, radius, strict=True)
    ]
    if not outlines:
        return
    areas = np.array([outline.area for outline in outlines])
    pocket = areas < 10_000
    names = random.choice(places.PARK_NAMES, len(outlines))
    frames.take(
        "park",
        np.array(outlines, dtype=object),
        frames.built(cells.centrality[chosen]),
        name=[f"{name}{'口袋公园' if small else '公园'}" for name, small in zip(names, pocket, strict=True)],
        park_class=np.where(pocket, "G14", np.where(areas > 30_000, "G11", "G12")),
        is_pocket_park=np.where(pocket, "t", "f"),
        declared_area_m2=np.round(areas, -1),
        green_ratio_percent=np.round(random.uniform(60, 88, len(areas))),
    )


WASTE_KINDS = {
    "collection_point": ("生活垃圾收集点", "{recyclable,hazardous,kitchen,other}", None),
    "transfer_station": ("垃圾转运站", "{other,kitchen}", (60, 420)),
    "fit_out_point": ("装修垃圾投放点", "{fit_out}", None),
    "disposal_place": ("建筑垃圾消纳场", "{spoil,site_waste}", (300, 1500)),
    "recycling_plant": ("建筑垃圾资源化厂", "{demolition,fit_out}", (500, 2000)),
    "sorting_centre": ("再生资源分拣中心", "{recyclable}", (20, 120)),
    "kitchen_waste_plant": ("厨余垃圾处理厂", "{kitchen}", (100, 400)),
    "incineration_plant": ("生活垃圾焚烧发电厂", "{other}", (600, 1500)),
}


def waste(frames: Frames, cells: Cells, district_name: str) -> None:
    """Collection points everywhere, a transfer station to some 25 neighbourhoods, one of each large kind a district."""
    random = frames.random
    count = len(cells.centres)
    wanted = {
        "collection_point": count,
        "transfer_station": max(1, count // 25),
        "fit_out_point": max(1, count // 15),
        **dict.fromkeys(("disposal_place", "recycling_plant", "sorting_centre"), 1),
        **dict.fromkeys(("kitchen_waste_plant", "incineration_plant"), int(count > 8)),
    }
    for kind, number in wanted.items():
        if not number:
            continue
        name, wastes, load = WASTE_KINDS[kind]
        where = np.arange(number) if kind == "collection_point" else random.integers(0, count, number)
        offset = random.uniform(-0.45, 0.45, (number, 2)) * cells.side_m
        frames.take(
            "waste_facility",
            shapely.points(np.round(cells.centres[where] + offset, 2)),
            frames.built(np.full(number, 0.2)),
            name=[f"{district_name}{name}{n + 1}号" for n in range(number)],
            kind=kind,
            waste_kinds=wastes,
            capacity_t_per_day=np.round(random.uniform(*load, number)) if load else np.full(number, np.nan),
        )
