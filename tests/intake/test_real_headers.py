"""The table of synonyms on the headers of real deliveries: what each column is found to be, by its name alone."""

import zipfile
from pathlib import PurePosixPath

import pytest

from assets.intake.readers import archives
from assets.standards import column_names
from tests.intake.conftest import real

POINTS = ["source_code", "attachment", "bottom_level_m", "depth_m", "ground_level_m"]
LINES = [
    "source_code",
    "start_node",
    "end_node",
    "diameter_mm",
    "material",
    "category",
    "start_invert_m",
    "end_invert_m",
    "installed_on",
    "owner",
]
PARKS = ["source_code", "name", "park_class", "installed_on"]
EXPECTED = [
    ("networks/pystorms_beta.zip", "管点", "manhole", POINTS),
    ("networks/pystorms_beta.zip", "管线", "pipe", LINES),
    ("networks/swmmio_model_state_plane.zip", "管点", "manhole", POINTS),
    ("networks/swmmio_model_state_plane.zip", "管线", "pipe", LINES),
    ("networks/swmmio_test_inlet_drains.zip", "管点", "manhole", POINTS),
    ("networks/swmmio_test_inlet_drains.zip", "管线", "pipe", LINES),
    ("hostile/parks_gbk_nocpg.zip", "公园", "park", PARKS),
    (
        "hostile/bowtie.zip",
        "data",
        "park",
        PARKS,
    ),  # cut in the middle of a character, read in the wrong encoding
    ("hostile/no_prj.zip", "data", "manhole", ["source_code", "attachment", "depth_m"]),
]


@pytest.mark.parametrize(("archive", "layer", "asset_class", "fields"), EXPECTED)
def test_every_column_is_found_and_nothing_is_guessed(archive, layer, asset_class, fields):
    columns = headers(real(archive))[layer]
    proposed = column_names.propose(columns, asset_class)
    assert {column: [one.field for one in proposed.get(column, [])] for column in columns} == {
        column: [field] for column, field in zip(columns, fields, strict=True)
    }


def headers(archive) -> dict[str, list[str]]:
    """Layer to its column names, of every DBF in the archive."""
    found = {}
    with zipfile.ZipFile(archive) as opened:
        for member in opened.infolist():
            name = PurePosixPath(archives.member_name(member))
            if name.suffix.lower() == ".dbf":
                found[name.stem] = _columns(opened.read(member))
    return found


def _columns(table: bytes) -> list[str]:
    """The names in a DBF's header: UTF-8 where they are valid in it, else GBK, as a reader that is not told sees them."""
    ends = range(32, int.from_bytes(table[8:10], "little") - 32, 32)
    names = [table[start : start + 11].split(b"\0")[0] for start in ends]
    return [_decoded(name) for name in names]


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")
