"""Large shapefiles are read by two processes in turn: the rows, their order and numbers are those of one."""

import gc
import os
import sys

import numpy
import pyogrio.raw
import pytest
import shapely

from assets.intake.readers import archives, by_two, copy_text, layers

ROWS = 1050


@pytest.fixture(autouse=True)
def a_reader_has_little_to_look_through():
    """Cycles are collected after each block: in a process full of other tests that took a second, not a millisecond."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def layer(tmp_path, monkeypatch):
    """A shapefile of ROWS points, numbered in `no`, as the reader describes it; blocks of 100 rows."""
    monkeypatch.setattr(copy_text, "ROWS_A_BLOCK", 100)
    sent = tmp_path / "sent"
    sent.mkdir()
    pyogrio.raw.write(
        sent / "points.shp",
        shapely.to_wkb(shapely.points(numpy.arange(ROWS), 1)),
        [numpy.arange(1, ROWS + 1)],
        ["no"],
        driver="ESRI Shapefile",
        geometry_type="Point",
        crs="EPSG:4548",
    )

    def described() -> dict:
        import zipfile

        with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
            for part in sent.iterdir():
                archive.write(part, part.name)
        return layers.found(tmp_path / "sent.zip", tmp_path / "unpacked", "", archives.Limits())[0]

    described.table = sent / "points.dbf"
    return described


def rows(blocks) -> list[tuple[int, int]]:
    """Row number and `no` of every row."""
    lines = b"".join(blocks).decode().splitlines()
    return [(int(line.split("\t")[0]), int(line.split("\t")[2])) for line in lines]


def test_every_row_once_and_in_order(layer):
    assert rows(copy_text.blocks(layer())) == [(number, number) for number in range(1, ROWS + 1)]


def test_nothing_of_a_block_stays_in_memory_after_the_next(layer):
    described = layer()
    gc.disable()  # whether Python happens to look for cycles meanwhile depends on what else is made
    try:
        held = []
        for number in range(10):
            copy_text._block(described, number * 100)
            held.append(sys.getallocatedblocks())
    finally:
        gc.enable()
    assert held[-1] - held[1] < 100, held  # a block has two hundred cells


def test_the_child_makes_every_other_block():
    made = list(by_two.alternating(lambda number: b"%d" % os.getpid() if number < 5 else b""))
    assert made[0] == made[2] == made[4] == b"%d" % os.getpid()
    assert made[1] == made[3] != made[0]


def test_rows_marked_as_deleted_are_left_out_and_none_comes_twice(layer):
    with layer.table.open("r+b") as table:
        header = int.from_bytes(table.read(12)[8:10], "little")
        table.seek(10)
        length = int.from_bytes(table.read(2), "little")
        for deleted in (0, 150, 151, 999):
            table.seek(header + deleted * length)
            table.write(b"*")
    kept = [number for number in range(1, ROWS + 1) if number - 1 not in (0, 150, 151, 999)]
    assert rows(copy_text.blocks(layer())) == list(enumerate(kept, start=1))


@pytest.mark.parametrize("raised, expected", [(ValueError("bad byte"), "bad byte"), (MemoryError(), "^$")])
def test_what_goes_wrong_in_the_child_is_raised(raised, expected):
    def block(number: int) -> bytes:
        if number == 3:
            raise raised
        return b"x"

    with pytest.raises(MemoryError if isinstance(raised, MemoryError) else RuntimeError, match=expected):
        list(by_two.alternating(block))


def test_a_child_that_is_killed_is_told():
    def block(number: int) -> bytes:
        if number == 3:
            os.kill(os.getpid(), 9)
        return b"x"

    with pytest.raises(RuntimeError, match="ended"):
        list(by_two.alternating(block))
