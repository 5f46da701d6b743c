"""The house keeps its shape: floors, style, sizes, migrations, and what must not be installed."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    """Run a tool from the environment's own bin folder; its output is the failure's message."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def tracked(*patterns: str) -> list[Path]:
    """Files under version control by glob."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_rooms_import_only_the_floors_below_them():
    run(str(BIN / "lint-imports"))


def test_python_is_formatted_and_free_of_lint():
    run(str(BIN / "ruff"), "format", "--check", ".")
    run(str(BIN / "ruff"), "check", ".")


def test_the_rooms_types_hold():
    run(str(BIN / "mypy"), "assets", "gis_registry")


def test_templates_are_free_of_lint():
    run(str(BIN / "djlint"), "assets", "--lint", "--quiet")


@pytest.mark.django_db
def test_no_model_change_lacks_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_name_the_setting_and_never_the_number_of_the_reference_system():
    for path in tracked("assets/*/migrations/*.py"):
        assert not re.search(r"srid=4\d{3}\b", path.read_text(encoding="utf-8").replace("srid=4326", "")), (
            path
        )


def test_psycopg_3_is_not_there_because_django_would_switch_to_it_unasked():
    assert importlib.util.find_spec("psycopg") is None


def test_every_requirement_is_pinned():
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        assert not line.strip() or line.startswith("#") or re.fullmatch(r"[A-Za-z0-9_.\-]+==[\w.]+", line), (
            line
        )


def test_source_files_stay_small_enough_to_be_one_room():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py", "*.js", "*.mjs", "*.css", "*.html", "*.sql")
        if "vendor" not in path.parts
        and "migrations" not in path.parts
        and (lines := path.read_text(encoding="utf-8").count("\n")) > 450
    }
    assert not long


def test_no_room_is_called_by_a_word_that_means_nothing():
    empty_words = {"utils", "helpers", "common", "misc"}
    assert not [
        path for path in tracked("assets") if empty_words & {part.split(".")[0] for part in path.parts}
    ]


def test_the_site_starts_without_what_only_some_of_its_work_needs():
    """pandas, which folium and pyogrio bring along, was a third of every start and of every process's memory."""
    code = "import django, sys; django.setup(); print({'pandas', 'folium', 'geopandas'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "gis_registry.settings"},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("set()\n", "")
