"""The map as a planner uses it: it loads, pans, filters, opens a card, finds by code, and its address brings it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from assets.registry.models import District
from tests import factories
from tests.factories import line, point, square

pytestmark = pytest.mark.django_db(transaction=True)
# The middle of the test district: 465 km east, 2580 km north is about 116.6578 E, 23.3199 N.
PLACE = "#17/23.31985/116.65779"


@pytest.fixture
def city(districts):
    """A short sewer in the middle of a district, one thing of each condition."""
    factories.ParkFactory(geometry=square(464_900, 2_580_050, 60), condition=1, name="试验公园")
    factories.PipeFactory(
        geometry=line((464_950, 2_580_000), (465_000, 2_580_000)), condition=2, diameter_mm=800
    )
    return {
        "bad": factories.ManholeFactory(geometry=point(465_000, 2_580_000), condition=5, name="坏井"),
        "good": factories.ManholeFactory(geometry=point(464_950, 2_580_000), condition=1, name="好井"),
    }


def settled(page: Page) -> None:
    """Wait until the map has drawn all it was asked for."""
    expect(page.locator("html[data-map=ready]")).to_be_attached()
    page.wait_for_timeout(400)
    expect(page.locator("#map-loading")).to_be_hidden()


def test_a_planner_looks_filters_and_opens_a_card(page: Page, live_server, sign_in, city, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    expect(page.locator("#legend-total")).to_have_text("Σ 4")
    expect(page.locator("[data-word='manhole'] .legend-count")).to_have_text("2")

    # The legend of conditions is a filter; the address keeps it.
    page.locator("[data-list='condition'][data-word='5']").click()
    expect(page.locator("#legend-total")).to_have_text("Σ 3")
    expect(page).to_have_url(re.compile(r"condition=0,1,2,3,4(&|#)"))
    page.locator("[data-list='condition'][data-word='5']").click()
    expect(page.locator("#legend-total")).to_have_text("Σ 4")
    settled(page)

    # A click on the manhole in the middle opens its card.
    box = page.locator("#map canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.locator("#card-body")
    expect(card).to_contain_text(city["bad"].code)
    expect(card).to_contain_text("坏井")
    expect(page).to_have_url(re.compile(f"asset={city['bad'].code}"))

    # The address brings all of it back.
    page.reload()
    settled(page)
    expect(page.locator("#card-body")).to_contain_text("坏井")
    assert faults == []


def test_search_by_name_goes_there_with_the_keyboard_alone(page: Page, live_server, sign_in, city, faults):
    sign_in("planner")
    page.goto(live_server.url + "/")
    settled(page)
    page.locator("#search").press_sequentially("好井")
    expect(page.locator("#search-results li").first).to_contain_text("好井")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#card-body")).to_contain_text(city["good"].code)
    settled(page)
    assert faults == []


def test_choosing_a_district_shows_only_its_assets(page: Page, live_server, sign_in, city, faults):
    factories.ManholeFactory(geometry=point(475_000, 2_580_000))
    sign_in("planner")
    page.goto(live_server.url + "/")
    settled(page)
    expect(page.locator("#legend-total")).to_have_text("Σ 5")
    page.select_option("#district", "440511")
    expect(page.locator("#legend-total")).to_have_text("Σ 1")
    assert District.objects.filter(code="440511").exists()
    settled(page)
    assert faults == []


def test_on_a_phone_the_legend_opens_as_a_sheet_and_nothing_scrolls_sideways(
    page: Page, live_server, sign_in, city, faults
):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("viewer")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    expect(page.locator("#map-choices")).to_be_hidden()
    page.locator("#panel-toggle").click()
    expect(page.locator("#map-choices")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert faults == []
