"""Measures and filters of the map: each holds at every zoom, is said as a chip, and what is refused is said too."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from assets.registry.models import Asset, Pipe
from tests.browser.maps import PHONE, PLACE, no_faults, settled, total

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dated(map_city):
    Asset.objects.filter(code="M1").update(installed_on=date(1970, 1, 1), owner="市政一处")
    Asset.objects.filter(code="M2").update(installed_on=date(2020, 1, 1), owner="市政二处")
    Pipe.objects.filter(code="P1").update(material="hdpe", installed_on=date(2005, 1, 1))
    return map_city


def test_filters_are_said_as_chips_and_taken_off_one_by_one(page: Page, live_server, sign_in, dated, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.locator("#tab-filter").click()
    page.fill("#f-year_from", "2000")
    page.keyboard.press("Tab")
    expect(total(page)).to_have_text("2 个设施")
    page.fill("#f-year_to", "2010")
    page.keyboard.press("Tab")
    expect(total(page)).to_have_text("1 个设施")
    expect(page).to_have_url(re.compile("year_from=2000&year_to=2010"))
    chips = page.locator("#filter-chips button")
    expect(chips).to_have_count(2)
    chips.filter(has_text="2010").click()
    expect(total(page)).to_have_text("2 个设施")
    page.fill("#f-owner", "市政二处")
    page.locator("#add-owner").click()
    expect(total(page)).to_have_text("1 个设施")
    settled(page)

    # Far out and close by, the filter stays; the address brings it back; clearing takes all off.
    page.goto(live_server.url + page.evaluate("location.search").join(["/", "#10/23.3199/116.6578"]))
    settled(page)
    expect(total(page)).to_have_text("1 个设施")
    page.locator("#clear-filters").click()
    expect(total(page)).to_have_text("4 个设施")
    expect(chips).to_have_count(0)
    page.go_back()
    expect(total(page)).to_have_text("1 个设施")
    no_faults(faults)


def test_material_and_diameter_narrow_to_what_has_them(page: Page, live_server, sign_in, dated, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.locator("#tab-filter").click()
    page.get_by_label("HDPE").check()
    expect(total(page)).to_have_text("1 个设施")
    page.fill("#f-diameter_min", "900")
    page.keyboard.press("Tab")
    expect(total(page)).to_have_text("0 个设施")
    no_faults(faults)


def test_what_the_server_refuses_is_said_and_the_rest_holds(page: Page, live_server, sign_in, dated):
    sign_in("planner")
    page.goto(f"{live_server.url}/?asset_class=pipe&year_from=19x{PLACE}")
    settled(page)
    expect(page.locator("#filter-refused")).to_be_visible()
    expect(page.locator("#filter-refused")).to_contain_text("year_from")
    expect(total(page)).to_have_text("1 个设施")
    page.locator("#tab-filter").click()
    expect(page.locator("#f-year_from")).to_have_attribute("aria-invalid", "true")
    page.locator("#filter-chips button").filter(has_text="19x").click()
    expect(page.locator("#filter-refused")).to_be_hidden()


def test_a_measure_has_its_own_legend_with_counts(page: Page, live_server, sign_in, dated, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.select_option("#measure", "age")
    expect(page.locator("#legend-bands li[data-band='5'] .legend-count")).to_have_text("1")
    expect(page.locator("#legend-bands li[data-band='0'] .legend-count")).to_have_text("1")
    expect(page).to_have_url(re.compile("measure=age"))
    settled(page)
    page.select_option("#measure", "cost")
    expect(page.locator("#period")).to_be_visible()
    page.fill("#since", "2020-01-01")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile("since=2020-01-01"))
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator("#measure")).to_have_value("cost")
    expect(page.locator("#since")).to_have_value("2020-01-01")
    no_faults(faults)


def test_in_english_on_a_phone(page: Page, live_server, sign_in, dated, faults):
    page.set_viewport_size(PHONE)
    sign_in("viewer")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(f"{live_server.url}/?condition=5{PLACE}")
    settled(page)
    expect(total(page)).to_have_text("1 assets")
    expect(page.locator("#filter-chips button")).to_have_text(re.compile("Condition: 5 Very poor"))
    no_faults(faults)
