"""What the import's tests share: deliveries of our own making, and the folder of real ones beside the project."""

import zipfile
from pathlib import Path

import numpy
import pyogrio.raw
import pytest
import shapely
from django.conf import settings as site

from assets.intake import apply, deliveries, reading
from assets.intake.readers import stream
from assets.registry.codes import load_component_classes
from tests.intake.fork_server import Server

REAL = Path(site.BASE_DIR).parent / "shared" / "data" / "real"


def real(name: str) -> Path:
    """A delivery of the collection beside the project; the test is skipped where that is not there."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the collection of real deliveries is not beside the project ({name})")
    return path


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Uploads go into the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def reader_server():
    """What forks readers; started where the first test asks for one."""
    server = Server(Path(site.BASE_DIR), stream._environment())
    yield server
    server.close()


@pytest.fixture(autouse=True)
def readers_are_forked(request, monkeypatch):
    """
    The readers of a test are forks, under the same limits: a process of its own takes half a second to import numpy and
    GDAL, twice a delivery. Tests marked `started_readers` (those of the reader itself, and of processes killed) start it.
    """
    if request.node.get_closest_marker("started_readers") is None:
        monkeypatch.setattr(
            stream, "_started", lambda *asked: request.getfixturevalue("reader_server").started(*asked)
        )


@pytest.fixture
def component_classes(db):
    """The table codes are given from: a flush of an earlier run may have emptied it."""
    load_component_classes("default")


def shapefile(
    folder: Path,
    name: str,
    geometries: list,
    columns: dict[str, list],
    encoding: str = "GBK",
    crs: str | None = "EPSG:4548",
    declare: bool = False,
    geometry_type: str | None = None,
) -> list[Path]:
    """
    Write a shapefile and give its parts. No .cpg and no language driver unless `declare`: as survey firms send them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arrays = [
        numpy.array(values, dtype=object if isinstance(values[0], str) or values[0] is None else None)
        for values in columns.values()
    ]
    pyogrio.raw.write(
        folder / f"{name}.shp",
        numpy.array([None if shape is None else shapely.to_wkb(shape) for shape in geometries], dtype=object),
        arrays,
        list(columns),
        driver="ESRI Shapefile",
        geometry_type=geometry_type or next(shape.geom_type for shape in geometries if shape is not None),
        crs=crs,
        encoding=encoding,
    )
    if not declare:
        (folder / f"{name}.cpg").unlink(missing_ok=True)
        with (folder / f"{name}.dbf").open("r+b") as table:
            table.seek(29)
            table.write(b"\0")
    return sorted(part for part in folder.iterdir() if part.stem == name)


def pack(archive: Path, parts: list[Path], inside: str = "") -> Path:
    """Pack files into an archive, in the folder `inside`."""
    with zipfile.ZipFile(archive, "w") as packed:
        for part in parts:
            packed.write(part, f"{inside}{part.name}")
    return archive


def manholes(rows: int, **columns) -> tuple[list, dict[str, list]]:
    """Points 10 m apart in district 440507 of conftest.districts, numbered P0001 on."""
    places = [shapely.Point(465_000 + 10 * number, 2_580_000) for number in range(rows)]
    return places, {"点号": [f"P{number + 1:04d}" for number in range(rows)], **columns}


@pytest.fixture
def deliver(db, tmp_path):
    """`deliver(path, asset_class, source=..., user=..., **options)`: received, read and checked."""

    def deliver(path: Path, asset_class: str, source: str = "", user=None, **options):
        delivery = deliveries.receive_path(path, asset_class, source, user, options)
        return reading.read(delivery.pk)

    return deliver


@pytest.fixture
def bring_in(deliver):
    """The same, and applied."""

    def bring_in(path: Path, asset_class: str, source: str = "", user=None, **options):
        delivery = deliver(path, asset_class, source, user, **options)
        assert delivery.state == delivery.State.REVIEW, delivery.refusal
        return apply.run(delivery.pk, user)

    return bring_in


@pytest.fixture
def send_manholes(tmp_path, bring_in):
    """`send_manholes(places, columns, source=...)`: a delivery of manholes, written, brought in and given back."""
    sent = iter(range(1000))

    def send(places, columns, source="survey", asset_class="manhole", **options):
        number = next(sent)
        archive = pack(
            tmp_path / f"s{number}.zip", shapefile(tmp_path / f"s{number}", "管点", places, columns)
        )
        return bring_in(archive, asset_class, source, **options)

    return send


def states(delivery) -> tuple[int, int, int, int]:
    """created, updated, unchanged, rejected; read must be their sum."""
    counts = delivery.counts
    found = tuple(counts[name] for name in ("created", "updated", "unchanged", "rejected"))
    assert counts["read"] == sum(found), counts
    return found


def problems(delivery) -> dict[int, list[str]]:
    """Row number to the machine words of what was found in it."""
    found: dict[int, list[str]] = {}
    for finding in delivery.row_findings.all():
        found.setdefault(finding.row_no, []).append(finding.problem)
    return found
