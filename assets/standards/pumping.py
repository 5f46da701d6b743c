"""
Class of a pumping station by size, the higher of flow and power, stand-by units counted (GB/T 50265-97 [V]; the 2022
edition keeps the limits [K]); size class of a sluice gate by flow (SL 265 [K]).
"""

from assets.standards.bands import Band, band_of
from assets.standards.labels import Label

_NAMES = (
    ("V", Label("小（2）型", "small (2)")),
    ("IV", Label("小（1）型", "small (1)")),
    ("III", Label("中型", "medium")),
    ("II", Label("大（2）型", "large (2)")),
    ("I", Label("大（1）型", "large (1)")),
)


def _bands(*limits: float) -> tuple[Band, ...]:
    return tuple(Band(name, label, limit) for (name, label), limit in zip(_NAMES, limits, strict=True))


BY_FLOW_M3S = _bands(0, 2, 10, 50, 200)
BY_POWER_KW = _bands(0, 100, 1_000, 10_000, 30_000)
GATES_BY_FLOW_M3S = (
    Band("small", Label("小型", "small"), 0),
    Band("medium", Label("中型", "medium"), 100),
    Band("large", Label("大型", "large"), 1000),
)


def station_grade(flow_m3s: float | None = None, power_kw: float | None = None) -> Band | None:
    """
    The class of a pumping station, I (large) to V (small), from installed flow in m³/s and power in kW, whichever is
    higher; None where neither is known. Raises ValueError for a negative one.

    >>> station_grade(9.2, 1200).name
    'III'
    """
    found = []
    for bands, value in ((BY_FLOW_M3S, flow_m3s), (BY_POWER_KW, power_kw)):
        if value is None:
            continue
        band = band_of(bands, value)
        if band is None:
            raise ValueError(f"a station of {flow_m3s} m3/s and {power_kw} kW")
        found.append((bands.index(band), band))
    return max(found, key=lambda item: item[0])[1] if found else None


def gate_size_class(flow_m3s: float) -> Band:
    """The size class of a sluice gate by its design flow in m³/s. Raises ValueError for a negative one."""
    band = band_of(GATES_BY_FLOW_M3S, flow_m3s)
    if band is None:
        raise ValueError(f"a gate of {flow_m3s} m3/s")
    return band
