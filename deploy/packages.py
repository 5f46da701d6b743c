"""
System packages: what is missing is installed where that is allowed, else named in one sentence.

What is missing is judged by the thing itself (a program, a font), not by the package's name,
so that a PostgreSQL or Chromium installed another way will do.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from deploy import chromium, postgresql
from deploy.console import Refusal, run_step, say
from deploy.folders import Folders

# PostgreSQL would make and start a system cluster of its own on port 5432 when it is installed.
CREATECLUSTER_CONF = Path("/etc/postgresql-common/createcluster.conf")
FONTS = Path("/usr/share/fonts")
NO_SYSTEM_CLUSTER = "create_main_cluster = false\n"

APT_INSTALL = [
    "apt-get",
    "install",
    "--yes",
    "--quiet",
    "--no-install-recommends",
    "--option=Dpkg::Options::=--force-confold",
    "--option=DPkg::Lock::Timeout=300",  # another start, or the machine's own upgrade, may be installing
]


@dataclass(frozen=True)
class Package:
    """
    A distribution package and how to see that what it brings is there already.

    without: what the site goes without where it cannot be had; empty where the site cannot do without it.
    """

    name: str
    is_there: Callable[[], bool]
    without: str = ""


def for_the_site(folders: Folders, *, own_cluster: bool) -> list[Package]:
    """What `./deploy/demo` needs. `postgresql-postgis` brings the PostgreSQL the distribution packages."""
    needed = [Package(venv_package(), lambda: can_make_environments() or folders.python.exists())]
    if own_cluster:
        needed.append(Package("postgresql-postgis", lambda: postgresql.newest_with_postgis() is not None))
    return [*needed, *(replace(package, without="PDF sheets") for package in for_printing())]


def for_printing() -> list[Package]:
    """What PDF sheets need of the system: Pango, and a font with Chinese letters."""
    return [
        Package("libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
        Package("libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
        Package("fonts-noto-cjk", has_chinese_font),
    ]


def for_the_tests() -> list[Package]:
    """What the tests need besides: a browser, and all that sheets are printed with."""
    return [Package("chromium", lambda: chromium.find() is not None), *for_printing()]


def venv_package() -> str:
    """The package that completes the Python we run on, as Debian and Ubuntu name it."""
    own = os.path.realpath(sys.executable)
    default = os.path.realpath("/usr/bin/python3")
    return "python3-venv" if own == default else f"python3.{sys.version_info.minor}-venv"


def can_make_environments() -> bool:
    """Whether `python -m venv` works: Debian leaves ensurepip to a package of its own."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def has_library(name: str) -> bool:
    """Whether the system's loader finds this shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Whether a page with Chinese text would be drawn with letters, not boxes."""
    lister = shutil.which("fc-list")
    if lister is None:
        return any(FONTS.glob("**/NotoSansCJK*"))
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def install_missing(needed: list[Package]) -> None:
    """
    Install what is missing of `needed`.

    Raises Refusal where that is not allowed or fails, with nothing begun; says so in a sentence where the site can
    do without all that is missing.
    """
    missing = {package.name: package for package in needed if not package.without and not package.is_there()}
    for package in needed:
        if package.without and not package.is_there():
            missing.setdefault(package.name, package)
    if not missing:
        return
    try:
        _install(list(missing.values()))
    except Refusal as refusal:
        if any(not package.without and not package.is_there() for package in missing.values()):
            raise
        without = " and ".join(sorted({package.without for package in missing.values() if package.without}))
        say(f"{refusal} Until then there are no {without}; all else works.")


def _install(missing: list[Package]) -> None:
    names = [package.name for package in missing]
    become_root = _way_to_become_root(names)
    say(f"Installing {', '.join(names)} (apt-get) ...")
    if not CREATECLUSTER_CONF.exists() and "postgresql-postgis" in names:
        _write_as_root(become_root, CREATECLUSTER_CONF, NO_SYSTEM_CLUSTER)
    apt_get = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    run_step([*apt_get, "apt-get", "update", "--quiet"], "The lists of packages could not be fetched.")
    run_step([*apt_get, *APT_INSTALL, *names], f"apt-get could not install {', '.join(names)}.")
    still_missing = [package.name for package in missing if not package.is_there()]
    if still_missing:
        raise Refusal(f"{' and '.join(still_missing)} came in, but what it should bring is not there.")


def _way_to_become_root(names: list[str]) -> list[str]:
    """The words before a command that make it root's. Raises Refusal where there are none."""
    command = f"apt-get install --no-install-recommends {' '.join(names)}"
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    lacking = f"{listed} {'is' if len(names) == 1 else 'are'} missing"
    if shutil.which("apt-get") is None:
        raise Refusal(
            f"{lacking}, and this machine has no apt-get: install PostgreSQL with PostGIS and Python's venv "
            f"its own way (Debian's command: `{command}`), or set DATABASE_URL to a server that has PostGIS."
        )
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is not None:
        asking = [] if sys.stdin is not None and sys.stdin.isatty() else ["-n"]
        # Not `sudo -v`: that asks for a password also where apt-get itself needs none.
        trial = subprocess.run([sudo, *asking, "apt-get", "--version"], capture_output=True, check=False)
        if trial.returncode == 0:
            return [sudo, *asking]
    raise Refusal(f"{lacking} and you may not install here: have root run `{command}`, then start again.")


def _write_as_root(become_root: list[str], path: Path, text: str) -> None:
    script = 'mkdir -p -- "$(dirname -- "$1")" && printf %s "$2" > "$1"'
    run_step([*become_root, "sh", "-c", script, "sh", str(path), text], f"{path} could not be written.")
