# ruff: noqa: S608 - names of columns are the models' own
"""GeoJSON (RFC 7946): one FeatureCollection, each feature with its class's properties, written by the database."""

from assets.exports import columns
from assets.exports.columns import Column
from assets.exports.formats.comma_separated import MOMENT
from assets.exports.formats.task import Task
from assets.exports.rows import Rows
from assets.registry.geojson import WGS84

DECIMALS = {True: 9, False: 4}  # of a degree: 0.1 mm; of a metre
# COPY's CSV with a quote and a separator that JSON text never holds: the lines come out as they are.
OPTIONS = r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02', ENCODING 'UTF8'"
END = b",\n"


def write(task: Task) -> None:
    """Write all classes of the task into one collection."""
    with task.target.open("w+b") as file:
        file.write(b'{"type": "FeatureCollection",\n')
        if task.order.srid != WGS84:  # outside the RFC, as its forerunner said it
            file.write(b'"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::')
            file.write(f'{task.order.srid}"}}}},\n'.encode())
        file.write(b'"features": [\n')
        for counted in task.counted:
            rows = Rows(task.order, counted.asset_class)
            listed = columns.of_class(counted.asset_class)

            def line(piece: bytes) -> None:
                file.write(piece[:-1] + END)
                task.tell(1)

            rows.copy(_feature(rows.place, listed, task.order.srid), OPTIONS, line)
        file.seek(-len(END), 2)
        file.truncate()
        file.write(b"\n]}\n")


def _feature(place: str, listed: list[Column], srid: int) -> str:
    """SQL of a feature's text."""
    properties = ", ".join(f'{_value(column)} AS "{column.name}"' for column in listed)
    # Areas alone: PostGIS turns lines round as well, and a pipe is drawn from its start.
    turned = f"CASE WHEN asset.dimension = 2 THEN ST_ForcePolygonCCW({place}) ELSE {place} END"
    shape = f"ST_AsGeoJSON({turned}, {DECIMALS[srid == WGS84]}, 0)::json"
    return (
        f"json_build_object('type', 'Feature', 'id', asset.code, 'geometry', {shape},"
        f" 'properties', row_to_json((SELECT told FROM (SELECT {properties}) told)))::text"
    )


def _value(column: Column) -> str:
    return MOMENT.format(column.sql) if column.kind == "moment" else column.sql
