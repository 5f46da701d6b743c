"""Fixtures every room's tests share: a person of each role, logged-in clients, two districts with boundaries."""

import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connections
from django.test import Client, TransactionTestCase
from rest_framework.test import APIClient

from assets.registry.models import District, Role, User
from tests import emptying

# Playwright's fixtures run an event loop beside the ORM fixtures.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PREPARED: list[str] = []  # the aliases of the test databases that are there


def pytest_configure():
    """Hash passwords quickly in tests; how slow the site's hashing is on purpose is Django's promise."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """
    Modules that take long come first, so that of two processes none is alone at the end: the browser's, those that start
    processes, those that commit. (pytest-django has what commits come last, lest its flush take what others need.)
    """

    def takes_long(item) -> int:
        if item.path.parent.name in ("browser", "deploy"):
            return 0
        marker = item.get_closest_marker("django_db")
        return 1 if marker and marker.kwargs.get("transaction") else 2

    first: dict[Path, int] = {}
    tests = Counter(item.path for item in items)
    for item in items:
        first[item.path] = min(first.get(item.path, 2), takes_long(item))
    items.sort(key=lambda item: (first[item.path], -tests[item.path], item.path))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """pytest-django's databases, which tests that commit leave empty by our way instead of Django's flush."""
    with django_db_blocker.unblock():
        for alias in connections:
            emptying.prepare(alias)
            PREPARED.append(alias)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _leave_the_databases_empty)
        yield


def _leave_the_databases_empty(case) -> None:
    for alias in case._databases_names(include_mirrors=False):
        emptying.empty(alias)


@pytest.fixture(scope="module", autouse=True)
def no_rows_of_the_module_before(django_db_blocker):
    """A module's tests are not slowed down by what those before it have written and taken back."""
    with django_db_blocker.unblock():
        for alias in PREPARED:
            emptying.reclaim(alias)


@pytest.fixture
def districts(db) -> dict[str, District]:
    """A city of two districts side by side: 440507 (x 460-470 km) and 440511 (x 470-480 km), y 2570-2590 km."""
    city = District.objects.create(code="440500", name="汕头市", name_en="Shantou", level="city")
    made = {"440500": city}
    for code, name, name_en, west in (
        ("440507", "龙湖区", "Longhu", 460_000),
        ("440511", "金平区", "Jinping", 470_000),
    ):
        square = Polygon.from_bbox((west, 2_570_000, west + 10_000, 2_590_000))
        made[code] = District.objects.create(
            code=code,
            name=name,
            name_en=name_en,
            level="district",
            parent=city,
            boundary=MultiPolygon(square, srid=settings.REGISTRY_SRID),
            accuracy="schematic",
        )
    for district in made.values():
        district.refresh_from_db()
    return made


@pytest.fixture
def users(db) -> dict[str, User]:
    """One person of each role, named after it, tied to no district."""
    hashed = make_password("demo")
    made = [User(username=role, role=role, password=hashed) for role in Role.values]
    for user in made:
        user.save()
    return {user.role: user for user in made}


@pytest.fixture
def login(users):
    """`login("crew")` gives a page client of that role; `login(user)` of that person; `login(None)` a stranger's."""

    def as_(who) -> Client:
        client = Client()
        if who is not None:
            client.force_login(users[who] if isinstance(who, str) else who)
        return client

    return as_


@pytest.fixture
def api(users):
    """`api("crew")` gives an API client of that role; `api(user)` of that person; `api(None)` a stranger's."""

    def as_(who) -> APIClient:
        client = APIClient()
        if who is not None:
            client.force_authenticate(users[who] if isinstance(who, str) else who)
        return client

    return as_
