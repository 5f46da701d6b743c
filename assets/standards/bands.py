"""Classes by size: a value belongs to the band that it reaches the lower limit of."""

from dataclasses import dataclass

from assets.standards.labels import Label


@dataclass(frozen=True)
class Band:
    """A class from `from_value` (included) up to the next band's."""

    name: str
    label: Label
    from_value: float


def band_of(bands: tuple[Band, ...], value: float) -> Band | None:
    """The highest band whose lower limit `value` reaches; None below all of them. Bands stand from low to high."""
    return next((band for band in reversed(bands) if value >= band.from_value), None)
