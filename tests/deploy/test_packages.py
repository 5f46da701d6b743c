"""What the machine lacks is installed, or named in one sentence with nothing begun."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import chromium, packages
from deploy.console import Refusal
from deploy.packages import Package

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def commands(monkeypatch):
    """What would be run, kept in a list and not run."""
    run: list[list[str]] = []
    monkeypatch.setattr(packages, "run_step", lambda command, failure: run.append(list(command)) or "")
    return run


@pytest.fixture
def ordinary_user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def path_with(monkeypatch, tmp_path):
    """`path_with(sudo="exit 1")`: the only programs on the path are these scripts."""

    def put(**scripts: str) -> None:
        for name, script in scripts.items():
            program = tmp_path / name.replace("_", "-")
            program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return put


def becoming_there(name: str) -> Package:
    """A package that is missing the first time one looks."""
    looks = iter([False, True])
    return Package(name, lambda: next(looks))


def missing(name: str) -> Package:
    return Package(name, lambda: False)


def test_nothing_is_asked_of_a_machine_that_has_all(commands):
    packages.install_missing([Package("postgresql-postgis", lambda: True)])
    assert commands == []


@pytest.mark.parametrize("scripts", [{"apt_get": ""}, {"apt_get": "", "sudo": "exit 1"}])
def test_without_the_right_to_install_one_sentence_names_package_and_command(
    commands, ordinary_user, path_with, scripts
):
    path_with(**scripts)
    with pytest.raises(Refusal) as refusal:
        packages.install_missing([missing("postgresql-postgis"), missing("python3-venv")])
    sentence = str(refusal.value)
    assert "postgresql-postgis and python3-venv are missing" in sentence
    assert "`apt-get install --no-install-recommends postgresql-postgis python3-venv`" in sentence
    assert sentence.count("\n") == 0 and sentence.count(". ") == 0
    assert commands == []


def test_a_machine_without_apt_is_told_what_else_to_do(commands, path_with):
    path_with()
    with pytest.raises(Refusal, match="no apt-get.*DATABASE_URL"):
        packages.install_missing([missing("postgresql-postgis")])
    assert commands == []


def test_only_what_is_missing_is_installed_and_nothing_is_asked(
    commands, ordinary_user, path_with, monkeypatch, tmp_path
):
    path_with(sudo="", apt_get="")
    monkeypatch.setattr(packages, "CREATECLUSTER_CONF", tmp_path / "createcluster.conf")
    packages.install_missing([becoming_there("postgresql-postgis"), Package("chromium", lambda: True)])
    configure, update, install = commands
    assert packages.NO_SYSTEM_CLUSTER in configure
    assert "update" in update
    assert install[-1] == "postgresql-postgis" and "chromium" not in install
    assert all(command[0].endswith("sudo") for command in commands)
    assert "DEBIAN_FRONTEND=noninteractive" in install and "--yes" in install


def test_the_administrators_own_word_on_system_clusters_is_left_alone(
    commands, path_with, monkeypatch, tmp_path
):
    path_with(apt_get="")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    own = tmp_path / "createcluster.conf"
    own.write_text("create_main_cluster = true\n", encoding="utf-8")
    monkeypatch.setattr(packages, "CREATECLUSTER_CONF", own)
    packages.install_missing([becoming_there("postgresql-postgis")])
    assert len(commands) == 2
    assert own.read_text(encoding="utf-8") == "create_main_cluster = true\n"


def test_a_package_that_brings_nothing_is_noticed(commands, path_with, monkeypatch):
    path_with(apt_get="")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(Refusal, match="chromium came in, but"):
        packages.install_missing([missing("chromium")])


def test_a_chromium_of_ones_own_is_taken(monkeypatch, path_with, tmp_path):
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    path_with(chromium="", my_browser="")
    assert chromium.find() == str(tmp_path / "chromium")
    monkeypatch.setenv(chromium.VARIABLE, str(tmp_path / "my-browser"))
    assert chromium.find() == str(tmp_path / "my-browser")


def printing(name: str, there: bool = False) -> Package:
    return Package(name, lambda: there, without="PDF sheets")


def test_what_the_site_can_do_without_is_installed_along(commands, path_with, monkeypatch):
    path_with(apt_get="")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    looks = iter([False, True])
    packages.install_missing([Package("libpango-1.0-0", lambda: next(looks), without="PDF sheets")])
    assert commands[-1][-1] == "libpango-1.0-0"


def test_without_the_right_to_install_the_site_starts_without_what_it_can_do_without(
    commands, ordinary_user, path_with, capsys
):
    path_with(apt_get="")
    packages.install_missing([printing("fonts-noto-cjk"), printing("libpango-1.0-0")])
    said = "".join(capsys.readouterr())
    assert "`apt-get install --no-install-recommends fonts-noto-cjk libpango-1.0-0`" in said
    assert "no PDF sheets" in said
    assert commands == []


def test_what_the_site_cannot_do_without_still_stops_it(commands, ordinary_user, path_with):
    path_with(apt_get="")
    with pytest.raises(Refusal, match="python3-venv and fonts-noto-cjk are missing"):
        packages.install_missing([missing("python3-venv"), printing("fonts-noto-cjk")])


def test_a_package_named_twice_is_installed_once_and_is_needed(commands, ordinary_user, path_with):
    path_with(apt_get="")
    with pytest.raises(Refusal, match="fonts-noto-cjk is missing"):
        packages.install_missing([printing("fonts-noto-cjk"), missing("fonts-noto-cjk")])


def test_the_image_brings_what_sheets_are_printed_with():
    containerfile = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    assert all(package.name in containerfile for package in packages.for_printing())


def test_a_library_that_is_not_there_is_seen_as_missing():
    assert not packages.has_library("libno-such-thing.so.9")


@pytest.mark.parametrize("command", ["demo", "test"])
def test_an_old_python_is_named_in_a_sentence(command, tmp_path):
    for name in ("bash", "dirname"):
        found = shutil.which(name)
        assert found
        (tmp_path / name).symlink_to(found)
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "python3").chmod(0o755)
    script = [str(tmp_path / "bash"), str(ROOT / "deploy" / command)]
    done = subprocess.run(script, env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "Python 3.11 or newer is missing: install it with `apt-get install python3`"
    )
    assert done.stdout == ""


def test_the_venv_package_is_that_of_the_python_we_run_on(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/opt/python/bin/python3")
    assert packages.venv_package() == f"python3.{sys.version_info.minor}-venv"
