"""Two machines get the same packages: all that requirements.txt pulls in has an exact version too."""

import importlib.metadata
import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def pins(name: str) -> dict[str, str]:
    """Exact versions by package in one of the two lists."""
    listed = (ROOT / name).read_text(encoding="utf-8")
    return {
        canonicalize_name(package): version
        for package, version in re.findall(r"^([\w.\-]+)==(\S+)$", listed, re.MULTILINE)
    }


def pulled_in(names: set[str]) -> set[str]:
    """The packages that the named ones need, and theirs, on this Python."""
    found: set[str] = set()
    waiting = [(name, "") for name in names]
    while waiting:
        name, extra = waiting.pop()
        for text in importlib.metadata.requires(name) or []:
            needed = Requirement(text)
            if needed.marker is not None and not needed.marker.evaluate({"extra": extra}):
                continue
            key = canonicalize_name(needed.name)
            if key not in found | names:
                found.add(key)
                waiting.extend([(key, ""), *((key, extra_of) for extra_of in needed.extras)])
    return found


def test_every_package_that_comes_along_is_pinned():
    direct = set(pins("requirements.txt"))
    assert pulled_in(direct) - set(pins("constraints.txt")) == set()


def test_no_pin_is_left_of_a_package_that_no_longer_comes_along():
    direct = set(pins("requirements.txt"))
    assert set(pins("constraints.txt")) - pulled_in(direct) == set()


def test_no_package_is_pinned_in_both_lists():
    assert set(pins("requirements.txt")) & set(pins("constraints.txt")) == set()


def test_what_is_installed_is_what_is_pinned():
    for name, version in (pins("requirements.txt") | pins("constraints.txt")).items():
        assert importlib.metadata.version(name) == version, name
