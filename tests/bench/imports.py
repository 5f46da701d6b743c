"""
Imports beside `ogr2ogr`: the same zipped GBK shapefile of pipes, into the same cluster, in one run.

    python -m tests.bench.imports [--rows 100000 1000000] [--again] [--neighbours]

ogr2ogr only copies (PG_USE_COPY, a spatial index); the registry reads, checks, compares, joins districts, writes parent and
child tables with all their indexes, and the history. Printed: seconds, rows a second, processor time and memory of the
command, its readers and its database backends, both ratios, the phases. Where others work on the machine, the ratio of
processor times is the steadier one. --neighbours measures what the site's other users notice instead.
Works in a database of its own (bench_imports), made anew and dropped after.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path

import numpy
import psycopg2
import pyogrio.raw
import shapely

from tests.bench import imports_neighbours, watching

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "bench_imports"
PHASES = {
    "looking",
    "reading",
    "understanding",
    "converting",
    "checking",
    "comparing",
    "review",
    "applying",
    "constraints",
    "applied",
}
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


def measure(rows: int, url_of, neighbours: bool, once_more: bool) -> None:
    """Print what `rows` rows take, as tables of Markdown."""
    environment = {**os.environ, "DATABASE_URL": url_of(DATABASE), "PYTHONUNBUFFERED": "1"}
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
            if neighbours:
                imports_neighbours.measure(survey, url_of(DATABASE), environment, ROOT)
                return
            command = [*manage, "import_assets", str(survey), "--asset-class", "pipe", "--source", "bench"]
            run = partial(watching.run, url=url_of(DATABASE), environment=environment, folder=ROOT)
            phases = Phases()
            first = run(command, line=phases.line)
            phases.end()
            again = run(command, line=lambda line: None) if once_more else None
            copied = run(_copy(survey, url_of), line=lambda line: None) if shutil.which("ogr2ogr") else None
        finally:
            drop(url_of)
    load = f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"\n{rows:,} rows; {load}\n")
    print("| | seconds | rows/s | processor s | largest process | all together |")
    print("| --- | --- | --- | --- | --- | --- |")
    for title, taken in (("import", first), ("the same again", again), ("ogr2ogr", copied)):
        if taken:
            print(
                f"| {title} | {taken.seconds:.1f} | {rows / taken.seconds:,.0f} | {taken.processor_s:.1f} "
                f"| {taken.largest_mb:,.0f} MB ({taken.largest}) | {taken.together_mb:,.0f} MB |"
            )
    if copied:
        print(
            f"\nratio of rates {copied.seconds / first.seconds:.3f}, of processor time {copied.processor_s / first.processor_s:.3f}"
        )
    print("\n| phase | seconds | share |\n| --- | --- | --- |")
    for name, seconds in phases.took:
        print(f"| {name} | {seconds:.1f} | {seconds / first.seconds:.0%} |")
    sys.stdout.flush()


class Phases:
    """How long each phase of an import took, by the lines that the command writes as each begins."""

    def __init__(self) -> None:
        self.took: list[tuple[str, float]] = []
        self.name, self.began = "starting", time.monotonic()

    def line(self, line: str) -> None:
        """A line of the command's; those that are no phase tell nothing."""
        if (name := line.partition(" (")[0]) in PHASES:
            self.end()
            self.name = name

    def end(self) -> None:
        """The phase is over."""
        now = time.monotonic()
        self.took.append((self.name, now - self.began))
        self.began = now


def _copy(survey: Path, url_of) -> list[str]:
    """The command that only copies."""
    return [
        "ogr2ogr",
        "-f",
        "PostgreSQL",
        f"PG:{url_of(DATABASE)}",
        f"/vsizip/{survey}",
        "-nln",
        "bench_copy",
        "-oo",
        "ENCODING=GBK",
        "--config",
        "PG_USE_COPY",
        "YES",
    ]


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
    parser.add_argument("--again", action="store_true", help="import the same file a second time as well")
    parser.add_argument("--neighbours", action="store_true", help="what other users notice of it")
    url = os.environ.get("DATABASE_URL") or (ROOT / "var" / "database_url").read_text().strip()
    base, _, query = url.partition("?")
    url_of = lambda name: f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")  # noqa: E731
    asked = parser.parse_args()
    for rows in asked.rows:
        measure(rows, url_of, asked.neighbours, asked.again)


if __name__ == "__main__":
    main()
