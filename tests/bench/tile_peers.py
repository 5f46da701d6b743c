"""
Uncached tiles over HTTP: the registry, django-vectortiles and tipg, and the bare SQL, on the same tiles in one run, in turns.

The tiles lie under random manholes. The peers draw every row at every zoom, from the stored Mercator column (their best
schema), gzipped like ours; the registry checks a token and draws anew each time.
"""

import gzip
from contextlib import ExitStack
from statistics import median

from tests.bench import http_servers, sample

ZOOMS = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
LARGEST_KB = 500
TIMES_FASTER = 50


def main(assets: int) -> None:
    """Print the table, and what of the promises is not kept."""
    headers = sample.token_headers()
    first = sample.tiles(16, 1)[0]
    with ExitStack() as stack:
        ours = stack.enter_context(http_servers.registry(headers))
        peers = {}
        for start, path in (
            (http_servers.vectortiles, lambda tile: f"/tiles/{tile}"),
            (http_servers.tipg, http_servers.tipg_path),
        ):
            peer = stack.enter_context(start(first))
            peers[peer.name] = (peer, path)
        names = list(peers)
        print("| zoom | registry, ms | bare SQL, ms | registry / bare | beyond 1.5 x bare + 5 ms | " + " | ".join(f"{name}, ms" for name in names) + " | " + " | ".join(f"{name} / registry" for name in names) + " | registry, KB gzipped (largest) | " + " | ".join(f"{name}, KB" for name in names) + " |")  # fmt: skip
        print("| --- " * (6 + 3 * len(names)) + "|")
        broken = []
        for zoom in ZOOMS:
            broken += _row(zoom, assets, ours, peers)
        fixed = [ours.timed(f"/tiles/{first}.mvt", **_known(ours, first))[0] for _ in range(50)]
        print(
            f"\nWhat a request costs before anything is drawn (login, rights, version; 304): {sample.middle(fixed)} ms"
        )
    for line in broken:
        print(f"- not kept: {line}")


def _known(ours, tile: str) -> dict[str, str]:
    """The header of one who has the tile."""
    return {"If-None-Match": ours.get(f"/tiles/{tile}.mvt")[0]["etag"]}


def _row(zoom: int, assets: int, ours, peers: dict) -> list[str]:
    """Measure a zoom, print its line; the promises it breaks."""
    slow = zoom < 13 and assets >= 500_000  # a tile that draws every row takes seconds
    chosen = sample.tiles(zoom, 4 if slow else 30)
    rounds = 1 if slow else 2
    times: dict[str, list[float]] = {name: [] for name in ("ours", "bare", *peers)}
    sizes: dict[str, list[int]] = {name: [] for name in ("ours", *peers)}
    for round_number in range(rounds + 1):
        for tile in chosen:
            if round_number == 0:  # warms what each keeps: plans, connections, the database's pages, mains
                ours.get(f"/tiles/{tile}.mvt")
                if not slow:
                    for peer, path in peers.values():
                        peer.get(path(tile))
                continue
            sample.forget_cached_tiles()
            took, told, body = ours.timed(f"/tiles/{tile}.mvt")
            if told.get("x-tile", "drawn") != "drawn":
                raise RuntimeError(f"{tile} came from {told['x-tile']}: not an uncached tile")
            times["ours"].append(took)
            sizes["ours"].append(len(body))
            times["bare"].append(sample.milliseconds(lambda tile=tile: sample.bare(tile)))
            for name, (peer, path) in peers.items():
                took, told, body = peer.timed(path(tile))
                times[name].append(took)
                packed = told.get("content-encoding") == "gzip"
                sizes[name].append(len(body) if packed else len(gzip.compress(body, 5)))
    ratio = median(times["ours"]) / median(times["bare"])
    beyond = median(times["ours"]) - 1.5 * median(times["bare"]) - 5
    faster = {name: median(times[name]) / median(times["ours"]) for name in peers}
    print(
        f"| {zoom} | {sample.middle(times['ours'])} | {sample.middle(times['bare'])} | {ratio:.2f} | {max(beyond, 0):.1f} | "
        + " | ".join(sample.middle(times[name]) for name in peers)
        + " | "
        + " | ".join(f"{faster[name]:.1f}" for name in peers)
        + f" | {median(sizes['ours']) / 1024:.0f} ({max(sizes['ours']) / 1024:.0f}) | "
        + " | ".join(f"{median(sizes[name]) / 1024:.0f}" for name in peers)
        + " |",
        flush=True,
    )
    broken = []
    if max(sizes["ours"]) > LARGEST_KB * 1024:
        broken.append(
            f"a tile of zoom {zoom} has {max(sizes['ours']) / 1024:.0f} KB gzipped (promised {LARGEST_KB})"
        )
    if zoom >= 14 and beyond > 0:
        broken.append(f"zoom {zoom} takes {beyond:.1f} ms more than 1.5 x bare SQL + 5 ms")
    if zoom <= 13:
        broken += [
            f"zoom {zoom} is {times_faster:.0f} times faster than {name} (promised {TIMES_FASTER})"
            for name, times_faster in faster.items()
            if times_faster < TIMES_FASTER
        ]
    return broken
