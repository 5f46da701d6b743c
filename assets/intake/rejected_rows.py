# ruff: noqa: S608 - names of tables are ours
"""
The rejected rows of a delivery as a GeoPackage: as they were sent, with what is wrong, to mend in QGIS and send again.

Written while the rows are staged, kept beside the delivery's file. Sent again under the same source, the three columns
added here are left out, and only these rows are checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from assets.intake.checks import sentence
from assets.intake.models import Delivery, Finding
from assets.intake.plan import ImportPlan, LayerPlan
from assets.intake.understanding import layers

if TYPE_CHECKING:
    import numpy

FOLDER = "imports"
ROWS_A_PIECE = 5_000
GEOMETRY_TYPES = {layers.POINTS: "Point", layers.LINES: "LineString", layers.AREAS: "Polygon"}
ANY = "Unknown"
# As PostGIS names a shape's type, and as GDAL does; whatever else there is goes into a layer of any.
TYPE_NAMES = {name.upper(): name for single in GEOMETRY_TYPES.values() for name in (single, f"Multi{single}")}
REJECTED = """EXISTS (SELECT FROM intake_finding finding
                WHERE finding.delivery_id = %(delivery)s AND finding.severity = 'rejects'
                  AND finding.layer = %(layer)s AND finding.row_no = l.row_no)"""


def file_of(delivery: Delivery) -> Path:
    """Where the delivery's rejected rows lie, if it has any."""
    return Path(settings.MEDIA_ROOT) / FOLDER / f"{delivery.pk}.rejected.gpkg"


def write(plan: ImportPlan) -> Path | None:
    """Write the rejected rows of all layers, in the CRS they were sent in; None where there are none to write."""
    target = file_of(plan.delivery)
    half = target.with_suffix(".half.gpkg")
    half.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    for layer in plan.layers:
        geometry_type, promoted = _layer_type(plan, layer)
        for number, piece in enumerate(_pieces(plan, layer)):
            _append(half, plan, layer, piece, geometry_type, promoted, first=number == 0)
    if not half.exists():
        target.unlink(missing_ok=True)
        return None
    half.replace(target)
    return target


def _pieces(plan: ImportPlan, layer: LayerPlan) -> Iterator[list[tuple]]:
    """Rows of row number, geometry (WKB) and the columns as sent, of rows that a check rejected."""
    shape = "ST_FlipCoordinates(l.geometry)" if plan.swapped_axes else "l.geometry"
    columns = "".join(f", l.c{number}" for number in range(1, len(layer.columns) + 1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""
DECLARE rejected_rows NO SCROLL CURSOR FOR
SELECT l.row_no, ST_AsBinary({shape}){columns}
  FROM {plan.tables.layer(layer.position)} l
 WHERE {REJECTED}
 ORDER BY l.row_no""",
            {"delivery": plan.delivery.pk, "layer": layer.position},
        )
        while True:
            cursor.execute(f"FETCH {ROWS_A_PIECE} FROM rejected_rows")
            if not (rows := cursor.fetchall()):
                break
            yield rows
        cursor.execute("CLOSE rejected_rows")


def _layer_type(plan: ImportPlan, layer: LayerPlan) -> tuple[str, bool]:
    """
    What the layer of rejected rows is to hold, and whether single shapes become shapes of one part for it.

    What was sent, not what was declared: the one kind there is; single and multiple of one kind as multiple; else any.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT GeometryType(l.geometry) FROM {plan.tables.layer(layer.position)} l"
            f" WHERE l.geometry IS NOT NULL AND {REJECTED}",
            {"delivery": plan.delivery.pk, "layer": layer.position},
        )
        sent = {row[0] for row in cursor.fetchall()}
    if not sent:
        return GEOMETRY_TYPES.get(layers.family(layer.layer["geometry_type"]), ANY), False
    if len(sent) == 1:
        return TYPE_NAMES.get(sent.pop(), ANY), False
    for single in GEOMETRY_TYPES.values():
        if sent == {single.upper(), f"MULTI{single.upper()}"}:
            return f"Multi{single}", True
    return ANY, False


def _append(
    target: Path,
    plan: ImportPlan,
    layer: LayerPlan,
    rows: list[tuple],
    geometry_type: str,
    promoted: bool,
    first: bool,
) -> None:
    """Append a piece to its layer, with the machine words and the sentences of what is wrong."""
    # Here, for pyogrio brings pandas along: two seconds that a delivery without rejected rows need not wait for.
    import numpy
    import pyogrio.raw

    from assets.intake.readers.layers import ADDED_COLUMNS

    told = _told(plan, layer, [row[0] for row in rows])
    columns = list(zip(*rows, strict=True))
    shapes = numpy.array([None if shape is None else bytes(shape) for shape in columns[1]], dtype=object)
    values, masks = [], []
    for column, cells in zip(layer.columns, columns[2:], strict=True):
        array, mask = _typed(column["kind"], cells)
        values.append(array)
        masks.append(mask)
    added = [
        numpy.array(columns[0], dtype="int64"),
        numpy.array([told[row][0] for row in columns[0]], dtype=object),
        numpy.array([told[row][1] for row in columns[0]], dtype=object),
    ]
    pyogrio.raw.write(
        target,
        shapes,
        [*values, *added],
        [*_distinct([column["name"] for column in layer.columns]), *ADDED_COLUMNS],
        field_mask=[*masks, None, None, None],
        layer=layer.layer["name"],
        driver="GPKG",
        geometry_type=geometry_type,
        promote_to_multi=promoted,
        crs=f"EPSG:{plan.srid}",
        append=target.exists(),
        # Names that a file's own columns hardly have.
        **({"layer_options": {"FID": "registry_fid", "GEOMETRY_NAME": "registry_geometry"}} if first else {}),
    )


def _told(plan: ImportPlan, layer: LayerPlan, rows: list[int]) -> dict[int, tuple[str, str]]:
    """Row number to the machine words and the sentences of its rejections."""
    found: dict[int, list[Finding]] = {}
    for finding in plan.delivery.row_findings.filter(
        severity=Finding.Severity.REJECTS, layer=layer.position, row_no__in=rows
    ):
        found.setdefault(finding.row_no, []).append(finding)
    return {
        row: (
            ", ".join(dict.fromkeys(one.problem for one in several)),
            " ".join(sentence(one.problem, one.code, one.field, one.parameters) for one in several),
        )
        for row, several in found.items()
    }


def _typed(kind: str, cells: tuple) -> tuple[numpy.ndarray, numpy.ndarray | None]:
    """A column's cells as an array, and which of them are null where the array itself cannot say."""
    import numpy

    if kind == "integer":
        mask = numpy.array([cell is None for cell in cells])
        return numpy.array([0 if cell is None else cell for cell in cells], dtype="int64"), mask
    if kind == "number":
        return numpy.array([numpy.nan if cell is None else cell for cell in cells], dtype="float64"), None
    return numpy.array([None if cell is None else str(cell) for cell in cells], dtype=object), None


def _distinct(names: list[str]) -> list[str]:
    """A GeoPackage does not tell capitals from small letters in column names."""
    taken: set[str] = set()
    distinct = []
    for name in names:
        number = 2
        free = name
        while free.lower() in taken:
            free, number = f"{name} ({number})", number + 1
        taken.add(free.lower())
        distinct.append(free)
    return distinct
