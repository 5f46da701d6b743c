"""Chromium from the system's packages, on a phone or a laptop, in Chinese, against the live server."""

import os
import shutil

import pytest
from django.contrib.auth import get_user_model

from tests import factories
from tests.factories import line, point, square

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.fspath):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-gl=angle",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
            # The map needs WebGL, which the processor plays here. Whole pages drawn that way as well (Debian's default)
            # cost 1.7 times the processor time.
            "--disable-gpu-rasterization",
            "--disable-gpu-compositing",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 850},
        "permissions": ["geolocation"],
        "geolocation": {"longitude": 116.6889, "latitude": 23.3535},
    }


@pytest.fixture
def faults(page):
    """What went wrong in the page: console errors, errors of the map, uncaught errors, failed requests. Must stay empty."""
    found: list[str] = []
    page.on(
        "console",
        lambda line: (
            found.append(f"console: {line.text}")
            if line.type == "error" or (line.type == "warning" and line.text.startswith("map"))
            else None
        ),
    )
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on(
        "requestfailed",
        lambda request: (
            None
            if "net::ERR_ABORTED" in (request.failure or "")
            else found.append(f"request: {request.url} {request.failure}")
        ),
    )
    return found


@pytest.fixture
def sign_in(page, live_server):
    """`sign_in("planner")` makes a person of that role and logs the page in through the login form."""

    def as_role(role: str, **fields):
        get_user_model().objects.create_user(role, password="a-good-password-1", role=role, **fields)
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("input[name=username]", role)
        page.fill("input[name=password]", "a-good-password-1")
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)

    return as_role


@pytest.fixture
def map_city(districts):
    """A short sewer in the middle of a district (tests.browser.maps.PLACE), a park beside it."""
    return {
        "park": factories.ParkFactory(
            geometry=square(464_900, 2_580_050, 60), condition=1, name="试验公园", code="K1"
        ),
        "pipe": factories.PipeFactory(
            geometry=line((464_950, 2_580_000), (465_000, 2_580_000)), condition=2, diameter_mm=800, code="P1"
        ),
        "bad": factories.ManholeFactory(geometry=point(465_000), condition=5, name="坏井", code="M1"),
        "good": factories.ManholeFactory(geometry=point(464_950), condition=1, name="好井", code="M2"),
    }
