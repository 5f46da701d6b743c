"""What is wrong with the network's topology: one statement a check, over all pipes at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from assets.network.cycles import find_cycles

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

END_TOLERANCE_M = 0.5
INVERT_TOLERANCE_M = 0.01  # levels are surveyed to the centimetre
SQL = Path(__file__).parent / "sql"

COUNT = "SELECT count(*) FROM ({check}) finding"
FINDINGS = (
    "SELECT code, other_code, measure, ST_X(place), ST_Y(place) FROM ("
    "SELECT code, other_code, measure, ST_Transform(ST_PointOnSurface(place), 4326) AS place "
    "FROM ({check}) finding ORDER BY measure DESC NULLS LAST, code LIMIT %(most)s) placed"
)
EVERYWHERE = "true"
WITHIN = "asset.district_id = ANY (%(districts)s)"


@dataclass(frozen=True)
class Check:
    """One thing that may be wrong. `name` is its machine word and its file in sql/checks; `unit` is of its measure."""

    name: str
    title: "Text"
    advice: "Text"
    unit: str = ""

    @property
    def statement(self) -> str:
        """The check's SQL: rows of code, other_code, measure and place (registry's CRS)."""
        return (SQL / "checks" / f"{self.name}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Finding:
    """One row of a check: the asset, the other one concerned, how much (in the check's unit), where (WGS84)."""

    check: Check
    code: str
    other_code: str | None
    measure: float | None
    lon: float
    lat: float

    def as_feature(self) -> dict:
        """The finding as a GeoJSON Feature."""
        return {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(self.lon, 7), round(self.lat, 7)]},
            "properties": {
                "check": self.check.name,
                "title": str(self.check.title),
                "code": self.code,
                "other_code": self.other_code,
                "measure": None if self.measure is None else round(float(self.measure), 3),
                "unit": self.check.unit,
            },
        }


CHECKS = (
    Check(
        "end_missing",
        _("Pipe without a start or end node"),
        _("Join the pipe to its manholes, or survey where it ends."),
    ),
    Check(
        "end_far_from_node",
        _("Pipe drawn away from its node"),
        _("Move the end of the line onto the node, or join the pipe to the right one."),
        "m",
    ),
    Check(
        "node_isolated",
        _("Node without a pipe"),
        _("Join a pipe, or set the status of what is no longer there to removed."),
    ),
    Check(
        "self_loop",
        _("Pipe that ends where it begins"),
        _("One of its two nodes is wrong."),
        "m",
    ),
    Check(
        "invert_against_flow",
        _("Invert rises in the direction of flow"),
        _("Check the levels, or the direction of flow."),
        "m",
    ),
    Check(
        "diameter_shrinks",
        _("Diameter shrinks downstream"),
        _("Check the sizes; where they are right, this is a bottleneck."),
        "mm",
    ),
    Check(
        "cycle",
        _("Pipes in a circle"),
        _("Check the direction of flow of these pipes; the measure numbers the circle."),
    ),
)


@dataclass(frozen=True)
class CheckResult:
    """How often a check found something, and the worst of it."""

    check: Check
    count: int
    findings: list[Finding]


@transaction.atomic
def check_network(district_ids: list[int] | None = None, most: int | None = None) -> list[CheckResult]:
    """
    Run every check, in the whole city or in these districts; with the `most` worst findings of each (None: all).

    Pipes and nodes that were removed are left out. A pipe is in a district by its own, not by its nodes'.
    """
    results = []
    find_cycles()
    parameters = {
        "end_tolerance_m": END_TOLERANCE_M,
        "invert_tolerance_m": INVERT_TOLERANCE_M,
        "districts": district_ids,
        "most": most,
    }
    with connection.cursor() as cursor:
        for check in CHECKS:
            statement = check.statement.format(in_districts=EVERYWHERE if district_ids is None else WITHIN)
            cursor.execute(COUNT.format(check=statement), parameters)
            count = cursor.fetchone()[0]
            rows: list[tuple] = []
            if count and most != 0:
                cursor.execute(FINDINGS.format(check=statement), parameters)
                rows = cursor.fetchall()
            results.append(CheckResult(check, count, [Finding(check, *row) for row in rows]))
    return results
