"""Reads vector tiles with GDAL's own MVT driver: a second program's opinion of what we serve."""

import gzip
from pathlib import Path

import pyogrio


def layers_of(response, tile: tuple[int, int, int], folder: Path) -> dict[str, list[dict]]:
    """Layer name to its features' attributes, of a tile response; `tile` is z, x, y."""
    z, x, y = tile
    content = gzip.decompress(response.content)
    if not content:
        return {}
    path = folder / str(z) / str(x) / f"{y}.pbf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {
        name: pyogrio.read_dataframe(path, layer=name).to_dict("records")
        for name in pyogrio.list_layers(path)[:, 0]
    }
