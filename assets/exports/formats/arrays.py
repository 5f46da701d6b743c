"""Columns of a batch of rows as the arrays that GDAL writes, and the name of the CRS for it."""

from datetime import UTC

import numpy
from django.db import connection

from assets.exports.columns import Column


def shapes(cells: tuple) -> numpy.ndarray:
    """Geometries as WKB."""
    return numpy.array([bytes(cell) for cell in cells], dtype=object)


def typed(column: Column, cells: tuple) -> tuple[numpy.ndarray, numpy.ndarray | None]:
    """A column's cells as an array, and which of them are null where the array itself cannot say."""
    if column.kind in ("whole", "yes_no"):
        mask = numpy.array([cell is None for cell in cells])
        plain = numpy.array([cell or 0 for cell in cells], dtype="int64" if column.kind == "whole" else bool)
        return plain, mask
    if column.kind == "number":
        return numpy.array([numpy.nan if cell is None else cell for cell in cells], dtype="float64"), None
    if column.kind == "date":
        return numpy.array(cells, dtype="datetime64[D]"), None
    if column.kind == "moment":
        in_utc = [None if cell is None else cell.astimezone(UTC).replace(tzinfo=None) for cell in cells]
        return numpy.array(in_utc, dtype="datetime64[ms]"), None
    return numpy.array(cells, dtype=object), None


def crs_name(srid: int) -> str:
    """The CRS as GDAL takes it: by authority, else by its definition in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s", [srid])
        authority, number, definition = cursor.fetchone()
    return f"{authority}:{number}" if authority in ("EPSG", "ESRI") else definition
