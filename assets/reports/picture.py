"""The map of the printed sheet as SVG, drawn from the registry's own geometry: outline, water, parks, pipes by condition."""

from dataclasses import dataclass, field

from django.db import connection

from assets.registry.classes import CATALOGUE
from assets.reports.charts import colour_of
from assets.reports.contents import Contents
from assets.reports.shapes import SQL, mogrified, rows_of, units_drawn

PICTURE = (SQL / "picture.sql").read_text(encoding="utf-8")
FRAME = (SQL / "frame.sql").read_text(encoding="utf-8")
PLACES = (SQL / "places.sql").read_text(encoding="utf-8")
# More would be a blot on a page that is 18 cm wide; the poorest and largest are drawn.
PIPES = 8000
AREAS = 2000
WATER, PARK = "#cfe6f2", "#dcebd5"


@dataclass(frozen=True)
class Path:
    """One SVG path: `colour` fills an area, or strokes a line of `width` (metres of the frame)."""

    d: str
    colour: str
    width: float = 0


@dataclass(frozen=True)
class Unit:
    """A unit's outline, and its name with the place where it stands; `own`: the district itself."""

    name: str
    d: str
    x: float
    y: float
    own: bool


@dataclass(frozen=True)
class Mark:
    """Where one of the worst assets lies; `number` is its row in the table."""

    number: int
    x: float
    y: float
    text_y: float


@dataclass
class Picture:
    """The map: frame in metres, y downwards. `point_m`: metres that are as wide as a point of the printed page."""

    view_box: str
    point_m: float
    units: list[Unit]
    paths: list[Path] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    pipes_drawn: int = 0
    water: str = WATER
    park: str = PARK

    @property
    def letters(self) -> float:
        """Height of names."""
        return self.point_m * 9

    @property
    def numbers(self) -> float:
        """Height of the marks' numbers."""
        return self.point_m * 7

    @property
    def disc(self) -> float:
        """Radius of a mark."""
        return self.point_m * 5.5

    @property
    def outline(self) -> float:
        """Width of the outline of a unit below the district."""
        return self.point_m * 0.5

    @property
    def outline_own(self) -> float:
        """Width of the district's own outline."""
        return self.point_m * 1.4


def picture(contents: Contents) -> Picture | None:
    """The map of the contents' district; None where no boundary is known to draw it in."""
    units = units_drawn(contents)
    with connection.cursor() as cursor:
        cursor.execute(FRAME, {"units": [unit.pk for unit in units]})
        rows = cursor.fetchall()
    if not rows:
        return None
    labels = {unit.code: unit.label for unit in units}
    west, top, width, height = rows[0][6:]
    margin = width * 0.02
    made = Picture(
        view_box=f"{west - margin:.0f} {top - margin:.0f} {width + 2 * margin:.0f} {height + 2 * margin:.0f}",
        point_m=max(width / 515, height / 400),
        units=[
            Unit(labels[row[0]], row[3], row[4], row[5], row[0] == contents.subject.district.code)
            for row in rows
        ],
    )
    by_class = contents.by_class
    for name, colour in (("water_body", WATER), ("park", PARK)):
        if name in by_class:
            for _grade, dimension, d in _paths(contents, name, AREAS, made.point_m):
                made.paths.append(Path(d, colour, made.point_m * 1.5 if dimension == 1 else 0))
    if "pipe" in by_class:
        made.pipes_drawn = min(by_class["pipe"], PIPES)
        for grade, _dimension, d in _paths(contents, "pipe", PIPES, made.point_m):
            made.paths.append(Path(d, colour_of(str(grade or "unknown")), made.point_m * _thick(grade)))
    made.marks = _marks(contents, made.numbers)
    return made


def _thick(grade: int | None) -> float:
    return 1.6 if grade in (4, 5) else 0.9


def _paths(contents: Contents, name: str, limit: int, tolerance_m: float) -> list[tuple]:
    rows = rows_of(contents, name)
    size = "own.diameter_mm" if name == "pipe" else "asset.area_m2"
    picked = f"""SELECT asset.condition, ST_Dimension(asset.geometry) AS dimension, asset.geometry AS shape
    {rows.source}
     ORDER BY {"asset.condition DESC NULLS LAST," if CATALOGUE[name].network else ""} coalesce({size}, 0) DESC
     LIMIT {int(limit)}"""
    with connection.cursor() as cursor:
        statement = PICTURE.format(picked=mogrified(picked, rows.parameters))
        cursor.execute(statement, {"tolerance_m": tolerance_m / 2})
        return [row for row in cursor.fetchall() if row[2]]


def _marks(contents: Contents, letters: float) -> list[Mark]:
    numbers = {asset.code: number for number, asset in enumerate(contents.worst, start=1)}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"codes": list(numbers)})
        found = [(numbers[code], x, y) for code, x, y in cursor.fetchall()]
    # The worst one last: it lies on top.
    return [Mark(number, x, y, y + letters * 0.36) for number, x, y in sorted(found, reverse=True)]
