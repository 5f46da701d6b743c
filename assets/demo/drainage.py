"""
Drainage of one batch of neighbourhoods: a comb of sewers a system, falling to one outlet each.

A neighbourhood of G x G manholes drains by columns into a trunk along its southern edge and by that to its outlet:
node (column, row) flows to (column, row - 1), the trunk's (column, 0) to (column - 1, 0). Columns are cut at random
lengths, so no two neighbourhoods are alike. All arrays run over (neighbourhood, column, row).
"""

from dataclasses import dataclass

import numpy as np

GRID = 8
STANDARD_SIZES_MM = np.array([300, 400, 500, 600, 800, 1000, 1200, 1500, 1800, 2000])
SLOPE = {"storm": 0.0016, "foul": 0.0022, "combined": 0.0018}


@dataclass(frozen=True)
class Sewers:
    """
    One system of a batch, flat over its nodes; pipes run from each node to `downstream` (index of a node, -1 at outlets).

    xy: (n, 2) metres. invert_m, ground_m: levels at the node. diameter_mm: of the pipe leaving the node.
    neighbourhood: index in the batch. upstream_nodes: how many nodes drain through this one, itself included.
    is_outlet: the lowest node of its neighbourhood.
    """

    category: str
    xy: np.ndarray
    downstream: np.ndarray
    invert_m: np.ndarray
    ground_m: np.ndarray
    diameter_mm: np.ndarray
    neighbourhood: np.ndarray
    upstream_nodes: np.ndarray
    is_outlet: np.ndarray


def comb(
    corners: np.ndarray, category: str, outlet_ground_m: np.ndarray, random: np.random.Generator
) -> Sewers:
    """
    The sewers of a batch of neighbourhoods.

    corners: (n, GRID, GRID, 2) street corners in metres, [:, 0, 0] the outlet. outlet_ground_m: (n,) ground there.
    Inverts fall at SLOPE towards the outlet, whose invert lies 2.2 to 3.2 m under ground; sizes grow with what drains.
    """
    count = len(corners)
    rows = np.arange(GRID)
    length = random.integers(4, GRID + 1, (count, GRID))
    present = rows[None, None, :] < length[:, :, None]
    present[:, :, 0] = True

    shifted = corners + random.normal(0, 0.9, corners.shape)
    along_column = np.linalg.norm(np.diff(shifted, axis=2), axis=3)
    along_trunk = np.linalg.norm(np.diff(shifted[:, :, 0], axis=1), axis=2)
    path = np.zeros((count, GRID, GRID))
    path[:, 1:, 0] = np.cumsum(along_trunk, axis=1)
    path[:, :, 1:] = path[:, :, :1] + np.cumsum(along_column, axis=2)

    below = np.cumsum(present[:, :, ::-1], axis=2)[:, :, ::-1]  # in the own column, from the far end
    draining = below.copy()
    draining[:, :, 0] = np.cumsum(below[:, ::-1, 0], axis=1)[:, ::-1]

    slope = SLOPE[category] * random.uniform(0.8, 1.4, (count, 1, 1))
    outlet_invert = outlet_ground_m - random.uniform(2.2, 3.2, count)
    invert = outlet_invert[:, None, None] + slope * path
    ground = np.maximum(
        outlet_ground_m[:, None, None] + 0.0012 * path + random.normal(0, 0.06, path.shape), invert + 0.8
    )

    number = np.full((count, GRID, GRID), -1)
    number[present] = np.arange(present.sum())
    towards = np.full((count, GRID, GRID), -1)
    towards[:, :, 1:] = number[:, :, :-1]
    towards[:, 1:, 0] = number[:, :-1, 0]
    outlet = np.zeros((count, GRID, GRID), dtype=bool)
    outlet[:, 0, 0] = True
    neighbourhood = np.broadcast_to(np.arange(count)[:, None, None], present.shape)

    largest = {"storm": 1.0, "foul": 0.6, "combined": 1.15}[category]
    wanted = 240 + 210 * largest * np.sqrt(draining)
    size = STANDARD_SIZES_MM[np.searchsorted(STANDARD_SIZES_MM, wanted).clip(0, len(STANDARD_SIZES_MM) - 1)]
    return Sewers(
        category,
        np.round(shifted[present], 3),
        towards[present],
        np.round(invert[present], 3),
        np.round(ground[present], 3),
        size[present],
        neighbourhood[present],
        draining[present],
        outlet[present],
    )
