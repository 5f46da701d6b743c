"""The Python environment agrees with the two lists, and one that was cut off half-way is made anew."""

import sys
from pathlib import Path

import pytest

from deploy import environment
from deploy.environment import STAMP, UNFINISHED


@pytest.fixture
def lists(checkout):
    """A checkout with both lists."""
    for name in ("requirements.txt", "constraints.txt"):
        (checkout.root / name).write_text("six==1.17.0\n", encoding="utf-8")
    return checkout


@pytest.fixture
def steps(monkeypatch, lists):
    """Makes environments for real, with an empty module for pip, and notes what was done."""
    run: list[str] = []
    real = environment.run_step

    def step(command, failure, **options):
        run.append("pip" if "pip" in command else "venv")
        if run[-1] == "venv":
            real([*command, "--without-pip"], failure, **options)
            packages = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
            (Path(command[-1]) / packages / "pip.py").touch()
        return ""

    monkeypatch.setattr(environment, "run_step", step)
    monkeypatch.setattr(environment, "say", lambda sentence: None)
    return run


def test_a_new_environment_is_made_once(lists, steps):
    environment.ensure(lists)
    environment.ensure(lists)
    assert steps == ["venv", "pip"]


def test_a_changed_list_is_installed_on_top(lists, steps):
    environment.ensure(lists)
    (lists.root / "constraints.txt").write_text("six==1.16.0\n", encoding="utf-8")
    environment.ensure(lists)
    assert steps == ["venv", "pip", "pip"]


def test_an_environment_that_was_cut_off_is_made_anew(lists, steps):
    environment.ensure(lists)
    (lists.environment / UNFINISHED).touch()
    (lists.environment / STAMP).unlink()
    half_installed = lists.environment / "half-installed"
    half_installed.touch()
    environment.ensure(lists)
    assert steps == ["venv", "pip"] * 2
    assert not half_installed.exists() and not (lists.environment / UNFINISHED).exists()


def test_a_failing_pip_leaves_word_that_it_was_cut_off(lists, steps, monkeypatch):
    environment.ensure(lists)
    (lists.root / "requirements.txt").write_text("six==1.16.0\n", encoding="utf-8")

    def fail(command, failure, **options):
        raise environment_error

    environment_error = RuntimeError("no network")
    monkeypatch.setattr(environment, "run_step", fail)
    with pytest.raises(RuntimeError):
        environment.ensure(lists)
    assert (lists.environment / UNFINISHED).exists() and not (lists.environment / STAMP).exists()


def test_a_checkout_that_was_moved_gets_its_own_environment(lists, steps, monkeypatch):
    environment.ensure(lists)
    moved = type(lists)(lists.root.with_name("moved"))
    lists.root.rename(moved.root)
    environment.ensure(moved)
    assert steps == ["venv", "pip"] * 2


def test_an_environment_made_by_hand_is_completed_not_thrown_away(lists, steps):
    environment.run_step([sys.executable, "-m", "venv", str(lists.environment)], "no")
    by_hand = lists.environment / "by-hand"
    by_hand.touch()
    environment.ensure(lists)
    assert steps == ["venv", "pip"]
    assert by_hand.exists()


def test_what_would_mix_other_modules_in_is_taken_out_of_the_environment(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("REGISTRY_SRID", "4547")
    plain = environment.without_foreign_packages()
    assert "PYTHONPATH" not in plain and plain["REGISTRY_SRID"] == "4547"
