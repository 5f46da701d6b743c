"""CSV: one table; of several classes the common columns and those of each. The place as lon, lat (points) and WKT."""

from assets.exports import columns
from assets.exports.columns import Column
from assets.exports.formats.task import Task
from assets.exports.formats.texts import Transcoder
from assets.exports.rows import Rows
from assets.registry.geojson import WGS84
from assets.standards.export_columns import ESCAPED_STARTS

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for the machine's own encoding
MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
WKT_DECIMALS = 15


def write(task: Task) -> None:
    """Write all classes of the task into one table, with the lines as COPY writes them."""
    listed = columns.of_classes([counted.asset_class for counted in task.counted])
    place_names = place_columns(task.order.srid)
    transcoder = Transcoder(task.order.encoding)
    with task.target.open("wb") as file:
        if transcoder.fits_all():
            file.write(BYTE_ORDER_MARK)
        header = ",".join([*(column.name for column in listed), *place_names])
        file.write(f"{header}\r\n".encode())
        for counted in task.counted:
            rows = Rows(task.order, counted.asset_class)
            own = {column.name for column in columns.of_class(counted.asset_class)}
            cells = [cell(column) if column.name in own else "NULL" for column in listed]
            lines = _Lines(file, transcoder, task)
            rows.copy(", ".join([*cells, *places(rows.place, place_names)]), "FORMAT csv", lines.write)
            lines.end()
    transcoder.finish()


def place_columns(srid: int) -> list[str]:
    """Names of the columns that tell the place."""
    return ["lon", "lat", "wkt"] if srid == WGS84 else ["wkt"]


def places(place: str, names: list[str]) -> list[str]:
    """SQL of the columns that tell the place; longitude and latitude of points alone."""
    told = {
        "lon": f"CASE WHEN asset.dimension = 0 THEN ST_X({place}) END",
        "lat": f"CASE WHEN asset.dimension = 0 THEN ST_Y({place}) END",
        "wkt": f"ST_AsText({place}, {WKT_DECIMALS})",
    }
    return [told[name] for name in names]


def cell(column: Column) -> str:
    """SQL of a cell; a text that a spreadsheet would compute gets an apostrophe."""
    if column.is_text:
        starts = "".join(rf"\x{ord(one):02x}" for one in ESCAPED_STARTS)
        return f"regexp_replace({column.sql}, '^([{starts}])', '''\\1')"
    if column.kind == "moment":
        return MOMENT.format(column.sql)
    if column.kind == "yes_no":
        return f"{column.sql}::text"
    return column.sql


class _Lines:
    """Whole lines of COPY on their way into the file, in its encoding, with the ends of line that Excel writes."""

    def __init__(self, file, transcoder: Transcoder, task: Task) -> None:
        self.file, self.transcoder, self.task = file, transcoder, task
        self.waiting: list[bytes] = []

    def write(self, piece: bytes) -> None:
        """COPY hands over a row at a time."""
        self.waiting.append(piece)
        if len(self.waiting) >= 1000:
            self.end()

    def end(self) -> None:
        """Write what waits."""
        if self.transcoder.fits_all():
            self.file.write(b"".join(_with_line_end(piece) for piece in self.waiting))
        else:
            for piece in self.waiting:
                self.file.write(self.transcoder.encode(_with_line_end(piece).decode()))
        count = len(self.waiting)
        self.waiting = []
        self.task.tell(count)


def _with_line_end(row: bytes) -> bytes:
    return row[:-1] + b"\r\n" if row.endswith(b"\n") else row
