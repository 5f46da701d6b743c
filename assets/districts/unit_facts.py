"""
What is known of administrative units besides their boundary: area and people, for figures per km2 and per head.

Read from a table (REGISTRY_UNIT_FACTS: code, area_km2, people, year, source); the area of a unit that is not in it is
that of its boundary. A unit of which neither is known has no such figure.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.gis.db.models.functions import Area
from django.core.exceptions import ImproperlyConfigured

from assets.registry.models import District

M2_PER_KM2 = 1_000_000


@dataclass(frozen=True)
class UnitFacts:
    """
    One unit: `area_km2` and `people` (of the year `year`, by `source`), None where not known.

    `area_is_drawn` where the area is measured on the boundary the registry holds, which may be schematic.
    """

    area_km2: float | None = None
    area_is_drawn: bool = False
    people: int | None = None
    year: int | None = None
    source: str = ""


def facts_of(units: Iterable[District]) -> dict[int, UnitFacts]:
    """The facts of each unit, by its id. One query, for the areas of boundaries."""
    asked = list(units)
    recorded = recorded_facts()
    drawn = dict(
        District.objects.filter(pk__in=[unit.pk for unit in asked], boundary__isnull=False)
        .annotate(drawn_area=Area("boundary"))
        .values_list("pk", "drawn_area")
    )
    facts = {}
    for unit in asked:
        known = recorded.get(unit.code, UnitFacts())
        if known.area_km2 is None and unit.pk in drawn:
            known = UnitFacts(drawn[unit.pk].sq_m / M2_PER_KM2, True, known.people, known.year, known.source)
        facts[unit.pk] = known
    return facts


def added(parts: Iterable[UnitFacts]) -> UnitFacts:
    """The facts of several units together; None where one of them is not known."""
    parts = list(parts)
    areas, people = [part.area_km2 for part in parts], [part.people for part in parts]
    return UnitFacts(
        area_km2=sum(area for area in areas if area) if parts and all(areas) else None,
        area_is_drawn=any(part.area_is_drawn for part in parts),
        people=sum(count for count in people if count) if parts and all(people) else None,
        year=next((part.year for part in parts if part.year), None),
        source=next((part.source for part in parts if part.source), ""),
    )


def recorded_facts() -> dict[str, UnitFacts]:
    """The table, by code. Raises ImproperlyConfigured, naming the line, for what is no number."""
    return _read(settings.REGISTRY_UNIT_FACTS)


@cache
def _read(path: Path | None) -> dict[str, UnitFacts]:
    if path is None:
        return {}
    facts = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                facts[row["code"]] = UnitFacts(
                    area_km2=float(row["area_km2"]) if row["area_km2"] else None,
                    people=int(row["people"]) if row["people"] else None,
                    year=int(row["year"]) if row["year"] else None,
                    source=row["source"] or "",
                )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(
            f"REGISTRY_UNIT_FACTS: {path} must be a table with the columns code, area_km2, people, year, source "
            f"({type(error).__name__}: {error}, after {len(facts)} rows)."
        ) from error
    return facts
