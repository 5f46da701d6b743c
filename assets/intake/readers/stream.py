"""The parent's side of the reader's process: start it with its limits, ask what is in a file, COPY what it streams."""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

import psycopg2
from django.conf import settings
from django.db import connection

from assets.intake import limits
from assets.intake.errors import REASONS, SurveyUnreadable

ALLOWED_DRIVERS = {"ESRI Shapefile", "GPKG", "GeoJSON", "CSV", "XLSX", "LIBKML", "GML", "DXF"}
REFUSED = 3


# pyogrio brings pandas along where it finds it: two seconds, and memory that the caller would keep.
LIST_DRIVERS = """
import sys
sys.modules.update(dict.fromkeys(("geopandas", "pandas", "pyarrow")))
import pyogrio
print("\\n".join(pyogrio.list_drivers()))
"""


def _drivers() -> set[str]:
    """Every driver that GDAL has."""
    listed = subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-s", "-c", LIST_DRIVERS], check=True, capture_output=True, text=True, cwd="/"
    )
    return set(listed.stdout.splitlines())


@cache
def _environment() -> dict[str, str]:
    """
    The reader's whole environment: no secret of ours, GDAL with the allowed drivers only and no way out.
    """
    skipped = sorted(_drivers() - ALLOWED_DRIVERS)
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "GDAL_SKIP": ",".join(skipped),
        "OGR_SKIP": ",".join(skipped),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_NUM_THREADS": "1",
        "GDAL_PAM_ENABLED": "NO",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
        "CPL_VSIL_CURL_USE_HEAD": "NO",
        "GDAL_HTTP_PROXY": nowhere,
        "GDAL_HTTPS_PROXY": nowhere,
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "PROJ_NETWORK": "OFF",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        # A GeoPackage's views may call GDAL's own functions: none of them opens another file.
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
        # A block of a drawing (a manhole's symbol) is one point, not the lines it is drawn with.
        "DXF_INLINE_BLOCKS": "FALSE",
        # A GML file's links to others are not followed.
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "GML_SKIP_CORRUPTED_FEATURES": "NO",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "LIBKML_RESOLVE_STYLE": "NO",
    }


def _started(verb: str, complaints: IO[bytes]) -> subprocess.Popen:
    """The reader's process, waiting for its order."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-s", "-m", "assets.intake.readers.worker", verb],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=settings.BASE_DIR,
        env=_environment(),
        start_new_session=True,
    )


@contextmanager
def _process(verb: str, order: dict):
    """The running reader. Its complaints go to a file, so that they can never block it."""
    order = {
        **order,
        "process": {
            "memory_bytes": limits.reader_memory_bytes(),
            "cpu_s": limits.reader_cpu_s(),
            "file_bytes": limits.unpacked_bytes(),
        },
    }
    with tempfile.TemporaryFile() as complaints:
        process = _started(verb, complaints)
        assert process.stdin and process.stdout  # both are pipes
        try:
            # A reader that died before it read its order is told by how it ended.
            with suppress(BrokenPipeError), process.stdin as stdin:
                stdin.write(json.dumps(order).encode())
            yield process, complaints
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()


def _refusal(process: subprocess.Popen, complaints) -> SurveyUnreadable | None:
    """What the reader that has ended complains of; None where it ended well."""
    code = process.wait()
    if code == 0:
        return None
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    if code == REFUSED and lines:
        for line in reversed(lines):
            if line.startswith("{"):
                said = json.loads(line)
                if said["code"] in REASONS:
                    return SurveyUnreadable(said["code"], **said["parameters"])
    return SurveyUnreadable("reader_died", reason=f"signal {-code}" if code < 0 else f"exit code {code}")


def _told(error: psycopg2.Error) -> str:
    """What the server says of a row that it does not take, and where."""
    where = (error.diag.context or "").partition(", ")[2].partition(":")[0]
    return f"{error.diag.message_primary or error} ({where})"[:300]


class _Watched:
    """
    A file that COPY reads from: the reader's output, or an error where it stands still or somebody cancels.

    `seen(rows)` is called after each chunk with the rows so far; it may raise.
    """

    def __init__(self, process: subprocess.Popen, seen: Callable[[int], None]) -> None:
        assert process.stdout  # a pipe
        self.descriptor = process.stdout.fileno()
        self.ready = select.poll()  # select() knows no descriptor above 1023
        self.ready.register(self.descriptor, select.POLLIN)
        self.seen = seen
        self.rows = 0
        self.stopped_by: Exception | None = None

    def read(self, size: int = 1 << 16) -> bytes:
        """The next bytes. What it raises is kept in `stopped_by`: COPY knows only that something was raised."""
        try:
            return self._read(size)
        except Exception as error:
            self.stopped_by = error
            raise

    def _read(self, size: int) -> bytes:
        stall_s = limits.reader_stall_s()
        if not self.ready.poll(stall_s * 1000):
            raise SurveyUnreadable("reader_stalled", seconds=stall_s)
        chunk = os.read(self.descriptor, max(size, 1 << 16))
        self.rows += chunk.count(b"\n")
        self.seen(self.rows)
        return chunk


def look(file: Path, folder: Path, encoding: str = "", name: str = "") -> list[dict]:
    """
    The layers of `file`, unpacked into `folder`, as `layers.found` describes them; `name`: its sender's, for sentences.

    Raises SurveyUnreadable with the reason where the file cannot be taken.
    """
    order = {
        "file": str(file),
        "folder": str(folder),
        "encoding": encoding,
        "limits": {
            "members": limits.archive_members(),
            "total_bytes": limits.unpacked_bytes(),
            "ratio": limits.unpacked_ratio(),
        },
    }
    with _process("look", order) as (process, complaints):
        watched = _Watched(process, seen=lambda rows: None)
        answer = b"".join(iter(watched.read, b""))
        if refusal := _refusal(process, complaints):
            if name and "name" in refusal.parameters:
                refusal.parameters["name"] = name
            raise refusal
    return json.loads(answer)["layers"]


def copy_rows(layer: dict, table: str, seen: Callable[[int], None]) -> int:
    """
    COPY the rows of `layer` into the staging table `table`; how many came.

    `seen(rows)` is told the rows so far and may raise to stop. Raises SurveyUnreadable where the reader fails.
    """
    with _process("rows", {"layer": layer}) as (process, complaints), connection.cursor() as cursor:
        watched = _Watched(process, seen)
        try:
            cursor.cursor.copy_expert(f"COPY {table} FROM STDIN", watched, size=1 << 18)
        except psycopg2.Error as error:
            if watched.stopped_by:
                raise watched.stopped_by from None
            if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
                raise  # the database is gone, or its disk is full: not the file's fault
            # A shape that PostGIS does not know, or nested beyond its limit: the server says in which line of the rows.
            raise SurveyUnreadable("row_unusable", reason=_told(error)) from error
        if refusal := _refusal(process, complaints):
            raise refusal
        return watched.rows
