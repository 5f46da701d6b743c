"""Select by drawing: rectangle, polygon by mouse and by keys alone, the window; sums, linked rows, where to take them."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.maps import PHONE, PLACE, middle, no_faults, settled
from tests.work.factories import WorkOrderFactory

pytestmark = pytest.mark.django_db(transaction=True)


def draw_rectangle(page: Page) -> None:
    page.locator("#tab-select").click()
    page.locator("[data-draw=rectangle]").click()
    x, y = middle(page)
    page.mouse.move(x - 60, y - 60)
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.mouse.move(x + 60, y + 60, steps=4)
    page.mouse.up()


def test_a_rectangle_is_summed_and_its_rows_lead_to_the_map(
    page: Page, live_server, sign_in, map_city, faults
):
    WorkOrderFactory(
        asset=map_city["bad"], kind="repair", state="done", finished_at=timezone.now(), cost_yuan=1234
    )
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    draw_rectangle(page)
    expect(page.locator("#results-title")).to_have_text("已选取 2 个设施")
    table = page.locator("#results-body table").first
    expect(table.get_by_role("row", name=re.compile("管道"))).to_contain_text("0.05")
    expect(table.locator("tfoot")).to_contain_text("1,234")
    expect(page).to_have_url(re.compile("shape="))

    # What can be opened and taken away is exactly this rectangle.
    expect(page.get_by_role("link", name="在设施表中打开")).to_have_attribute(
        "href", re.compile("^/assets/.*bbox=")
    )
    expect(page.get_by_role("link", name="导出这些")).to_have_attribute(
        "href", re.compile("^/exports/.*bbox=")
    )

    page.get_by_role("button", name="在地图上显示：M1").click()
    expect(page.locator("#card-body")).to_contain_text("坏井")

    # The address holds the shape; closing the list forgets it; the back button brings it again.
    page.reload()
    settled(page)
    expect(page.locator("#results-title")).to_have_text("已选取 2 个设施")
    page.locator("#results-close").click()
    expect(page).not_to_have_url(re.compile("shape="))
    page.go_back()
    expect(page.locator("#results-title")).to_have_text("已选取 2 个设施")
    no_faults(faults)


def test_a_polygon_drawn_with_the_keyboard_alone(page: Page, live_server, sign_in, map_city, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.locator("#map canvas").focus()
    page.keyboard.press("p")
    expect(page.locator("#map-cross")).to_be_visible()
    expect(page.locator("#map canvas")).to_be_focused()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        page.wait_for_timeout(500)
        page.keyboard.press(" ")
    page.keyboard.press("Enter")
    expect(page.locator("#results-title")).to_have_text(re.compile("已选取 [1-4] 个设施"))
    expect(page.locator("#map-cross")).to_be_hidden()
    no_faults(faults)


def test_the_window_is_listed_by_one_key_and_filters_hold(page: Page, live_server, sign_in, map_city, faults):
    sign_in("viewer")
    page.goto(f"{live_server.url}/?asset_class=manhole{PLACE}")
    settled(page)
    page.locator("#map canvas").focus()
    page.keyboard.press("w")
    expect(page.locator("#results-title")).to_have_text("已选取 2 个设施")
    # A viewer may not export: nothing offers it.
    expect(page.get_by_role("link", name="导出这些")).to_have_count(0)
    page.locator("#tab-show").click()
    page.locator("[data-list='condition'][data-word='5']").click()
    expect(page.locator("#results-title")).to_have_text("已选取 1 个设施")
    page.keyboard.press("Escape")
    expect(page.locator("#results")).to_be_hidden()
    no_faults(faults)


def test_stopping_leaves_nothing_and_the_keys_can_be_switched_off(
    page: Page, live_server, sign_in, map_city, faults
):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.locator("#tab-select").click()
    page.locator("[data-draw=freehand]").click()
    expect(page.locator("#draw-say")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#draw-say")).to_be_hidden()
    expect(page.locator("#results")).to_be_hidden()
    page.locator("#map canvas").focus()
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.locator("#map canvas").focus()
    page.keyboard.press("w")
    page.wait_for_timeout(400)
    expect(page.locator("#results")).to_be_hidden()
    no_faults(faults)


def test_on_a_phone_the_list_leaves_room_for_the_map(page: Page, live_server, sign_in, map_city, faults):
    page.set_viewport_size(PHONE)
    sign_in("viewer")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.locator("#tab-select").click()
    page.locator("#select-window").click()
    expect(page.locator("#results-title")).to_contain_text("已选取")
    expect(page.locator("#map-sheet")).to_be_hidden()
    edges = page.evaluate(
        "() => ['#map-area', '#results'].map((name) => document.querySelector(name).getBoundingClientRect().toJSON())"
    )
    assert edges[0]["bottom"] <= edges[1]["top"] + 1
    assert edges[0]["height"] > 120
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    no_faults(faults)
