"""Plausible ranges of measurements, by the unit that a field's name ends with; a city corrects a cell here."""

from dataclasses import dataclass

from assets.intake.targets import Target


@dataclass(frozen=True)
class Ranges:
    """Lowest and highest plausible value, by field name, else by the name's ending."""

    by_name: dict[str, tuple[float, float]]
    by_ending: dict[str, tuple[float, float]]

    def of(self, target: Target) -> tuple[float, float]:
        """The range of a numeric field; any finite number where nothing is said."""
        if target.name in self.by_name:
            return self.by_name[target.name]
        for ending, limits in self.by_ending.items():
            if target.name.endswith(ending):
                return limits
        return (0, 32_767) if target.positive else (-2e9, 2e9)


RANGES = Ranges(
    by_name={
        "condition": (1, 5),
        "slope_permille": (-1000, 1000),
        "barrels": (1, 50),
    },
    by_ending={
        "_level_m": (-500, 9000),
        "_invert_m": (-500, 9000),
        "_depth_m": (0, 200),
        "_mm": (1, 20_000),
        "_percent": (0, 100),
        "length_m": (0, 100_000),
        "_m": (0, 10_000),
        "_m2": (0, 1e9),
        "_m3": (0, 1e9),
        "_m3s": (0, 10_000),
        "_m3d": (0, 1e8),
        "_km2": (0, 1e5),
        "_kw": (0, 1e6),
        "_per_day": (0, 1e6),
        "_count": (0, 10_000),
    },
)
