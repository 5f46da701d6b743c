"""Frames of assets: one pandas frame a class, its columns those of registry_asset and of the class's own table."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import shapely

from assets.demo import places
from assets.standards.ageing import EXPECTED_LIFE_YEARS, GRADE_LIMITS, PIPE_LIFE_YEARS

MATERIALS_BEFORE_1995 = (["concrete", "brick", "reinforced_concrete", "clay"], [0.55, 0.15, 0.25, 0.05])
MATERIALS_BEFORE_2010 = (["concrete", "reinforced_concrete", "pvc", "iron"], [0.3, 0.5, 0.15, 0.05])
MATERIALS_SINCE = (["hdpe", "reinforced_concrete", "pvc", "iron", "frp"], [0.5, 0.25, 0.12, 0.08, 0.05])


@dataclass
class Frames:
    """Frames collected by class; `take` adds rows, ids come from `next_id` counted up in memory."""

    today: date
    random: np.random.Generator
    next_id: int = 1
    rows: dict[str, list[pd.DataFrame]] = field(default_factory=dict)

    def ids(self, count: int) -> np.ndarray:
        """Fresh row numbers; the store turns them into real ids."""
        first, self.next_id = self.next_id, self.next_id + count
        return np.arange(first, first + count)

    def take(self, asset_class: str, geometry: np.ndarray, built: np.ndarray, **columns) -> np.ndarray:
        """Add assets with shapely geometries, built in these years (floats); returns their row numbers."""
        count = len(geometry)
        ids = columns.pop("id", None)
        ids = self.ids(count) if ids is None else ids
        material = columns.get("material")
        frame = pd.DataFrame({"id": ids, "geometry": geometry, **columns})
        frame["installed_on"] = _days(built)
        frame["installed_precision"] = np.where(built < 2000, "year", "day")
        frame["condition"] = self.conditions(asset_class, built, material)
        if asset_class == "junction":
            frame["condition"] = pd.NA
        frame["condition"] = frame["condition"].astype("Int64")
        known = frame["condition"].notna().to_numpy()
        frame["condition_reason"] = np.where(known, "aged", "")
        frame["condition_method"] = np.where(known, "estimated", "")
        frame["condition_assessed_on"] = np.where(known, f"{self.today.year - 5}-06-30", "")
        frame["owner"] = self.random.choice(places.OWNERS, count)
        frame["road"] = frame.get("road", pd.Series(self.random.choice(places.ROADS, count)))
        self.rows.setdefault(asset_class, []).append(frame)
        return ids

    def conditions(self, asset_class: str, built: np.ndarray, material=None) -> np.ndarray:
        """Grades that worsen with age, with noise; 4 % unknown (null)."""
        life = np.full(len(built), float(EXPECTED_LIFE_YEARS[asset_class]))
        if material is not None:
            life = np.array([PIPE_LIFE_YEARS.get(name, 50) for name in material], dtype=float)
        share = (self.today.year + 0.5 - built) / life + self.random.normal(0, 0.16, len(built))
        grade = 1 + np.searchsorted(GRADE_LIMITS, share, side="right").astype(float)
        return np.where(self.random.random(len(built)) < 0.04, np.nan, grade)

    def built(self, centrality: np.ndarray) -> np.ndarray:
        """Years of construction: the centre from 1965 on, the edges mostly since 2000."""
        start = 2002 - 34 * np.clip(centrality, 0, 1)
        years = start + self.random.beta(1.3, 1.6, len(centrality)) * (self.today.year - 0.5 - start)
        return np.clip(years, 1958, self.today.year - 0.5)

    def materials(self, built: np.ndarray) -> np.ndarray:
        """Pipe materials of their time."""
        return np.where(
            built < 1995,
            self.random.choice(MATERIALS_BEFORE_1995[0], len(built), p=MATERIALS_BEFORE_1995[1]),
            np.where(
                built < 2010,
                self.random.choice(MATERIALS_BEFORE_2010[0], len(built), p=MATERIALS_BEFORE_2010[1]),
                self.random.choice(MATERIALS_SINCE[0], len(built), p=MATERIALS_SINCE[1]),
            ),
        )

    def collect(self) -> dict[str, pd.DataFrame]:
        """The frames by class, and a fresh start."""
        collected = {name: pd.concat(parts, ignore_index=True) for name, parts in self.rows.items()}
        self.rows = {}
        return collected


def _days(built: np.ndarray) -> np.ndarray:
    """Years as ISO days; before 2000 only the year is known, kept as its first day."""
    year = np.floor(built).astype(int)
    month = np.where(built < 2000, 1, 1 + ((built % 1) * 12).astype(int))
    day = np.where(built < 2000, 1, 1 + ((built * 365) % 28).astype(int))
    return np.array([f"{y}-{m:02}-{d:02}" for y, m, d in zip(year, month, day, strict=True)])


def lines(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Straight lines between (n, 2) starts and ends."""
    return shapely.linestrings(np.stack([starts, ends], axis=1))
