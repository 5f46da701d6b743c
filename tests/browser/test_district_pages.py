"""A planner compares districts by measures, and picks months of a district's history and sees where: laptop, phone, both languages."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import ManholeFactory, ParkFactory, PipeFactory, line, point, square
from tests.work.factories import FinishedWorkFactory, InspectionFactory

pytestmark = pytest.mark.django_db(transaction=True)

LAPTOP, PHONE = (1366, 850), (390, 844)
THIS_MONTH = timezone.localdate().replace(day=1)
LAST_MONTH = (THIS_MONTH - timedelta(days=1)).replace(day=1)


def noon(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)


@pytest.fixture
def city(transactional_db, districts):
    """Two districts; in 440507 one inspection this month, two and a repair last month."""
    manhole = ManholeFactory(code="M1", geometry=point(465_000), condition=5)
    pipe = PipeFactory(code="P1", geometry=line((464_000, 2_580_000), (465_000, 2_580_000)), condition=2)
    ParkFactory(code="K1", geometry=square(463_000))
    ManholeFactory(code="N1", geometry=point(475_000), condition=1)
    InspectionFactory(asset=pipe, inspected_at=min(noon(THIS_MONTH), timezone.now()), findings="本月检查")
    InspectionFactory(asset=manhole, inspected_at=noon(LAST_MONTH), findings="上月检查")
    InspectionFactory(asset=pipe, inspected_at=noon(LAST_MONTH) + timedelta(days=2), findings="上月复查")
    FinishedWorkFactory(
        asset=manhole, started_at=None, finished_at=noon(LAST_MONTH) + timedelta(days=5), outcome="上月换盖"
    )
    return districts


def no_overflow(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.fixture
def in_language(page, live_server):
    def speak(language: str) -> None:
        if language == "en":
            page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])

    return speak


@pytest.mark.parametrize(
    "size, language",
    [(LAPTOP, "zh"), (PHONE, "zh"), (LAPTOP, "en"), (PHONE, "en")],
    ids=lambda value: str(value),
)
def test_a_month_is_picked_and_map_and_list_show_it(
    page, live_server, city, sign_in, faults, in_language, size, language
):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in("planner")
    in_language(language)
    page.goto(f"{live_server.url}/districts/440507/#history")
    shown = page.locator("#history-map")
    expect(shown).to_have_attribute("data-ready", "all", timeout=30_000)
    expect(shown).to_have_attribute("data-points", "4")
    for figure in ("condition-histogram", "work-by-month", "timeline", "inspections-by-month"):
        expect(page.locator(f"#{figure}[data-drawn=true] svg")).to_have_count(1)

    # With the keyboard: the list of months.
    page.locator("#month").focus()
    page.keyboard.press("End")
    expect(shown).to_have_attribute("data-ready", f"{THIS_MONTH:%Y-%m}")
    expect(shown).to_have_attribute("data-points", "1")
    expect(page.locator("#history-list .happening")).to_have_count(1)
    expect(page.locator("#history-list")).to_contain_text("本月检查")

    # With the arrows beside it.
    page.locator("[data-month-step='-1']").click()
    expect(shown).to_have_attribute("data-points", "3")
    expect(page.locator("#history-list .happening")).to_have_count(3)
    assert f"month={LAST_MONTH:%Y-%m}" in page.url

    # A row shows its place.
    row = page.locator(".happening", has_text="上月换盖")
    row.get_by_role("button").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("上月换盖")
    expect(row).to_have_class(re.compile("is-chosen"))

    # The address holds the month.
    page.reload()
    expect(shown).to_have_attribute("data-ready", f"{LAST_MONTH:%Y-%m}", timeout=30_000)
    expect(shown).to_have_attribute("data-points", "3")
    no_overflow(page)
    assert not faults


def test_a_month_is_picked_in_the_chart_with_the_mouse_and_let_go_again(
    page, live_server, city, sign_in, faults
):
    sign_in("planner")
    page.goto(f"{live_server.url}/districts/440507/")
    shown = page.locator("#history-map")
    expect(shown).to_have_attribute("data-ready", "all", timeout=30_000)
    picture = page.locator("#timeline .chart-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 30, box["y"] + box["height"] / 2)
    expect(shown).to_have_attribute("data-ready", f"{THIS_MONTH:%Y-%m}")
    expect(page.locator("#month")).to_have_value(f"{THIS_MONTH:%Y-%m}")
    expect(shown).to_have_attribute("data-points", "1")
    page.locator("#month").select_option("")
    expect(shown).to_have_attribute("data-points", "4")
    assert "month=" not in page.url
    assert not faults


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_several_months_are_picked_with_the_keyboard_and_the_address_holds_both_ends(
    page, live_server, city, sign_in, faults, in_language, size, language
):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in("planner")
    in_language(language)
    page.goto(f"{live_server.url}/districts/440507/#history")
    shown = page.locator("#history-map")
    expect(shown).to_have_attribute("data-ready", "all", timeout=30_000)
    expect(page.locator("#month-to")).to_be_disabled()

    # The second list goes on from the first: what lies before cannot be chosen.
    page.locator("#month").select_option(f"{LAST_MONTH:%Y-%m}")
    expect(shown).to_have_attribute("data-points", "3")
    page.locator("#month-to").focus()
    page.keyboard.press("End")
    both = f"{LAST_MONTH:%Y-%m}/{THIS_MONTH:%Y-%m}"
    expect(shown).to_have_attribute("data-ready", both)
    expect(shown).to_have_attribute("data-points", "4")
    expect(page.locator("#history-list .happening")).to_have_count(4)
    expect(page.locator("[data-month-step='1']")).to_be_disabled()
    assert f"month={LAST_MONTH:%Y-%m}&month_to={THIS_MONTH:%Y-%m}" in page.url
    page.reload()
    expect(shown).to_have_attribute("data-ready", both, timeout=30_000)
    expect(page.locator("#month-to")).to_have_value(f"{THIS_MONTH:%Y-%m}")

    # The arrows move them together; a first month after the last one stands alone.
    page.locator("[data-month-step='-1']").click()
    expect(page.locator("#month-to")).to_have_value(f"{LAST_MONTH:%Y-%m}")
    expect(shown).to_have_attribute("data-points", "3")
    page.locator("#month").select_option(f"{THIS_MONTH:%Y-%m}")
    expect(shown).to_have_attribute("data-ready", f"{THIS_MONTH:%Y-%m}")
    expect(shown).to_have_attribute("data-points", "1")
    assert "month_to" not in page.url
    no_overflow(page)
    assert not faults


def test_several_months_are_picked_by_dragging_over_the_chart(page, live_server, city, sign_in, faults):
    sign_in("planner")
    page.goto(f"{live_server.url}/districts/440507/")
    shown = page.locator("#history-map")
    expect(shown).to_have_attribute("data-ready", "all", timeout=30_000)
    picture = page.locator("#timeline .chart-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    columns = page.locator("#month option").count() - 1
    right, level = box["x"] + box["width"] - 30, box["y"] + box["height"] / 2
    page.mouse.move(right, level)
    page.mouse.down()
    page.mouse.move(right - (box["width"] - 50) / columns, level, steps=8)
    page.mouse.up()
    expect(shown).to_have_attribute("data-ready", f"{LAST_MONTH:%Y-%m}/{THIS_MONTH:%Y-%m}")
    expect(shown).to_have_attribute("data-points", "4")
    page.mouse.click(right, level)
    expect(shown).to_have_attribute("data-ready", f"{THIS_MONTH:%Y-%m}")
    page.mouse.click(right, level)
    expect(shown).to_have_attribute("data-ready", "all")
    assert not faults


def test_a_number_of_a_chart_opens_its_rows_from_the_table_beneath(page, live_server, city, sign_in, faults):
    sign_in("planner")
    page.goto(f"{live_server.url}/districts/440507/")
    numbers = page.locator("#condition-histogram details")
    numbers.locator("summary").focus()
    page.keyboard.press("Enter")
    numbers.get_by_role("row", name=re.compile("5 很差")).get_by_role("link").click()
    expect(page.locator("#asset-rows")).to_contain_text("M1")
    expect(page.locator("#asset-rows")).not_to_contain_text("P1")
    assert not faults


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_on_paper_charts_fit_their_places_and_the_sheet_says_what_was_asked(
    page, live_server, city, sign_in, size
):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in("planner")
    page.goto(f"{live_server.url}/districts/440507/?since=2026-01-01&until=2026-06-30&asset_class=manhole")
    expect(page.locator("#timeline[data-drawn=true] svg")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1031, "height": 700})  # A4 across, without its margins
    for figure in page.locator("figure[data-drawn=true]").all():
        picture, drawn = (figure.locator(part).bounding_box() for part in (".chart-picture", "svg"))
        assert abs(picture["width"] - drawn["width"]) < 2
        assert abs(picture["height"] - drawn["height"]) < 8
    expect(page.locator(".print-only")).to_contain_text("2026-01-01")
    expect(page.locator(".print-only")).to_contain_text("检查井")
    no_overflow(page)


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_districts_are_compared_by_measure_basis_and_order(page, live_server, city, sign_in, faults, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in("planner")
    page.goto(f"{live_server.url}/districts/")
    expect(page.get_by_text("示意边界")).to_be_visible()
    compare = page.get_by_role("navigation", name="比较指标")
    compare.get_by_role("link", name="管道").click()
    page.get_by_role("navigation", name="折算").get_by_role("link", name="每平方公里").click()
    expect(page).to_have_url(re.compile("measure=length.*basis=km2"))
    expect(page.get_by_role("heading", level=2).first).to_contain_text("每平方公里")
    expect(page.locator("#compared-bars[data-drawn=true] svg")).to_have_count(1)

    # What is pointed at or focused in the table stands out on the map.
    row = page.locator("tr[data-unit='440511']")
    row.get_by_role("link").first.focus()
    expect(page.locator("svg a[data-unit='440511']")).to_have_class(re.compile("is-linked"))
    page.locator("svg a[data-unit='440507']").focus()
    expect(page.locator("tr[data-unit='440507']")).to_have_class(re.compile("is-linked"))

    if size == LAPTOP:
        page.get_by_role("columnheader", name="管道").get_by_role("link").click()
        expect(page.get_by_role("columnheader", name="管道")).to_have_attribute("aria-sort", "descending")
        expect(page.locator("tbody tr[data-unit]").first).to_contain_text("龙湖区")
        page.get_by_role("columnheader", name="管道").get_by_role("link").click()
        expect(page.locator("tbody tr[data-unit]").first).to_contain_text("金平区")
    no_overflow(page)
    assert not faults


def test_a_district_that_is_not_there_says_so_and_leads_back(page, live_server, city, sign_in):
    sign_in("planner")
    page.goto(f"{live_server.url}/districts/")
    page.goto(f"{live_server.url}/districts/?as_of=2001-01-01")
    expect(page.get_by_role("alert")).to_contain_text(timezone.localdate().isoformat())
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("区县")
