"""
Pocket parks and service radii: pocket parks 400 to 10,000 m² [V]; radius 500 m from 5,000 m², 300 m from 400 m² [K].
Targets of the indicators [V for the ecological garden city, K for the garden city]. All settings of a city.
"""

from dataclasses import dataclass

POCKET_PARK_M2 = (400.0, 10_000.0)
# From this area on, a park serves homes within this radius.
SERVICE_RADII: tuple[tuple[float, float], ...] = ((5_000.0, 500.0), (400.0, 300.0))


@dataclass(frozen=True)
class Target:
    """What an indicator must reach for each of the two titles; percent, or m² a head."""

    name: str
    ecological_garden_city: float
    garden_city: float


TARGETS: tuple[Target, ...] = (
    Target("green_cover_percent", 43, 41),
    Target("park_green_per_head_m2", 14.8, 12),
    Target("park_green_per_head_lowest_district_m2", 5.5, 5.0),
    Target("service_radius_coverage_percent", 90, 85),
    Target("shaded_streets_percent", 85, 70),
    Target("green_ratio_percent", 40, 38),
)


def may_be_pocket_park(area_m2: float) -> bool:
    """
    Whether an area in m² is that of a pocket park (口袋公园), both limits included; it must be open to the public too.

    >>> may_be_pocket_park(399.9), may_be_pocket_park(400), may_be_pocket_park(10_000), may_be_pocket_park(10_001)
    (False, True, True, False)
    """
    return POCKET_PARK_M2[0] <= area_m2 <= POCKET_PARK_M2[1]


def service_radius_m(area_m2: float) -> float | None:
    """
    The radius in metres that a park of `area_m2` serves; None for one too small to count.

    >>> service_radius_m(5000), service_radius_m(4999), service_radius_m(399)
    (500.0, 300.0, None)
    """
    return next((radius for least, radius in SERVICE_RADII if area_m2 >= least), None)
