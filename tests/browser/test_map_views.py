"""Saved views, the address that holds everything, and the sheet of paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from assets.saved_views.models import SavedView
from tests.browser.maps import PLACE, no_faults, settled, total

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_view_is_saved_opened_shared_and_opens_first(page: Page, live_server, sign_in, map_city, faults):
    sign_in("planner")
    page.goto(f"{live_server.url}/?condition=5{PLACE}")
    settled(page)
    page.locator("#tab-views").click()
    page.fill("#view-save-name", "很差的井")
    page.get_by_role("button", name="保存当前视图").click()
    entry = page.locator(".view-entry").filter(has_text="很差的井")
    expect(entry).to_be_visible()
    view = SavedView.objects.get()
    assert view.query == "condition=5"
    assert view.place.startswith("17.00/23.3198")

    entry.locator("summary").click()
    entry.get_by_role("button", name="设为默认").click()
    expect(page.locator(".view-entry .badge").first).to_have_text("默认打开")
    page.goto("about:blank")
    page.goto(live_server.url + "/")
    expect(page).to_have_url(re.compile(r"condition=5#17"))
    settled(page)
    expect(total(page)).to_have_text("1 个设施")

    page.goto(live_server.url + "/views/")
    page.locator(".view-entry summary").click()
    page.get_by_role("button", name="共享", exact=True).click()
    expect(page.locator(".view-entry")).to_contain_text("已共享")
    page.locator(".view-entry summary").click()
    page.get_by_role("button", name="删除").click()
    expect(page.locator(".view-entry")).to_have_count(0)
    no_faults(faults)


def test_the_asset_table_has_views_of_its_own(page: Page, live_server, sign_in, map_city, faults):
    sign_in("planner")
    page.goto(live_server.url + "/assets/?condition=4,5")
    page.locator(".views-menu > summary").click()
    page.fill("#view-save-name", "差")
    page.get_by_role("button", name="保存当前视图").click()
    expect(page.locator(".view-entry")).to_contain_text("差")
    page.goto(live_server.url + "/assets/")
    page.locator(".views-menu > summary").click()
    page.get_by_role("link", name="差", exact=True).click()
    expect(page).to_have_url(re.compile(r"/assets/\?condition=4,5$"))
    no_faults(faults)


def test_the_paper_has_title_day_legend_and_the_map_with_its_scale(
    page: Page, live_server, sign_in, map_city, faults
):
    sign_in("planner")
    page.goto(f"{live_server.url}/?condition=1,5{PLACE}")
    settled(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    sheet = page.locator("#map-print")
    expect(sheet).to_be_visible()
    expect(page.locator(".map-frame")).to_be_hidden()
    expect(sheet).to_contain_text("3 个设施")
    expect(sheet).to_contain_text("5 很差")
    expect(sheet).to_contain_text("检查井")
    # The copy is a picture, not a blank: it holds many colours.
    colours = page.evaluate(
        """() => { const canvas = document.querySelector('#map-print canvas');
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            const seen = new Set();
            for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
            return seen.size; }"""
    )
    assert colours > 20
    no_faults(faults)
