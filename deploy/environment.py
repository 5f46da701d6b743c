"""The Python environment of the checkout, .venv: exactly what requirements.txt and constraints.txt say."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from deploy.console import run_step, say
from deploy.folders import Folders, write_whole

STAMP = "registry-installed"  # in .venv: the digest of what was installed, written last
UNFINISHED = "registry-installing"  # in .venv: there while pip works; found at a start, pip was cut off


def ensure(folders: Folders) -> None:
    """Make or complete .venv; nothing to do takes milliseconds. Raises Refusal where pip fails."""
    environment = folders.environment
    wanted = digest(folders.root)
    if _stamp(environment) == wanted and folders.python.exists():
        return
    say("Installing the Python packages into .venv (pip) ...")
    if not _is_sound(folders):
        make = [sys.executable, "-m", "venv", "--clear", str(environment)]
        run_step(make, "The Python environment .venv could not be made.")
    unfinished = environment / UNFINISHED
    unfinished.touch()
    (environment / STAMP).unlink(missing_ok=True)
    run_step(
        [
            *(str(folders.python), "-m", "pip", "install", "--quiet", "--no-input"),
            *("--disable-pip-version-check", "--root-user-action=ignore"),
            *("-r", "requirements.txt", "-c", "constraints.txt"),
        ],
        "pip could not install requirements.txt.",
        cwd=folders.root,
        env=without_foreign_packages(),
    )
    write_whole(environment / STAMP, wanted)
    unfinished.unlink()


def digest(root: Path) -> str:
    """What .venv must agree with: both lists, the Python, and the path (scripts in .venv/bin carry it)."""
    content = hashlib.sha256()
    for name in ("requirements.txt", "constraints.txt"):
        content.update((root / name).read_bytes())
    content.update(f"{sys.version_info[:2]}{root}".encode())
    return content.hexdigest()


def without_foreign_packages() -> dict[str, str]:
    """The environment for programs in .venv, rid of what would mix other packages or modules in."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    }


def _stamp(environment: Path) -> str:
    try:
        return (environment / STAMP).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _is_sound(folders: Folders) -> bool:
    """Whether pip can build on what is there: made for this path and Python, and not cut off half-way."""
    environment = folders.environment
    if (environment / UNFINISHED).exists() or not folders.python.exists():
        return False
    prefix_and_version = "import pip, sys; print(sys.prefix, *sys.version_info[:2], sep='\\n')"
    told = subprocess.run(
        [str(folders.python), "-c", prefix_and_version],
        capture_output=True,
        text=True,
        env=without_foreign_packages(),
        check=False,
    )
    expected = [str(environment), str(sys.version_info[0]), str(sys.version_info[1])]
    made_here = str(folders.root) in _activation_script(environment)
    return told.returncode == 0 and told.stdout.splitlines() == expected and made_here


def _activation_script(environment: Path) -> str:
    """bin/activate names the path the environment was made at; it differs in a checkout that was moved."""
    try:
        return (environment / "bin" / "activate").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
