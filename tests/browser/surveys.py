"""Surveys as firms send them, small: what the tests of imports upload."""

from pathlib import Path
from zipfile import ZipFile

import geopandas
from shapely.geometry import Point


def survey(
    folder: Path,
    depth_m: float = 2.5,
    name: str = "普查",
    moved_m: float = 0,
    prj: bool = True,
    lost: bool = False,
    **columns,
) -> Path:
    """
    A zipped shapefile of five manholes, GBK, Chinese columns, no .cpg.

    The last may lie `moved_m` elsewhere, the first be `lost`: far out of the city, so that its row is rejected.
    """
    places = [Point(465_000 + n * 30 + (moved_m if n == 4 else 0), 2_580_000) for n in range(5)]
    if lost:
        places[0] = Point(465_000, 2_980_000)
    frame = geopandas.GeoDataFrame(
        {
            "点号": [f"J{n}" for n in range(5)],
            "附属物": ["检查井"] * 5,
            "井深": [depth_m + n / 10 for n in range(5)],
            **columns,
        },
        geometry=places,
        crs="EPSG:4548",
    )
    shapefile = folder / f"{name}.shp"
    frame.to_file(shapefile, encoding="GBK")
    shapefile.with_suffix(".cpg").unlink(missing_ok=True)
    if not prj:
        shapefile.with_suffix(".prj").unlink()
    archive = folder / f"{name}.zip"
    with ZipFile(archive, "w") as packed:
        for part in sorted(folder.glob(f"{name}.*")):
            if part.suffix != ".zip":
                packed.write(part, part.name)
    return archive
