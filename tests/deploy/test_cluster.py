"""The checkout's own cluster: made once, found again, started after every kind of accident."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy import cluster, cluster_home, database, postgresql
from deploy.cluster_home import SOCKET_NAME
from deploy.console import Refusal
from deploy.folders import Folders
from gis_registry import environment

pytestmark = [
    pytest.mark.usefixtures("no_database_url"),
    pytest.mark.skipif(postgresql.newest_with_postgis() is None, reason="no PostgreSQL with PostGIS here"),
]


@pytest.fixture
def running(checkout):
    """A cluster of its own, running; stopped and removed after the test."""
    home = cluster_home.settle(checkout)
    own = cluster.find_or_make(home)
    own.start()
    yield own
    own.stop()


def pid_of(own: cluster.Cluster) -> int:
    return int((own.home.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def test_it_lives_in_a_path_with_spaces_and_chinese_letters_and_is_durable(checkout, running):
    assert running.home.data == checkout.data
    assert running.sql("SHOW fsync") == "on"
    assert running.sql("SHOW jit") == "off"
    assert running.sql("SHOW listen_addresses") == ""
    assert running.sql("SHOW server_encoding") == "UTF8"
    assert checkout.socket.stat().st_mode & 0o777 == 0o700


def test_the_settings_read_the_url_that_was_written(checkout, running):
    running.ensure_database()
    running.ensure_database()  # a second start finds it there
    cluster.write_database_url(checkout, running)
    entry = environment.database(checkout.database_url.read_text(encoding="utf-8").strip())
    assert (entry["NAME"], entry["USER"], entry["HOST"]) == ("registry", "registry", str(checkout.socket))


def test_starting_and_stopping_twice_is_harmless(running):
    first = pid_of(running)
    running.start()
    assert pid_of(running) == first
    running.stop()
    running.stop()
    assert not running.is_running()


def test_it_starts_again_where_its_number_was_given_to_another_program(running):
    """A container that is started anew gives the same numbers again."""
    running.stop()
    owner = running.home.owner
    stranger = subprocess.Popen(running.home.as_owner("sleep", "60"), cwd="/")
    try:
        lines = [stranger.pid, running.home.data, 1, 5432, running.home.socket, "", ""]
        for path in (running.home.data / "postmaster.pid", running.home.socket / f"{SOCKET_NAME}.lock"):
            path.write_text("\n".join(map(str, lines)), encoding="utf-8")
            shutil.chown(path, owner.pw_uid, owner.pw_gid)
        assert not running.is_running()
        running.start()
        assert running.is_running()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_it_starts_again_after_it_was_killed(running):
    os.kill(pid_of(running), 9)
    while running.is_running():
        pass
    running.start()
    assert running.sql("SELECT 1") == "1"


def test_a_making_that_was_cut_off_leaves_nothing_to_trip_over(checkout):
    draft = checkout.var / "pg.making"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("15\n", encoding="ascii")
    own = cluster.find_or_make(cluster_home.settle(checkout))
    assert (own.home.data / "global" / "pg_control").exists()
    assert not draft.exists()


def test_files_that_are_no_cluster_are_not_touched(checkout):
    checkout.data.mkdir()
    (checkout.data / "notes.txt").write_text("keep me", encoding="utf-8")
    if os.geteuid() == 0:
        shutil.chown(checkout.data, cluster_home.SYSTEM_USER)
    with pytest.raises(Refusal, match="no PostgreSQL cluster"):
        cluster.find_or_make(cluster_home.settle(checkout))
    assert (checkout.data / "notes.txt").read_text(encoding="utf-8") == "keep me"


def test_a_cluster_of_a_postgresql_that_is_not_installed_names_the_package(checkout):
    checkout.data.mkdir()
    (checkout.data / "PG_VERSION").write_text("9\n", encoding="ascii")
    if os.geteuid() == 0:
        shutil.chown(checkout.data, cluster_home.SYSTEM_USER)
    with pytest.raises(Refusal, match="apt-get install postgresql-9-postgis-3"):
        cluster.find_or_make(cluster_home.settle(checkout))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must let another user into the checkout")
def test_root_keeps_the_data_elsewhere_where_postgres_may_not_enter(checkout, open_folder, monkeypatch):
    monkeypatch.setattr(cluster_home, "SYSTEM_HOME", open_folder / "lib")
    (open_folder / "lib").mkdir()
    checkout.root.chmod(0o700)
    own = cluster.find_or_make(cluster_home.settle(checkout))
    own.start()
    try:
        assert checkout.data.is_symlink() and checkout.socket.is_symlink()
        assert own.home.data.is_relative_to(open_folder / "lib")
        assert cluster.find_or_make(cluster_home.settle(checkout)).is_running()
        assert own.sql("SELECT 1") == "1"
    finally:
        own.stop()


def test_the_last_user_stops_it_and_no_earlier_one(checkout):
    first = database.ClusterUse(checkout)
    second = database.ClusterUse(checkout)
    assert first.started_here and not second.started_here
    assert database.stop_unused(checkout) == "in use"
    assert not first.end(stop=True)
    assert second.cluster.is_running()
    assert second.end(stop=True)
    assert not second.cluster.is_running()
    assert database.stop_unused(checkout) == "not running"


# --- where the socket lies ---


def long_checkout(open_folder: Path, letter: str, count: int) -> Folders:
    here = Folders(open_folder / (letter * count))
    here.root.mkdir()
    here.make()
    return here


@pytest.mark.parametrize(("letter", "count"), [("x", 100), ("汕", 34)])
def test_a_path_too_long_for_a_socket_gets_a_short_one_and_remembers_it(open_folder, letter, count):
    here = long_checkout(open_folder, letter, count)
    home = cluster_home.settle(here)
    try:
        assert cluster_home.fits(home.socket) and not cluster_home.fits(here.socket)
        assert home.socket.stat().st_mode & 0o777 == 0o700
        assert cluster_home.settle(here).socket == home.socket
    finally:
        home.socket.rmdir()


@pytest.mark.parametrize("accident", ["removed", "opened"])
def test_a_short_socket_folder_that_is_gone_or_open_to_others_is_replaced(open_folder, accident):
    here = long_checkout(open_folder, "x", 100)
    first = cluster_home.settle(here).socket
    if accident == "removed":
        first.rmdir()
    else:
        first.chmod(0o777)
    second = cluster_home.settle(here).socket
    assert second != first
    assert second.stat().st_mode & 0o777 == 0o700
    for folder in {first, second}:
        if folder.exists():
            folder.rmdir()


def test_postgresql_takes_a_socket_of_exactly_the_limit(open_folder, checkout):
    """107 bytes is what the kernel takes; the constant is tried on the real server."""
    room = cluster_home.SOCKET_PATH_LIMIT_BYTES - len(os.fsencode(open_folder / "x" / SOCKET_NAME))
    folder = open_folder / ("x" * (room + 1))
    folder.mkdir()
    assert len(os.fsencode(folder / SOCKET_NAME)) == cluster_home.SOCKET_PATH_LIMIT_BYTES
    assert cluster_home.fits(folder) and not cluster_home.fits(Path(f"{folder}x"))
    home = cluster_home.settle(checkout)
    shutil.chown(folder, home.owner.pw_uid, home.owner.pw_gid)
    home = cluster_home.ClusterHome(home.data, folder, home.log_file, home.owner)
    own = cluster.find_or_make(home)
    own.start()
    try:
        assert own.sql("SELECT 1") == "1"
    finally:
        own.stop()


# --- which PostgreSQL, how much memory ---


def test_the_newest_version_with_postgis_is_taken(tmp_path):
    programs, shared = tmp_path / "lib", tmp_path / "share"
    for version, has_postgis in (("9", True), ("15", True), ("16", True), ("17", False)):
        (programs / version / "bin").mkdir(parents=True)
        (programs / version / "bin" / "initdb").touch()
        (shared / version / "extension").mkdir(parents=True)
        if has_postgis:
            (shared / version / "extension" / "postgis.control").touch()
    found = postgresql.newest_with_postgis(programs, shared)
    assert found is not None and found.version == "16"
    assert postgresql.newest_with_postgis(tmp_path / "nothing", shared) is None


@pytest.mark.parametrize(
    ("total_mib", "shared_buffers"),
    [(512, "128MB"), (4096, "512MB"), (24_000, "2048MB"), (256_000, "2048MB")],
)
def test_buffers_follow_the_machines_memory(total_mib, shared_buffers):
    assert cluster.memory_settings(total_mib)["shared_buffers"] == shared_buffers
