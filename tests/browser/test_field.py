"""Someone stands in the street with a phone: what is around, how far, which way; and what is said when that fails."""

import re

import pytest
from playwright.sync_api import expect
from pyproj import Transformer

from tests.factories import ManholeFactory, ParkFactory, PipeFactory, line, point, square

pytestmark = pytest.mark.django_db(transaction=True)
EAST_M, NORTH_M = 465_000, 2_580_000
TO_DEGREES = Transformer.from_crs(4548, 4326, always_xy=True)


def degrees(east_m: float = EAST_M, north_m: float = NORTH_M) -> dict[str, float]:
    longitude, latitude = TO_DEGREES.transform(east_m, north_m)
    return {"longitude": longitude, "latitude": latitude}


@pytest.fixture(scope="module")
def phone(playwright):
    return {
        name: value for name, value in playwright.devices["Pixel 7"].items() if name != "default_browser_type"
    }


@pytest.fixture
def browser_context_args(browser_context_args, phone):
    """A phone that knows where it is."""
    arguments = {name: value for name, value in browser_context_args.items() if name != "viewport"}
    place = {**degrees(), "accuracy": 6}
    return {**arguments, **phone, "permissions": ["geolocation"], "geolocation": place}


@pytest.fixture
def street(transactional_db, districts):
    ManholeFactory(code="M-EAST", name="金砂路 3 号井", geometry=point(EAST_M + 20, NORTH_M), condition=4)
    PipeFactory(code="P-NORTH", geometry=line((EAST_M - 90, NORTH_M + 35), (EAST_M + 90, NORTH_M + 35)))
    ParkFactory(code="PARK", name="中山公园", geometry=square(EAST_M - 400, NORTH_M - 50))
    ManholeFactory(code="M-AWAY", geometry=point(EAST_M + 3000, NORTH_M))
    return districts


def rows(page):
    return page.locator(".near")


def test_from_the_position_to_the_asset(page, live_server, street, sign_in, faults):
    sign_in("crew")
    page.goto(f"{live_server.url}/field/")
    expect(rows(page)).to_have_count(4)
    first = rows(page).first
    expect(first).to_contain_text("金砂路 3 号井")
    expect(first).to_contain_text("20 米")
    expect(first).to_contain_text("东")
    expect(first.locator(".condition-4")).to_contain_text("4")
    expect(page.locator("#status")).to_contain_text("6 米")
    assert first.bounding_box()["height"] >= 60  # a thumb's width
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    # Walking on: the list follows, nearest first.
    page.context.set_geolocation({**degrees(EAST_M, NORTH_M + 34), "accuracy": 6})
    expect(rows(page).first).to_contain_text("P-NORTH")
    expect(rows(page).first).to_contain_text("1 米")

    page.get_by_role("button", name="公园绿地").click()
    expect(rows(page)).to_have_count(1)
    expect(page).to_have_url(re.compile("asset_class=park"))
    rows(page).first.click()
    expect(page.get_by_role("heading", name="中山公园")).to_be_visible()
    assert not faults


def test_the_arrows_turn_with_the_phone(page, live_server, street, sign_in, faults):
    sign_in("crew")
    page.goto(f"{live_server.url}/field/")
    expect(rows(page)).to_have_count(4)
    arrow = rows(page).first.locator(".near-arrow .icon")

    def turned() -> float:
        """Degrees the first arrow is turned by on the screen."""
        return arrow.evaluate(
            "icon => { const m = new DOMMatrix(getComputedStyle(icon).transform);"
            " return (Math.atan2(m.b, m.a) * 180 / Math.PI + 360) % 360 }"
        )

    assert turned() == pytest.approx(90, abs=1)  # to the east, as on a map
    page.evaluate(
        "window.dispatchEvent(new DeviceOrientationEvent('deviceorientationabsolute', {alpha: 270, absolute: true}))"
    )
    expect(page.locator("#list")).to_have_attribute("data-heading", "90")
    expect(page.locator("#compass")).to_be_hidden()
    page.wait_for_timeout(300)  # the turn takes a moment
    assert min(turned(), 360 - turned()) == pytest.approx(0, abs=1)  # the phone points east: straight on
    assert not faults


def test_without_a_position_a_place_is_chosen(page, live_server, street, sign_in, faults):
    sign_in("crew")
    page.add_init_script(
        "navigator.permissions.query = async () => ({state: 'prompt'});"
        "navigator.geolocation.watchPosition = (found, failed) => { failed({code: window.reason ?? 1}); return 1; }"
    )
    page.goto(f"{live_server.url}/field/")
    ask = page.get_by_role("button", name="使用我的位置")
    expect(ask).to_be_visible()
    for reason, words in ((3, "20 秒"), (2, "无法定位"), (1, "未获准使用位置")):
        page.evaluate("reason => { window.reason = reason }", reason)
        ask.click()
        expect(page.locator("#trouble")).to_contain_text(words)
    expect(ask).to_be_hidden()  # a refused browser does not ask again

    page.fill("#lon", "abc")
    page.locator("#place-form button").click()
    expect(page.locator("#place-error")).to_be_visible()
    place = degrees()
    page.fill("#lon", f"{place['longitude']:.6f}")
    page.fill("#lat", f"{place['latitude']:.6f}")
    page.locator("#place-form button").click()
    expect(rows(page)).to_have_count(4)
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#status")).to_contain_text("手动")
    assert "lon=116" in page.url

    # The place is in the address: the page comes back to it, and a tap on the map chooses another.
    page.reload()
    expect(rows(page).first).to_contain_text("20 米")
    page.locator("#field-map").scroll_into_view_if_needed()
    box = page.locator("#field-map").bounding_box()
    before = page.url
    page.locator("#field-map").tap(position={"x": box["width"] / 2, "y": box["height"] * 0.7})
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(rows(page)).to_have_count(4)
    assert not faults


def test_a_place_far_away_is_refused_in_words(page, live_server, street, sign_in):
    sign_in("crew")
    page.goto(f"{live_server.url}/field/?lon=2.35&lat=48.85")
    expect(page.locator("#trouble")).to_contain_text("太远")


def test_without_a_connection_the_list_stays(page, live_server, street, sign_in):
    sign_in("crew")
    page.goto(f"{live_server.url}/field/")
    expect(rows(page)).to_have_count(4)
    page.context.set_offline(True)
    page.get_by_role("button", name="公园绿地").click()
    expect(page.locator("#trouble")).to_contain_text("网络已断开")
    expect(rows(page)).to_have_count(4)
    page.context.set_offline(False)
    expect(rows(page)).to_have_count(1)
    expect(page.locator("#trouble")).to_be_hidden()


def test_nothing_near_is_said(page, live_server, street, sign_in, faults):
    sign_in("crew")
    page.goto(f"{live_server.url}/field/?asset_class=treatment_plant")
    expect(page.locator("#empty")).to_contain_text("附近没有")
    assert not faults
