"""Time on the map: the slider by mouse and keys, two days side by side with what changed and why, and their addresses."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from assets.registry.models import Manhole
from tests import factories
from tests.browser.maps import PHONE, PLACE, no_faults, settled, total
from tests.factories import point
from tests.maps.pasts import date_new_events, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def past(map_city):
    """The city of 2022; in 2024 one manhole got worse, one was mended and one came."""
    date_new_events(datetime(2022, 5, 1, 4, tzinfo=UTC))
    Manhole.objects.filter(code="M2").update(
        condition=4, condition_reason="aged", condition_method="estimated"
    )
    Manhole.objects.filter(code="M1").update(condition=1, condition_reason="repaired", condition_method="")
    factories.ManholeFactory(code="M3", name="新井", geometry=point(465_040), condition=1)
    date_new_events(datetime(2024, 5, 1, 4, tzinfo=UTC))
    settle()
    return map_city


def test_the_slider_goes_back_and_the_counts_follow(page: Page, live_server, sign_in, past, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    expect(total(page)).to_have_text("5 个设施")
    page.locator("#tab-time").click()
    page.select_option("#time-unit", "year")
    page.locator("#time-slider").focus()
    page.keyboard.press("Home")
    expect(page.locator("#time-day")).to_have_text("2022-12-31")
    expect(total(page)).to_have_text("4 个设施")
    expect(page).to_have_url(re.compile("as_of=2022-12-31"))
    settled(page)
    page.locator("#tab-show").click()
    expect(page.locator("[data-list='condition'][data-word='5'] .legend-count")).to_have_text("1")
    page.locator("#map canvas").focus()
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("as_of=2024-12-31"))
    expect(total(page)).to_have_text("5 个设施")
    expect(page.locator("[data-list='condition'][data-word='5'] .legend-count")).to_have_text("0")
    settled(page)
    page.reload()
    settled(page)
    page.locator("#tab-time").click()
    expect(page.locator("#time-day")).to_have_text("2024-12-31")
    page.locator("#time-now").click()
    expect(page).not_to_have_url(re.compile("as_of"))
    settled(page)
    no_faults(faults)


def test_playing_runs_to_today_and_stops(page: Page, live_server, sign_in, past, faults):
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.locator("#tab-time").click()
    page.select_option("#time-unit", "year")
    page.locator("#time-play").click()
    expect(page.locator("#time-play")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#time-day")).to_contain_text("今天", timeout=30_000)
    expect(page.locator("#time-play")).to_have_attribute("aria-pressed", "false", timeout=10_000)
    settled(page)
    no_faults(faults)


@pytest.mark.parametrize("size", [None, PHONE], ids=["laptop", "phone"])
def test_two_days_side_by_side_with_what_changed_and_why(
    page: Page, live_server, sign_in, past, faults, size
):
    if size:
        page.set_viewport_size(size)
    sign_in("planner")
    page.goto(live_server.url + "/" + PLACE)
    settled(page)
    page.locator("#tab-time").click()
    page.fill("#compare-from", "2023-01-01")
    page.fill("#compare-to", "2025-01-01")
    page.locator("#compare-form button[type=submit]").click()
    expect(page.locator("#results-title")).to_contain_text("有 3 个设施发生变化")
    rows = page.locator("#results-body tbody tr")
    expect(rows.filter(has_text="坏井")).to_contain_text("状况 5 很差 → 1 很好")
    expect(rows.filter(has_text="坏井")).to_contain_text("维修改善")
    expect(rows.filter(has_text="好井")).to_contain_text("自然老化")
    expect(rows.filter(has_text="新井")).to_contain_text("新登记")
    expect(page.locator("#day-left")).to_have_text("2023-01-01")
    expect(page.locator("#day-right")).to_have_text("2025-01-01")
    left, right = (page.locator(f"{name} canvas").bounding_box() for name in ("#map", "#map-right"))
    if size:
        assert right["y"] >= left["y"] + left["height"] - 2
    else:
        assert right["x"] >= left["x"] + left["width"] - 2
    expect(page).to_have_url(re.compile("compare=2023-01-01,2025-01-01"))
    settled(page)
    rows.filter(has_text="新井").get_by_role("button").click()
    expect(page.locator("#card-body")).to_contain_text("新井")
    page.locator("#card-close").click()
    page.reload()
    settled(page)
    expect(page.locator("#side-right")).to_be_visible()
    page.locator("#tab-time").click()
    page.locator("#compare-stop").click()
    expect(page.locator("#side-right")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("compare"))
    settled(page)
    no_faults(faults)


@pytest.mark.parametrize("size", [None, PHONE], ids=["laptop", "phone"])
def test_the_controls_of_a_comparison_stand_at_its_edge_and_cover_nothing(
    page: Page, live_server, sign_in, past, faults, size
):
    if size:
        page.set_viewport_size(size)
    sign_in("planner")
    page.goto(f"{live_server.url}/?compare=2023-01-01,2025-01-01{PLACE}")
    settled(page)
    expect(page.locator("#side-right")).to_be_visible()
    area = page.locator("#map-area").bounding_box()
    buttons = page.locator("#map-area .maplibregl-ctrl-group")
    expect(buttons).to_have_count(2)
    for box in (one.bounding_box() for one in buttons.all()):
        assert box["x"] + box["width"] > area["x"] + area["width"] - 20
    highest = buttons.first.bounding_box()
    assert highest["y"] < area["y"] + 20
    for day in ("#day-left", "#day-right"):
        label = page.locator(day).bounding_box()
        assert label["x"] + label["width"] < highest["x"]
    scale = page.locator("#map-area .maplibregl-ctrl-scale")
    note = page.locator(".map-note").bounding_box()
    assert note["x"] + note["width"] <= scale.bounding_box()["x"]
    page.get_by_role("button", name="放大").click()
    expect(page).to_have_url(re.compile(r"#18\b"))
    settled(page)
    no_faults(faults)


def test_on_a_phone_the_list_of_changes_is_not_covered_by_what_asked_for_it(
    page: Page, live_server, sign_in, past
):
    page.set_viewport_size(PHONE)
    sign_in("planner")
    page.goto(f"{live_server.url}/?compare=2023-01-01,2025-01-01{PLACE}")
    settled(page)
    page.locator("#tab-time").click()
    page.locator("#compare-list").click()
    expect(page.locator("#results-title")).to_contain_text("3")
    page.locator("#results-body tbody tr").first.get_by_role("button").click(timeout=5_000)
    expect(page.locator("#card-body")).not_to_be_empty()


def test_a_day_before_the_registry_began_gets_its_sentence(page: Page, live_server, sign_in, past):
    sign_in("planner")
    page.goto(f"{live_server.url}/?as_of=1999-01-01{PLACE}")
    settled(page)
    expect(page.locator("#filter-refused")).to_contain_text("2022")
    page.goto("about:blank")
    page.goto(f"{live_server.url}/{PLACE}")
    settled(page)
    page.locator("#tab-time").click()
    page.fill("#compare-from", "2025-01-01")
    page.fill("#compare-to", "2024-01-01")
    page.locator("#compare-form button[type=submit]").click()
    expect(page.locator("#compare-refused")).to_be_visible()
