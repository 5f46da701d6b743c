"""`export_assets`: what it takes, what it answers, and that nothing is left of what did not work."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyogrio
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assets.exports import writing
from assets.exports.formats import WRITERS
from assets.registry.models import Asset
from tests.deploy.test_worker import url_of_test_database
from tests.factories import ManholeFactory, PipeFactory, point

pytestmark = pytest.mark.django_db


def run(*arguments) -> int:
    """The command's exit code."""
    try:
        call_command("export_assets", *map(str, arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    except CommandError as wrong:
        return wrong.returncode
    return 0


def codes(path) -> set[str]:
    return {feature["id"] for feature in json.loads(path.read_text("utf-8"))["features"]}


@pytest.fixture
def two(districts):
    """A manhole in each district and a pipe in the first."""
    ManholeFactory(code="W", geometry=point(465_000), source="普查", condition=5)
    ManholeFactory(code="E", geometry=point(475_000))
    PipeFactory(code="P")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], {"W", "E", "P"}),
        (["--asset-class", "manhole"], {"W", "E"}),
        (["--asset-class", "manhole", "--asset-class", "pipe", "--district", "440507"], {"W", "P"}),
        (["--district", "440500"], {"W", "E", "P"}),
        (["--bbox", "116.70,23.0,116.80,24.0"], {"E"}),
        (["--source", "普查"], {"W"}),
        (["--condition", "4,5"], {"W"}),
    ],
)
def test_filters(two, tmp_path, options, found):
    assert run(tmp_path / "a.geojson", *options) == 0
    assert codes(tmp_path / "a.geojson") == found


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_format_follows_from_the_ending_and_an_older_file_is_replaced(two, tmp_path, form, capsys):
    path = tmp_path / f"A.{form.upper()}"
    path.write_text("older")
    assert run(path, "--asset-class", "manhole") == 0
    assert path.stat().st_size > 100
    assert list(tmp_path.iterdir()) == [path]
    assert "manhole 2" in capsys.readouterr().out


@pytest.mark.parametrize(("form", "srid"), [("gpkg", 4548), ("zip", 4548), ("geojson", 4326), ("csv", 4326)])
def test_the_usual_coordinate_system_of_each_format(two, tmp_path, form, srid):
    assert run(tmp_path / f"a.{form}", "--asset-class", "manhole") == 0
    if form != "csv":
        assert pyogrio.read_info(tmp_path / f"a.{form}")["crs"] == f"EPSG:{srid}"


def test_another_coordinate_system(two, tmp_path):
    assert run(tmp_path / "a.gpkg", "--asset-class", "manhole", "--srid", "4490") == 0
    info = pyogrio.read_info(tmp_path / "a.gpkg")
    assert info["crs"] == "EPSG:4490"
    assert 116 < info["total_bounds"][0] < 117


@pytest.mark.parametrize(
    ("name", "options", "word"),
    [
        ("a.gpkg", ["--district", "999999"], "district"),
        ("a.gpkg", ["--bbox", "1,2,3"], "bbox"),
        ("a.gpkg", ["--bbox", "23.3,116.6,23.4,116.8"], "bbox"),
        ("a.gpkg", ["--srid", "12"], "srid"),
        ("a.gpkg", ["--srid", "EPSG:4548"], "srid"),
        ("a.gpkg", ["--as-of", "2026-02-30"], "as_of"),
        ("a.gpkg", ["--encoding", "gbk"], "encoding"),
        ("a.csv", ["--encoding", "latin-1"], "encoding"),
        ("a.doc", [], ".gpkg"),
        ("a.gpkg", ["--user", "nobody"], "nobody"),
    ],
)
def test_wrong_usage_is_2_and_says_what_was_wrong(two, tmp_path, name, options, word):
    with pytest.raises(CommandError) as wrong:
        call_command("export_assets", str(tmp_path / name), *options)
    assert wrong.value.returncode == 2
    assert word in str(wrong.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--asset-class", "park"], "没有符合这些条件的设施"),
        (["--as-of", "1999-01-01"], "起有记录"),
    ],
)
def test_nothing_written_is_1_and_says_why(two, tmp_path, capsys, options, word):
    path = tmp_path / "a.gpkg"
    path.write_text("older")
    assert run(path, *options) == 1
    assert word in capsys.readouterr().err
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_or_may_not_be_written(two, tmp_path, capsys):
    assert run(tmp_path / "none" / "a.gpkg") == 1
    assert str(tmp_path / "none" / "a.gpkg") in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "file" / "a.gpkg") == 1


@pytest.mark.parametrize("form", ["csv", "zip"])
def test_what_gbk_cannot_hold_is_told_and_counted_and_nothing_written(two, tmp_path, capsys, form):
    Asset.objects.filter(code="W").update(name="𠮷野家", note="𠮷")
    Asset.objects.filter(code="E").update(extra={"a": "🚰"})
    assert run(tmp_path / f"a.{form}", "--encoding", "gbk") == 1
    told = capsys.readouterr().err
    assert all(word in told for word in ("GBK", "𠮷", "🚰", "--encoding utf-8"))
    assert list(tmp_path.iterdir()) == []
    assert run(tmp_path / f"a.{form}") == 0


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_writer_that_fails_leaves_nothing_and_the_older_file_as_it_was(two, tmp_path, monkeypatch, form):
    def fails_in_the_middle(task):
        WRITERS_BEFORE[form](task)
        raise OSError(28, "No space left on device")

    WRITERS_BEFORE = dict(WRITERS)
    monkeypatch.setitem(WRITERS, form, fails_in_the_middle)
    path = tmp_path / f"a.{form}"
    path.write_text("older")
    assert run(path) == 1
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_an_excel_sheet_that_could_not_hold_the_rows_is_refused_before_the_first(
    two, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("assets.exports.formats.excel.SHEET_ROWS", 2)
    assert run(tmp_path / "a.xlsx") == 1
    assert "manhole" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_half_file_of_a_killed_writer_is_removed_by_the_next(two, tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f".a.csv.{gone.pid}.half"
    left.mkdir()
    (left / "export.csv").write_text("half")
    working = tmp_path / f".a.csv.{os.getppid()}.half"
    working.mkdir()
    assert run(tmp_path / "a.csv") == 0
    assert not left.exists()
    assert working.exists(), "another writer's, which lives"


def test_gdal_s_words_for_a_full_disk_are_known():
    for words in ("database or disk is full", "No space left on device", "disk I/O error"):
        assert writing._refusal_of_gdal(RuntimeError(words)).code == "disk_full"


@pytest.mark.django_db(transaction=True)
class TestInAProcessOfItsOwn:
    """With real rows, committed, and a real process."""

    @pytest.fixture(autouse=True)
    def many(self, transactional_db, districts):
        for number in range(40):
            ManholeFactory(code=f"M{number}", note="长" * 8000, geometry=point(465_000 + number))

    def test_an_unknown_class_is_wrong_usage(self, tmp_path):
        process = self.start(tmp_path / "a.gpkg", "--asset-class", "bridge")
        _, told = process.communicate(timeout=60)
        assert process.returncode == 2
        assert "bridge" in told

    def start(self, path: Path, *arguments: str, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", "export_assets", str(path), *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": url_of_test_database()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    @pytest.mark.parametrize("form", sorted(WRITERS))
    def test_a_disk_that_is_full_is_said_and_nothing_stays(self, tmp_path, form):
        """A limit on the size of files stands for the full disk: writes fail in the middle."""
        process = self.start(
            tmp_path / f"a.{form}",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
        )
        _, told = process.communicate(timeout=60)
        assert process.returncode == 1, told
        assert "Traceback" not in told
        assert told.strip()
        assert list(tmp_path.iterdir()) == []

    def test_told_to_end_it_removes_its_half(self, tmp_path):
        process = self.start(tmp_path / "a.xlsx")
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob(".a.xlsx.*")) and time.monotonic() < deadline:
            assert process.poll() is None, process.communicate()
            time.sleep(0.002)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        assert list(tmp_path.glob(".*")) == []
