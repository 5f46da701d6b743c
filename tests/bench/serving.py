"""
Tiles a second: uncached at 1 and 8 clients beside the peers; cached at 1 and 8 clients beside nginx serving the same bytes as files.

Uncached: each of many different tiles of zoom 15 is asked for once, by clients that take the next from one list. Cached: the
same few tiles again and again, by `wrk`, on the same two cores as the servers.
"""

import re
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.bench import http_servers, sample

ZOOM = 16
DIFFERENT = 300
AGAIN = 50
SECONDS = 5
CLIENTS = (1, 8)


def main(assets: int) -> None:
    """Print both tables."""
    headers = sample.token_headers()
    tiles = sample.tiles(ZOOM, DIFFERENT)
    with ExitStack() as stack:
        ours = stack.enter_context(http_servers.registry(headers))
        servers = [
            (ours, lambda tile: f"/tiles/{tile}.mvt"),
            (stack.enter_context(http_servers.vectortiles(tiles[0])), lambda tile: f"/tiles/{tile}"),
            (stack.enter_context(http_servers.tipg(tiles[0])), http_servers.tipg_path),
        ]
        print(
            f"| uncached, {len(tiles)} different tiles of zoom {ZOOM} | 1 client, tiles/s | 8 clients, tiles/s | registry / it, 1 | 8 |"
        )
        print("| --- | --- | --- | --- | --- |")
        first: list[float] = []
        for server, path in servers:
            for tile in tiles[:20]:
                server.get(path(tile))
            rates = []
            for clients in CLIENTS:
                sample.forget_cached_tiles()
                rates.append(uncached(server, [path(tile) for tile in tiles], clients))
            first = first or rates
            ratios = " | ".join(f"{mine / other:.2f}" for mine, other in zip(first, rates, strict=True))
            print(f"| {server.name} | {rates[0]:.0f} | {rates[1]:.0f} | {ratios} |", flush=True)
        _cached(ours, tiles[:AGAIN])


def uncached(server: http_servers.Asked, paths: list[str], clients: int) -> float:
    """Tiles a second of so many clients."""
    waiting = list(reversed(paths))

    def client(_number: int) -> None:
        own = http_servers.Asked(server.name, server.port, server.headers)
        while True:
            try:
                path = waiting.pop()
            except IndexError:
                return
            own.get(path)

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    return len(paths) / (time.perf_counter() - began)


def _cached(ours: http_servers.Asked, tiles: list[str]) -> None:
    if not shutil.which("wrk"):
        print("\nwrk is not installed (apt-get install wrk): cached tiles a second were not measured")
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        for tile in tiles:
            ours.get(f"/tiles/{tile}.mvt")
            told, body = ours.get(f"/tiles/{tile}.mvt")
            if told.get("x-tile", "cache") != "cache":
                raise RuntimeError(f"{tile} is not cached")
            (folder / f"tiles/{tile}.mvt").parent.mkdir(parents=True, exist_ok=True)
            (folder / f"tiles/{tile}.mvt").write_bytes(body)
        paths = [f"/tiles/{tile}.mvt" for tile in tiles]
        with http_servers.nginx(folder) as files:
            print(
                f"\n| cached, {len(tiles)} tiles of zoom {ZOOM} | 1 client, tiles/s | 8 clients, tiles/s | registry / it, 1 | 8 |"
            )
            print("| --- | --- | --- | --- | --- |")
            mine = [wrk(ours, paths, clients, folder) for clients in CLIENTS]
            static = [wrk(files, paths, clients, folder) for clients in CLIENTS]
        for name, rates in (("registry", mine), ("nginx, the same bytes as files, no rights", static)):
            ratios = " | ".join(f"{own / other:.3f}" for own, other in zip(mine, rates, strict=True))
            print(f"| {name} | {rates[0]:,.0f} | {rates[1]:,.0f} | {ratios} |", flush=True)


def wrk(server: http_servers.Asked, paths: list[str], clients: int, folder: Path) -> float:
    """Requests a second, paths in turn. Raises where any was not answered with 200."""
    script = folder / "wrk.lua"
    told = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in server.headers.items())
    listed = ", ".join(f'"{path}"' for path in paths)
    script.write_text(
        f"{told}local paths = {{{listed}}}\nlocal at = 0\n"
        "request = function() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n",
        encoding="utf-8",
    )
    command = [
        "wrk",
        "-t1",
        f"-c{clients}",
        f"-d{SECONDS}s",
        "-s",
        str(script),
        f"http://127.0.0.1:{server.port}/",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found:
        raise RuntimeError(said)
    return float(found[1])
