"""The examples that the room's docstrings give are true."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import assets.standards

MODULES = [module.name for module in pkgutil.iter_modules(assets.standards.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(f"assets.standards.{name}")).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_the_room_knows_no_django(name):
    path = Path(importlib.import_module(f"assets.standards.{name}").__file__)
    assert "django" not in path.read_text(encoding="utf-8")
