"""
Classes of waste facilities by t/d: transfer stations (CJJ/T 47: small, medium, large [V], finer limits [K]),
incineration plants and landfills [K].
"""

from assets.standards.bands import Band, band_of
from assets.standards.labels import Label

TRANSFER_STATIONS = (
    Band("V", Label("小型 V 类", "small V"), 0),
    Band("IV", Label("小型 IV 类", "small IV"), 50),
    Band("III", Label("中型 III 类", "medium III"), 150),
    Band("II", Label("大型 II 类", "large II"), 450),
    Band("I", Label("大型 I 类", "large I"), 1000),
)
# Least distance of a transfer station to its neighbours, metres: small, medium, large [V].
TRANSFER_STATION_DISTANCE_M = {"V": 10, "IV": 10, "III": 15, "II": 30, "I": 30}
INCINERATION_PLANTS = (
    Band("III", Label("III 类", "class III"), 150),
    Band("II", Label("II 类", "class II"), 600),
    Band("I", Label("I 类", "class I"), 1200),
    Band("extra", Label("特大类", "extra-large"), 2000),
)
LANDFILLS = (
    Band("IV", Label("IV 类", "class IV"), 0),
    Band("III", Label("III 类", "class III"), 200),
    Band("II", Label("II 类", "class II"), 500),
    Band("I", Label("I 类", "class I"), 1200),
)
BY_KIND: dict[str, tuple[Band, ...]] = {
    "transfer_station": TRANSFER_STATIONS,
    "incineration_plant": INCINERATION_PLANTS,
    "landfill": LANDFILLS,
}
# Share of construction waste to be used again by the end of 2027 (letter 57 of 2025 of the State Council Office) [V].
RECYCLING_TARGET = 0.5


def facility_class(kind: str, capacity_t_per_day: float) -> Band | None:
    """
    The class of a facility by its capacity in t/d; None for a kind that has no classes or a plant below the lowest.

    `kind` is a value of domain `waste_facility_kind`. Raises ValueError for a negative capacity.

    >>> facility_class("transfer_station", 450).name
    'II'
    """
    if capacity_t_per_day < 0:
        raise ValueError(f"a capacity of {capacity_t_per_day} t/d")
    return band_of(BY_KIND.get(kind, ()), capacity_t_per_day)


def load_rate(taken_in_t_per_day: float, capacity_t_per_day: float) -> float | None:
    """Load of a facility, t in per day over capacity; None where no capacity is known (0)."""
    return taken_in_t_per_day / capacity_t_per_day if capacity_t_per_day > 0 else None
