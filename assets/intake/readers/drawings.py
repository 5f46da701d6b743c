"""CAD drawings (DXF): one layer for each of the drawing's own, points (blocks), lines and areas apart. In the reader's process."""

from collections import Counter
from pathlib import Path

import numpy
import pyogrio.raw

ENTITIES = "entities"
# What of an entity is more than drafting.
COLUMNS = {"Layer", "EntityHandle", "Text", "BlockName", "BlockAngle", "BlockAttributes"}
# Type codes of WKB by family.
FAMILIES = {"Point": (1, 4), "LineString": (2, 5), "Polygon": (3, 6)}
ROWS_A_PIECE = 50_000


def parts(path: Path) -> list[tuple[str, str, str, int]]:
    """Name for people, geometry type, OGR SQL condition and number of entities of each layer of the drawing at `path`."""
    counted: Counter[tuple[str, str]] = Counter()
    done = 0
    while True:
        _, _, shapes, (layers,) = pyogrio.raw.read(
            path,
            layer=ENTITIES,
            columns=["Layer"],
            force_2d=True,
            skip_features=done,
            max_features=ROWS_A_PIECE,
        )
        for shape, layer in zip(shapes, layers.tolist(), strict=True):
            if family := _family(shape):
                counted[str(layer), family] += 1
        done += len(layers)
        if len(layers) < ROWS_A_PIECE:
            break
    families = Counter(layer for layer, _ in counted)
    return [
        (layer if families[layer] == 1 else f"{layer} ({family})", family, _condition(layer, family), count)
        for (layer, family), count in sorted(counted.items())
    ]


def _family(shape: bytes | None) -> str:
    """Point, LineString or Polygon; "" for what has no place in the registry."""
    if not shape:
        return ""
    code = int(numpy.frombuffer(shape, "<u4" if shape[0] else ">u4", count=1, offset=1)[0]) % 1000
    return next((name for name, codes in FAMILIES.items() if code in codes), "")


def _condition(layer: str, family: str) -> str:
    escaped = layer.replace("'", "''")
    types = ", ".join(f"'{name}'" for name in (family.upper(), f"MULTI{family.upper()}"))
    # OGR_GEOMETRY compares case-insensitively with the type's name, with Z where it has heights.
    z_types = ", ".join(f"'{name}'" for name in (f"{family.upper()} Z", f"MULTI{family.upper()} Z"))
    return f"Layer = '{escaped}' AND OGR_GEOMETRY IN ({types}, {z_types})"
