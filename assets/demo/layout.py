"""Where the synthetic city's neighbourhoods lie: square cells around seats and town centres, inside the districts."""

from dataclasses import dataclass

import numpy as np
import shapely

LARGEST_CELL_M = 420.0
BUILT_UP_SHARE = 0.75
TOWNS_PER_DISTRICT = 2


@dataclass(frozen=True)
class Cells:
    """
    Neighbourhoods of one district: centres (n, 2) in metres of the registry's CRS, `side_m` of each square cell,
    `angle` of the street grid in radians, `centrality` 1 at the seat falling to 0 outside.
    """

    centres: np.ndarray
    side_m: float
    angle: float
    centrality: np.ndarray


def place_cells(boundary, seat_xy: tuple[float, float], count: int, random: np.random.Generator) -> Cells:
    """
    `count` cells inside `boundary` (a shapely area in metres), nearest first to the seat or one of a few towns.

    The cells shrink where the district is too small for as many of the usual size.
    """
    side = min(LARGEST_CELL_M, float(np.sqrt(boundary.area * BUILT_UP_SHARE / max(count, 1))))
    angle = random.uniform(-0.35, 0.35)
    shapely.prepare(boundary)
    inside = np.empty((0, 2))
    while len(inside) < count:
        inside = _lattice(boundary, seat_xy, side, angle)
        if len(inside) < count:
            side *= 0.93
    towns = np.vstack([seat_xy, inside[random.integers(0, len(inside), TOWNS_PER_DISTRICT)]])
    distance = np.linalg.norm(inside[:, None, :] - towns[None, :, :], axis=2)
    distance[:, 1:] *= 2.4  # the seat is the largest place
    nearest = distance.min(axis=1) * random.uniform(0.75, 1.25, len(inside))
    chosen = np.argsort(nearest, kind="stable")[:count]
    reach = max(nearest[chosen].max(), 1.0) if count else 1.0
    return Cells(inside[chosen], side, angle, 1 - nearest[chosen] / reach)


def _lattice(boundary, seat_xy, side: float, angle: float) -> np.ndarray:
    """Centres of the cells of a turned lattice through the seat that lie wholly inside the boundary."""
    west, south, east, north = boundary.bounds
    half = int(np.hypot(east - west, north - south) / side) + 2
    steps = np.arange(-half, half + 1) * side
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    centres = turn(grid, angle) + np.asarray(seat_xy)
    reach = side * 0.75
    keep = np.ones(len(centres), dtype=bool)
    for corner in ((-reach, -reach), (-reach, reach), (reach, -reach), (reach, reach)):
        moved = centres + corner
        keep &= shapely.contains_xy(boundary, moved[:, 0], moved[:, 1])
    return centres[keep]


def turn(points: np.ndarray, angle: float | np.ndarray) -> np.ndarray:
    """Points (..., 2) turned about the origin by `angle` radians."""
    cosine, sine = np.cos(angle), np.sin(angle)
    east, north = points[..., 0], points[..., 1]
    return np.stack([east * cosine - north * sine, east * sine + north * cosine], axis=-1)
