"""
What other users of the site notice of an import: tiles and nearby calls over HTTP, idle and while it runs.

    python -m tests.bench.imports --neighbours [--rows 100000]

A small city, the site as it is served (granian), one person with a token who asks for tiles of many zooms, each drawn
anew (the cache is emptied before), and for what is nearby, by turns. Once with the import at the command line, once in the worker.
"""

import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg2

IDLE_S = 30
SECONDS_BETWEEN = 0.02
PERSON = """
from rest_framework.authtoken.models import Token
from assets.registry.models import Role, User
user = User.objects.create(username="neighbour", role=Role.PLANNER)
print(Token.objects.create(user=user).key)
"""
IN_THE_WORKER = """
import sys, time
from pathlib import Path
from assets.intake import apply, deliveries
from assets.intake.models import Delivery
from assets.registry.models import Role, User
user = User.objects.create(username=f"gis{time.time()}", role=Role.GIS)
delivery = deliveries.receive_path(Path(FILE), "pipe", "worker", user)
deliveries.start_reading(delivery)
busy = {*Delivery.BUSY, Delivery.State.RECEIVED}
while (state := Delivery.objects.get(pk=delivery.pk).state) in busy:
    time.sleep(0.2)
assert state == Delivery.State.REVIEW, state
apply.request(delivery, user)
while (state := Delivery.objects.get(pk=delivery.pk).state) in busy:
    time.sleep(0.2)
assert state == Delivery.State.APPLIED, state
"""
PLACES = """
SELECT ST_X(place), ST_Y(place) FROM (
    SELECT ST_Transform(ST_PointOnSurface(geometry), 4326) AS place FROM registry_asset ORDER BY md5(id::text) LIMIT 400
) placed
"""


class Neighbour:
    """Someone who asks for tiles and nearby by turns; milliseconds of each by what was asked."""

    def __init__(self, port: int, token: str, places: list[tuple[float, float]], connection) -> None:
        self.connection = connection
        self.base = f"http://127.0.0.1:{port}"
        self.headers = {"Authorization": f"Token {token}"}
        self.places = places
        self.random = random.Random(1)

    def ask_until(self, over: Callable[[], bool]) -> dict[str, list[float]]:
        times: dict[str, list[float]] = {"tile": [], "nearby": []}
        while not over():
            lon, lat = self.random.choice(self.places)
            zoom = self.random.choice((12, 14, 15, 16))
            x, y = _tile(lon, lat, zoom)
            with self.connection.cursor() as cursor:
                cursor.execute("DELETE FROM maps_cachedtile")
            times["tile"].append(self._ms(f"/tiles/{zoom}/{x}/{y}.mvt"))
            times["nearby"].append(self._ms(f"/api/v1/assets/nearby/?lon={lon}&lat={lat}&limit=20"))
            time.sleep(SECONDS_BETWEEN)
        return times

    def _ms(self, path: str) -> float:
        began = time.perf_counter()
        request = urllib.request.Request(self.base + path, headers=self.headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        return (time.perf_counter() - began) * 1000


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    import math

    size = 1 << zoom
    sine = math.sin(math.radians(lat))
    return int((lon + 180) / 360 * size), int(
        (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * size
    )


def measure(survey: Path, url: str, environment: dict[str, str], root: Path) -> None:
    """Print the table. The database at `url` is migrated and has its districts."""
    environment = {**environment, "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "ERROR"}
    manage = [sys.executable, "manage.py"]
    started: list[subprocess.Popen] = []

    def call(*arguments: str) -> str:
        done = subprocess.run(
            [*manage, *arguments], check=True, cwd=root, env=environment, capture_output=True, text=True
        )
        return done.stdout

    def start(command: list[str]) -> subprocess.Popen:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        started.append(process)
        return process

    call("seed_city", "--assets", "30000", "--seed", "1")
    token = call("shell", "-v0", "-c", PERSON).strip().splitlines()[-1]
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(PLACES)
        places = cursor.fetchall()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        start(
            [
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "wsgi",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
            ]
            + ["--workers", "1", "--blocking-threads", "4", "gis_registry.wsgi:application"]
        )
        neighbour = Neighbour(port, token, places, connection)
        _wait_for(port)
        until = lambda seconds: (lambda end: lambda: time.monotonic() > end)(time.monotonic() + seconds)  # noqa: E731
        neighbour.ask_until(until(5))  # warms
        idle = neighbour.ask_until(until(IDLE_S))
        command = [*manage, "import_assets", str(survey), "--asset-class", "pipe", "--source", "bench"]
        process = start(command)
        busy = neighbour.ask_until(lambda: process.poll() is not None)
        if process.returncode:
            raise SystemExit("the import failed")
        idle_again = neighbour.ask_until(until(IDLE_S / 2))
        start([*manage, "run_worker"])
        process = start([*manage, "shell", "-v0", "-c", f"FILE = {json.dumps(str(survey))}\n{IN_THE_WORKER}"])
        working = neighbour.ask_until(lambda: process.poll() is not None)
        if process.returncode:
            raise SystemExit("the import in the worker failed")
    finally:
        connection.close()
        for process in started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
    print("\n| while | asked for | calls | median (ms) | p95 (ms) | median / idle | p95 / idle |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for title, times in (
        ("idle", idle),
        ("import at the command line", busy),
        ("idle after it", idle_again),
        ("import in the worker", working),
    ):
        for kind, found in times.items():
            middle, late = statistics.median(found), _p95(found)
            print(
                f"| {title} | {kind} | {len(found)} | {middle:.1f} | {late:.1f} | {middle / statistics.median(idle[kind]):.2f}"
                f" | {late / _p95(idle[kind]):.2f} |",
                flush=True,
            )
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


def _p95(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.95)]


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the site did not start")
