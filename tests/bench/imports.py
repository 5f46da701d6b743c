"""
Imports beside `ogr2ogr`: the same zipped GBK shapefile of pipes, into the same cluster, in one run.

    python -m tests.bench.imports [--rows 100000 1000000]

ogr2ogr only copies (PG_USE_COPY, a spatial index); the registry reads, checks, compares, joins districts, writes parent and
child tables with all their indexes, and the history. Printed: seconds, rows a second, the ratio, the largest process.
Works in a database of its own (bench_imports), made anew and dropped after.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy
import psycopg2
import pyogrio.raw
import shapely

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "bench_imports"
COLUMNS = [
    "管线编号",
    "起点点号",
    "终点点号",
    "管径",
    "材质",
    "管线类型",
    "起点高程",
    "终点高程",
    "建设年代",
    "权属单位",
    "所在道路",
    "备注一",
]
CITY = (440_000, 2_560_000, 500_000, 2_600_000)


def write_survey(target: Path, rows: int) -> None:
    """A zipped shapefile of `rows` pipes, GBK without .cpg, Chinese columns, EPSG:4548."""
    random = numpy.random.default_rng(7)
    starts = random.uniform(CITY[:2], CITY[2:], (rows, 2)).round(3)
    middles = starts + random.uniform(-20, 20, (rows, 2)).round(3)
    ends = middles + random.uniform(-20, 20, (rows, 2)).round(3)
    shapes = shapely.to_wkb(shapely.linestrings(numpy.stack([starts, middles, ends], axis=1)))
    numbers = numpy.arange(rows)
    level = random.uniform(-2, 6, rows).round(3)
    words = lambda choices: random.choice(numpy.array(choices, dtype=object), rows)  # noqa: E731
    data = [
        numpy.array([f"GX{number:07d}" for number in numbers], dtype=object),
        numpy.array([f"D{number:07d}" for number in numbers], dtype=object),
        numpy.array([f"D{number + 1:07d}" for number in numbers], dtype=object),
        random.choice([200, 300, 400, 600, 800, 1000, 1200], rows).astype("int32"),
        words(["砼", "钢筋砼", "HDPE", "球墨铸铁", "不明"]),
        words(["雨水", "污水", "雨污合流"]),
        level,
        (level - 0.2).round(3),
        random.integers(1985, 2024, rows).astype("int32"),
        words(["市排水公司", "龙湖区城管局", "濠江区水务局"]),
        words(["金砂路", "中山路", "长平路", "黄山路"]),
        words(["", "检修", "待查"]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        pyogrio.raw.write(
            Path(folder) / "管线.shp",
            shapes,
            data,
            COLUMNS,
            driver="ESRI Shapefile",
            geometry_type="LineString",
            crs="EPSG:4548",
            encoding="GBK",
        )
        (Path(folder) / "管线.cpg").unlink(missing_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Seconds and the largest process's memory (bytes) of a command; its failure is ours."""
    before = time.monotonic()
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=sys.stderr)
    return time.monotonic() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def measure(rows: int, url_of) -> None:
    """Print one line for `rows` rows."""
    environment = {**os.environ, "DATABASE_URL": url_of(DATABASE)}
    manage = [sys.executable, "manage.py"]
    with tempfile.TemporaryDirectory() as folder:
        environment["MEDIA_ROOT"] = folder
        survey = Path(folder) / f"survey{rows}.zip"
        write_survey(survey, rows)
        recreate(url_of)
        try:
            subprocess.run([*manage, "migrate", "-v0"], check=True, cwd=ROOT, env=environment)
            subprocess.run(
                [*manage, "load_districts"], check=True, cwd=ROOT, env=environment, stdout=sys.stderr
            )
            import_s, peak = timed(
                [*manage, "import_assets", str(survey), "--asset-class", "pipe", "--source", "bench"],
                environment,
            )
            again_s, _ = timed(
                [*manage, "import_assets", str(survey), "--asset-class", "pipe", "--source", "bench"],
                environment,
            )
            ogr_s = None
            if shutil.which("ogr2ogr"):
                copy = [
                    "ogr2ogr",
                    "-f",
                    "PostgreSQL",
                    f"PG:{dsn(url_of(DATABASE))}",
                    f"/vsizip/{survey}",
                    "-nln",
                    "bench_copy",
                    "-oo",
                    "ENCODING=GBK",
                    "--config",
                    "PG_USE_COPY",
                    "YES",
                ]
                ogr_s, _ = timed(copy, environment)
        finally:
            drop(url_of)
    line = f"{rows:>9,} rows: import {import_s:6.1f} s ({rows / import_s:,.0f}/s), same again {again_s:6.1f} s, largest process {peak / 2**20:,.0f} MB"
    if ogr_s is None:
        print(f"{line}; ogr2ogr is not installed: nothing to compare with")
    else:
        print(f"{line}; ogr2ogr {ogr_s:5.1f} s; ratio of rates {ogr_s / import_s:.3f}")


def dsn(url: str) -> str:
    """A libpq URL as GDAL takes it."""
    return url.replace("postgresql://", "postgresql://", 1)


def recreate(url_of) -> None:
    drop(url_of)
    _administer(url_of, f"CREATE DATABASE {DATABASE}")


def drop(url_of) -> None:
    _administer(url_of, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _administer(url_of, statement: str) -> None:
    connection = psycopg2.connect(url_of("postgres"))
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    url = os.environ.get("DATABASE_URL") or (ROOT / "var" / "database_url").read_text().strip()
    base, _, query = url.partition("?")
    url_of = lambda name: f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")  # noqa: E731
    for rows in parser.parse_args().rows:
        measure(rows, url_of)


if __name__ == "__main__":
    main()
