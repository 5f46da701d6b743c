"""Rivers and canals between the neighbourhoods, parks with grown outlines."""

import numpy as np
import shapely

from assets.demo.layout import Cells, turn


def river(boundary, seat_xy: tuple[float, float], random: np.random.Generator):
    """A winding river across the district, passing the seat at 0.6 to 1.2 km; 50 to 130 m wide."""
    west, south, east, north = boundary.bounds
    heading = random.uniform(0, np.pi)
    reach = np.hypot(east - west, north - south)
    steps = np.linspace(-reach, reach, 160)
    aside = random.uniform(600, 1200) * random.choice([-1, 1])
    bends = sum(
        random.uniform(80, 260) / order * np.sin(steps / reach * np.pi * order * 4 + random.uniform(0, 6.3))
        for order in (1, 2, 3)
    )
    course = turn(np.stack([steps, aside + bends], axis=-1), heading) + np.asarray(seat_xy)
    water = shapely.LineString(course).buffer(random.uniform(25, 65), cap_style="flat", quad_segs=4)
    parts = shapely.get_parts(shapely.intersection(water, boundary))
    parts = [part for part in parts if part.geom_type == "Polygon" and part.area > 20_000]
    return max(parts, key=lambda part: part.area) if parts else None


def canals(cells: Cells, seat_xy: tuple[float, float], random: np.random.Generator) -> list:
    """Canals along every third seam of the lattice, where the storm outfalls lie; 8 to 16 m wide."""
    local = turn(cells.centres - np.asarray(seat_xy), -cells.angle) / cells.side_m
    columns = np.rint(local[:, 0]).astype(int)
    found = []
    for column in np.unique(columns[columns % 3 == 0]):
        rows = np.sort(np.rint(local[columns == column, 1]))
        for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            if len(run) < 3:
                continue
            along = np.arange(run[0] - 0.5, run[-1] + 0.51, 0.1)
            wiggle = 0.012 * np.sin(along * 2.1 + random.uniform(0, 6.3))
            course = turn(np.stack([column - 0.5 + wiggle, along], axis=-1) * cells.side_m, cells.angle)
            line = shapely.LineString(course + np.asarray(seat_xy))
            found.append(line.buffer(random.uniform(4, 8), cap_style="flat", quad_segs=2))
    return found


def grown_outline(centre: np.ndarray, radius_m: float, random: np.random.Generator):
    """A park's outline: round with irregular bays, 48 corners; no two alike."""
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    radius = np.ones_like(angles)
    for order in (2, 3, 4, 5, 7):
        radius += random.uniform(0.02, 0.28) / order * np.cos(order * angles + random.uniform(0, 6.3))
    stretch = random.uniform(0.65, 1.0)
    corners = np.stack([np.cos(angles) * radius, np.sin(angles) * radius * stretch], axis=-1) * radius_m
    return shapely.Polygon(turn(corners, random.uniform(0, np.pi)) + centre)
