"""
The servers that are measured: the registry as in production, its peers, nginx. Each on a port of its own of this machine.

Every server has the same two workers. All that is asked of them goes over HTTP.
"""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / "var" / "bench_peers"
REQUIREMENTS = Path(__file__).parent / "peers_requirements.txt"
WORKERS = 2
PATIENCE_S = 60
ALL_OF_A_TILE = 20_000_000


class NoServer(RuntimeError):
    """It did not come up, or is not installed."""


class Asked:
    """A server that is up: ask it for paths, over one connection that is kept."""

    def __init__(self, name: str, port: int, headers: dict[str, str]) -> None:
        self.name, self.port, self.headers = name, port, {"Accept-Encoding": "gzip", **headers}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def get(self, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
        """Headers and body (as sent) of the answer. Raises NoServer for anything but 200, 204 and 304."""
        return self.ask("GET", path, None, headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict) -> tuple[dict[str, str], bytes]:
        """Any request."""
        try:
            self._connection.request(method, path, body, {**self.headers, **headers})
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # it closes connections that were idle
            if method != "GET":
                raise
            self._connection.close()
            self._connection.request(method, path, body, {**self.headers, **headers})
            answer = self._connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201, 204, 304):
            raise NoServer(f"{self.name} {method} {path}: {answer.status} {content[:300]!r}")
        return {name.lower(): value for name, value in answer.getheaders()}, content

    def timed(self, path: str, **headers: str) -> tuple[float, dict[str, str], bytes]:
        """Milliseconds until the whole answer is here, its headers, its body."""
        began = time.perf_counter()
        told, content = self.get(path, **headers)
        return (time.perf_counter() - began) * 1000, told, content


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _running(
    name: str, command: list[str], environment: dict, port: int, ready: str, headers: dict
) -> Iterator[Asked]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            ends = time.monotonic() + PATIENCE_S
            while True:
                with contextlib.suppress(OSError, NoServer, http.client.HTTPException):
                    asked = Asked(name, port, headers)
                    asked.get(ready)
                    break
                if process.poll() is not None or time.monotonic() > ends:
                    log.seek(0)
                    raise NoServer(f"{name} does not answer: {log.read().decode('utf-8', 'replace')[-2000:]}")
                time.sleep(0.2)
            yield asked
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def database_url() -> str:
    """The URL of the database that this process is connected to."""
    known = connection.settings_dict
    password = f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else ""
    return f"postgresql://{known['USER']}{password}@/{known['NAME']}?host={known['HOST']}&port={known['PORT'] or 5432}"


@contextmanager
def registry(headers: dict[str, str]) -> Iterator[Asked]:
    """The registry as in production: granian, two workers of eight threads."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", "8", "gis_registry.wsgi:application"),
    ]
    environment = {**os.environ, "DATABASE_URL": database_url(), "LOG_LEVEL": "ERROR"}
    with _running("registry", command, environment, port, "/healthz", headers) as asked:
        yield asked


def peers_python() -> Path:
    """The Python of the peers' environment, which is made at the first call (from the package index)."""
    python = PEERS / "bin" / "python"
    stamp = PEERS / "installed"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", str(REQUIREMENTS)], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python


@contextmanager
def vectortiles(sample: str) -> Iterator[Asked]:
    """django-vectortiles under granian, two workers of eight threads; `sample`: z/x/y of a tile to wait for."""
    python, port = peers_python(), free_port()
    known = connection.settings_dict
    command = [
        *(str(python), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *(
            "--workers",
            str(WORKERS),
            "--blocking-threads",
            "8",
            "tests.bench.peers.vectortiles_site:application",
        ),
    ]
    environment = {
        "PATH": os.environ["PATH"],
        "PEER_DATABASE": known["NAME"],
        "PEER_USER": known["USER"],
        "PEER_HOST": known["HOST"],
        "PEER_GDAL": str(settings.GDAL_LIBRARY_PATH),
        "PEER_GEOS": str(settings.GEOS_LIBRARY_PATH),
    }
    with _running("django-vectortiles", command, environment, port, f"/tiles/{sample}", {}) as asked:
        yield asked


@contextmanager
def tipg(sample: str) -> Iterator[Asked]:
    """tipg under uvicorn, two workers, its limit of features a tile lifted: it draws every row, as asked."""
    python, port = peers_python(), free_port()
    known = connection.settings_dict
    host = quote(known["HOST"], safe="")
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"postgresql://{known['USER']}@{host}:{known['PORT'] or 5432}/{known['NAME']}",
        "TIPG_MAX_FEATURES_PER_TILE": str(ALL_OF_A_TILE),
        "TIPG_CATALOG_TTL": "0",
        "TIPG_DB_SCHEMAS": '["public"]',
        "TIPG_DB_TABLES": '["public.registry_asset"]',
        "TIPG_CACHECONTROL": "",
    }
    command = [
        *(str(python), "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--log-level", "error"),
        # A tile of millions of rows keeps a worker from answering for longer than the five seconds that are usual.
        *("--timeout-worker-healthcheck", "600"),
    ]
    with _running("tipg", command, environment, port, tipg_path(sample), {}) as asked:
        yield asked


def tipg_path(tile: str) -> str:
    """The path of the tile z/x/y: the columns that the registry's tiles carry."""
    columns = "id,code,name,asset_class,condition,status"
    return f"/collections/public.registry_asset/tiles/WebMercatorQuad/{tile}?geom-column=mercator&properties={columns}"


@contextmanager
def nginx(folder: Path) -> Iterator[Asked]:
    """nginx serving the gzipped tiles in `folder` as files, two workers."""
    program = shutil.which("nginx")
    if program is None:
        raise NoServer("nginx is not installed: apt-get install nginx-light")
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        configuration = Path(place) / "nginx.conf"
        configuration.write_text(
            f"""daemon off; worker_processes {WORKERS}; pid {place}/pid; error_log {place}/error.log;
user root;
events {{ worker_connections 256; }}
http {{
    access_log off; sendfile on; tcp_nopush on; open_file_cache max=10000; etag on;
    client_body_temp_path {place}; proxy_temp_path {place}; fastcgi_temp_path {place}; uwsgi_temp_path {place}; scgi_temp_path {place};
    server {{
        listen 127.0.0.1:{port};
        root {folder};
        location / {{ default_type application/vnd.mapbox-vector-tile; add_header Content-Encoding gzip; add_header Cache-Control "private, no-cache"; }}
    }}
}}
""",
            encoding="utf-8",
        )
        (folder / "ready").write_bytes(b"")
        command = [program, "-c", str(configuration)]
        with _running("nginx", command, dict(os.environ), port, "/ready", {}) as asked:
            yield asked
