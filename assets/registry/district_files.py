"""A city's administrative units from a file: a table of the tree, or shapes with their codes."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import DomainError
from assets.registry.models import District

LEVEL_BY_DIGITS = {6: District.Level.DISTRICT, 9: District.Level.STREET_TOWN, 12: District.Level.COMMUNITY}
CODE_COLUMNS = ("code", "adcode", "gb", "区划代码", "行政区划代码", "代码")
NAME_COLUMNS = ("name", "name_zh", "名称", "行政区名称", "mc")


class DistrictsUnreadable(DomainError):
    """The file cannot be taken as a list of administrative units."""

    code = "districts_unreadable"
    message = _("%(file)s: %(problem)s")


@dataclass
class Unit:
    """One unit as a file tells it; `boundary` in REGISTRY_SRID, None where the file brings none."""

    code: str
    name: str
    name_en: str = ""
    level: str = ""
    parent: str = ""
    boundary: MultiPolygon | None = None
    accuracy: str = ""


def normalised_code(text: str) -> str:
    """
    A code without the zeros it was padded with: 440507000000 and 440507 are one unit.

    >>> normalised_code("440507001000")
    '440507001'
    """
    code = str(text).strip().removesuffix(".0").removeprefix("156")
    for digits in (9, 6):
        if len(code) == digits + 3 and code.endswith("000"):
            code = code[:digits]
    return code


def level_of(code: str) -> str:
    """The level a code tells by its length; 4405**00** is a city."""
    if len(code) == 6 and code.endswith("00"):
        return District.Level.CITY
    return LEVEL_BY_DIGITS.get(len(code), "")


def read_table(path: Path) -> list[Unit]:
    """Units of a CSV with the columns code, name, and where known level, parent, name_en."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except UnicodeDecodeError:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="gb18030"))))
    if not rows or "code" not in rows[0] or "name" not in rows[0]:
        raise DistrictsUnreadable(file=path.name, problem=_("the columns code and name are missing."))
    return [
        Unit(
            code=normalised_code(row["code"]),
            name=row["name"].strip(),
            name_en=(row.get("name_en") or "").strip(),
            level=(row.get("level") or "").strip(),
            parent=normalised_code(row.get("parent") or ""),
        )
        for row in rows
    ]


def read_shapes(path: Path) -> list[Unit]:
    """Units of a layer of areas in any declared CRS; codes and names by the usual column names."""
    import geopandas  # half a second, only needed here

    try:
        frame = geopandas.read_file(path)
    except Exception as error:  # pyogrio's errors share no base that says "unreadable"
        raise DistrictsUnreadable(file=path.name, problem=str(error)) from error
    if frame.crs is None:
        raise DistrictsUnreadable(file=path.name, problem=_("the coordinate system is not declared."))
    columns = {str(name).lower(): name for name in frame.columns}
    code_column = next((columns[name] for name in CODE_COLUMNS if name in columns), None)
    name_column = next((columns[name] for name in NAME_COLUMNS if name in columns), None)
    if code_column is None or name_column is None:
        raise DistrictsUnreadable(file=path.name, problem=_("no column of codes or of names was found."))
    frame = frame.to_crs(settings.REGISTRY_SRID)
    units = []
    for row in frame.to_dict("records"):
        shape = row[frame.geometry.name]
        if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
            raise DistrictsUnreadable(file=path.name, problem=_("%s is not an area.") % row[code_column])
        outline = GEOSGeometry(memoryview(shape.wkb), srid=settings.REGISTRY_SRID)
        if not outline.valid:
            raise DistrictsUnreadable(
                file=path.name, problem=_("the outline of %s crosses itself.") % row[code_column]
            )
        areas = [outline] if outline.geom_type == "Polygon" else list(cast(MultiPolygon, outline))
        boundary = MultiPolygon(*areas, srid=settings.REGISTRY_SRID)
        accuracy = str(row.get("accuracy") or "")
        units.append(
            Unit(
                code=normalised_code(row[code_column]),
                name=str(row[name_column]),
                name_en=str(row.get("name_en") or ""),
                level=str(row.get("level") or ""),
                parent=normalised_code(row.get("parent") or ""),
                boundary=boundary,
                accuracy=accuracy
                if accuracy and accuracy in District.Accuracy.values
                else District.Accuracy.SURVEYED,
            )
        )
    return units


def read(path: Path) -> list[Unit]:
    """Units of a file, by its ending; DistrictsUnreadable says what is wrong with it."""
    if not path.is_file():
        raise DistrictsUnreadable(file=path.name, problem=_("there is no such file."))
    return read_table(path) if path.suffix.lower() == ".csv" else read_shapes(path)


@transaction.atomic
def load(units: Iterable[Unit]) -> dict[str, int]:
    """
    Bring the units in, matched by code, all or nothing; what a unit does not tell stays as it was.

    Returns counts of `created`, `updated` and `unchanged`. The database lets the assets follow.
    Raises DistrictsUnreadable for a code that is none or a parent that is not known.
    """
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    known = {district.code: district for district in District.objects.all()}
    for unit in sorted(units, key=lambda unit: (len(unit.code), not unit.code.endswith("00"), unit.code)):
        level = unit.level if unit.level in District.Level.values else level_of(unit.code)
        if not unit.code.isdigit() or not level:
            raise DistrictsUnreadable(
                file=unit.name, problem=_("%s is no code of 6, 9 or 12 digits.") % unit.code
            )
        district = known.get(unit.code) or District(code=unit.code, name=unit.name, level=level)
        told: dict[str, object] = {"name": unit.name, "level": level}
        if unit.name_en:
            told["name_en"] = unit.name_en
        parent = _parent(unit, level, known)
        if parent is not None:
            told["parent_id"] = parent.pk
        if unit.boundary is not None:
            told |= {"boundary": unit.boundary, "accuracy": unit.accuracy}
        changed = {name: value for name, value in told.items() if getattr(district, name) != value}
        if district.pk and not changed:
            counts["unchanged"] += 1
            continue
        counts["updated" if district.pk else "created"] += 1
        for name, value in told.items():
            setattr(district, name, value)
        district.save()
        known[unit.code] = district
    return counts


def _parent(unit: Unit, level: str, known: dict[str, District]) -> District | None:
    """The unit one belongs to: as told, else by the digits of its code."""
    if level == District.Level.CITY:
        return None
    digits = 6 if level == District.Level.STREET_TOWN else 9 if level == District.Level.COMMUNITY else 4
    code = unit.parent or (unit.code[:4] + "00" if digits == 4 else unit.code[:digits])
    if code not in known and (unit.parent or digits != 4):
        raise DistrictsUnreadable(
            file=unit.code, problem=_("it belongs to %s, which is not known: load that first.") % code
        )
    return known.get(code)
