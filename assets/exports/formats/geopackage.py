"""GeoPackage: a layer a class, typed columns, appended batch by batch."""

import numpy

from assets.exports import columns
from assets.exports.formats import arrays
from assets.exports.formats.task import Task
from assets.exports.rows import Counted, Rows

UTC_ZONE = 100  # as GDAL counts time zones: 100 is UTC, one a quarter of an hour


def write(task: Task) -> None:
    """Write all classes of the task."""
    crs = arrays.crs_name(task.order.srid)
    for counted in task.counted:
        _write_class(task, counted, crs)


def _write_class(task: Task, counted: Counted, crs: str) -> None:
    import pyogrio.raw  # not as the site starts: it brings pandas along

    listed = columns.of_class(counted.asset_class)
    zones = {column.name: UTC_ZONE for column in listed if column.kind == "moment"}
    types = [name for several in counted.types.values() for name in several]
    written = 0
    for batch in Rows(task.order, counted.asset_class).batches(listed):
        cells = list(zip(*batch, strict=True))
        values, masks = zip(
            *(arrays.typed(column, one) for column, one in zip(listed, cells[1:], strict=True)), strict=True
        )
        first = {} if written else {"layer_options": {"FID": "fid", "GEOMETRY_NAME": "geom"}}
        pyogrio.raw.write(
            task.target,
            arrays.shapes(cells[0]),
            list(values),
            [column.name for column in listed],
            field_mask=list(masks),
            gdal_tz_offsets={name: numpy.full(len(batch), zone) for name, zone in zones.items()},
            layer=counted.asset_class,
            driver="GPKG",
            # One type where there is one; a class of points and areas is a layer of both.
            geometry_type=types[0] if len(types) == 1 else "Unknown",
            crs=crs,
            append=task.target.exists(),
            **first,
        )
        written += len(batch)
        task.tell(len(batch))
