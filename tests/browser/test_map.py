"""The map as a planner uses it: it loads, pans, filters, opens a card, finds by code, and its address brings it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from assets.registry.models import District
from tests import factories
from tests.browser.maps import PHONE, PLACE, middle, no_faults, settled, total
from tests.factories import point

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_planner_looks_filters_and_opens_a_card(page: Page, live_server, sign_in, map_city, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    expect(total(page)).to_have_text("4 个设施")
    expect(page.locator("[data-word='manhole'] .legend-count")).to_have_text("2")

    # The legend of conditions is a filter; the address keeps it.
    page.locator("[data-list='condition'][data-word='5']").click()
    expect(total(page)).to_have_text("3 个设施")
    expect(page).to_have_url(re.compile(r"condition=unknown,1,2,3,4(&|#)"))
    page.locator("[data-list='condition'][data-word='5']").click()
    expect(total(page)).to_have_text("4 个设施")
    settled(page)

    # The pointer over the manhole says what it is; a click opens its card.
    x, y = middle(page)
    page.mouse.move(x - 3, y)
    expect(page.locator(".map-tip")).to_contain_text("坏井")
    expect(page.locator(".map-tip")).to_contain_text("5 很差")
    page.mouse.click(x, y)
    card = page.locator("#card-body")
    expect(card).to_contain_text(map_city["bad"].code)
    expect(card).to_contain_text("坏井")
    expect(page).to_have_url(re.compile(f"asset={map_city['bad'].code}"))

    # The address brings all of it back.
    page.reload()
    settled(page)
    expect(page.locator("#card-body")).to_contain_text("坏井")
    no_faults(faults)


def test_search_by_name_goes_there_with_the_keyboard_alone(
    page: Page, live_server, sign_in, map_city, faults
):
    sign_in("planner")
    page.goto(live_server.url + "/")
    settled(page)
    page.locator("#map canvas").focus()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").press_sequentially("好井")
    expect(page.locator("#search-results li").first).to_contain_text("好井")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#card-body")).to_contain_text(map_city["good"].code)
    settled(page)
    no_faults(faults)


def test_choosing_a_district_shows_only_its_assets(page: Page, live_server, sign_in, map_city, faults):
    factories.ManholeFactory(geometry=point(475_000))
    sign_in("planner")
    page.goto(live_server.url + "/")
    settled(page)
    expect(total(page)).to_have_text("5 个设施")
    page.select_option("#district", "440511")
    expect(total(page)).to_have_text("1 个设施")
    expect(page.locator("#filter-chips")).to_contain_text("金平区")
    assert District.objects.filter(code="440511").exists()
    settled(page)
    no_faults(faults)


def test_on_a_phone_the_parts_open_as_sheets_and_nothing_scrolls_sideways(
    page: Page,
    live_server,
    sign_in,
    map_city,
    faults,
):
    page.set_viewport_size(PHONE)
    sign_in("viewer")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    expect(page.locator("#map-sheet")).to_be_hidden()
    page.locator("#tab-show").click()
    expect(page.locator("#legend-conditions")).to_be_visible()
    page.locator("#tab-filter").click()
    expect(page.locator("#f-year_from")).to_be_visible()
    expect(page.locator("#legend-conditions")).to_be_hidden()
    page.locator("#tab-filter").click()
    expect(page.locator("#map-sheet")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # Tabs, navigation and map do not lie on each other.
    edges = page.evaluate(
        """() => ['.map-middle', '.map-tabs', '.site-nav'].map((name) => {
            const box = document.querySelector(name).getBoundingClientRect(); return [box.top, box.bottom]; })"""
    )
    assert edges[0][1] <= edges[1][0] + 1
    assert edges[1][1] <= edges[2][0] + 1
    no_faults(faults)
