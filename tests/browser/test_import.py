"""GIS staff bring a survey in through the browser: upload, look at the difference, apply, find it, take it back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assets.registry.models import Asset
from tests.browser.surveys import survey

pytestmark = pytest.mark.django_db(transaction=True)
# A survey is read and checked between two looks at the page; on a busy machine that takes its time.
expect.set_options(timeout=20_000)


@pytest.fixture(autouse=True)
def work_at_once(settings, tmp_path):
    """Background tasks run where they are asked for; uploads go to a folder of the test's own."""
    settings.TASKS = {
        "default": {
            "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
            "QUEUES": ["default", "imports"],
        }
    }
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(page: Page, live_server, path: Path, asset_class: str = "manhole") -> None:
    page.goto(live_server.url + "/imports/")
    page.set_input_files("input[type=file]", path)
    page.select_option("select[name=asset_class]", asset_class)
    page.fill("input[name=source]", "普查2026")
    page.click("#upload button[type=submit]")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))


def test_a_survey_is_seen_applied_found_and_taken_back(
    page: Page, live_server, sign_in, districts, faults, tmp_path
):
    sign_in("gis")
    upload(page, live_server, survey(tmp_path))
    figures = page.locator("#counts .figure-value")
    expect(figures.nth(0)).to_have_text("5")
    expect(figures.nth(1)).to_have_text("5")
    expect(page.locator("html[data-review-map=ready]")).to_be_attached()
    expect(page.locator("#rows")).to_contain_text("J0")
    assert Asset.objects.count() == 0

    page.click("#apply")
    expect(page.locator("h1 .badge")).to_have_text("已应用")
    assert Asset.objects.count() == 5

    page.goto(live_server.url + "/assets/?q=J3")
    expect(page.locator("main")).to_contain_text("J3")

    # The same survey, one value changed: only that is shown as changed.
    upload(page, live_server, survey(tmp_path, depth_m=3.0, name="复测"))
    expect(figures.nth(2)).to_have_text("5")
    expect(page.locator("#rows del").first).to_be_visible()
    page.click("#apply")
    expect(page.locator("h1 .badge")).to_have_text("已应用")

    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#revert")
    expect(page.locator("h1 .badge")).to_have_text("已撤回")
    assert Asset.objects.get(source_code="J0").manhole.depth_m == 2.5
    assert faults == []


def test_a_file_that_is_no_survey_is_refused_with_a_sentence(
    page: Page, live_server, sign_in, districts, tmp_path
):
    sign_in("gis")
    path = tmp_path / "letter.zip"
    path.write_text("dear colleague")
    upload(page, live_server, path)
    expect(page.locator(".notice-error")).to_contain_text("没有导入任何内容")
    expect(page.locator("#apply")).to_have_count(0)


def test_the_whole_review_from_an_unclear_survey_to_its_second_delivery(
    page: Page, live_server, sign_in, districts, faults, tmp_path
):
    """GBK, no .prj, a column named nothing and a word nobody knows; then the same columns a year later."""
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in("gis")
    odd = {
        "甲": ["砼", "S-9", "砼", "混凝土", "铸铁"],
        "乙": ["市排水公司", "市排水公司", "某公司", "某公司", "某公司"],
    }
    upload(page, live_server, survey(tmp_path, prj=False, **odd))

    # The coordinate system is shown on its map and confirmed.
    expect(page.locator("html[data-crs-map='4548']")).to_be_attached()
    page.locator("#crs-form input[value='32650']").check()
    expect(page.locator("html[data-crs-map='32650']")).to_be_attached()
    page.locator("#crs-form input[value='4548']").check()
    page.click("#crs-form button[type=submit]")
    expect(page.locator("html[data-crs-map='4548']")).to_be_attached()
    expect(page.locator("#encodings")).to_contain_text("砼")

    # A column is sent where it belongs, a word gets its meaning, both are kept under a name.
    row = page.locator(".mapping-table tr", has_text="乙")
    row.locator("select").select_option(label="权属单位")
    page.locator("li.text-unknown", has_text="S-9").locator("select").select_option("composite")
    page.fill("#template-name", "甲测绘公司")
    page.click("button[name=save_template]")
    expect(page.locator("#template-used")).to_contain_text("甲测绘公司")
    expect(page.locator("li.text-unknown")).to_have_count(0)
    page.click("#apply")
    expect(page.locator("h1 .badge")).to_have_text("已应用")
    first = Asset.objects.get(source_code="J1").manhole
    assert (first.cover_material, first.owner) == ("composite", "市排水公司")

    # A year later: the template is used by itself; one manhole has moved, which an arrow shows.
    upload(page, live_server, survey(tmp_path, name="复测", moved_m=12, prj=False, **odd))
    expect(page.locator("#template-used")).to_contain_text("甲测绘公司")
    expect(page.locator("html[data-review-arrows='1']")).to_be_attached()
    expect(page.locator("#rows-table .moved")).to_have_text("移动 12.00 米")
    page.locator("#rows-table tr[data-state=updated]").click()
    rid = page.locator("#rows-table tr.row-found").get_attribute("data-rid")
    expect(page.locator(f"html[data-review-found='{rid}']")).to_be_attached()
    key = page.locator(".legend-key[data-state=before]")
    key.focus()
    page.keyboard.press("Enter")
    expect(key).to_have_attribute("aria-pressed", "false")
    expect(page.locator("html[data-review-arrows='0']")).to_be_attached()
    page.keyboard.press("Enter")

    # Somebody changes the same manhole meanwhile: said with three values, and left as it is.
    manhole = Asset.objects.get(source_code="J4").manhole
    manhole.note = "井盖已更换"
    manhole.save()
    page.reload()
    page.locator(".state-tab-conflict").click()
    expect(page.locator(".conflict-values")).to_contain_text("登记现值")
    page.click("#apply")
    expect(page.locator("h1 .badge")).to_have_text("已应用")
    expect(page.locator("#rows")).to_contain_text("已被他人修改")
    assert abs(Asset.objects.get(source_code="J4").geometry.x - 465_120) < 0.01

    page.click("#revert")
    expect(page.locator("h1 .badge")).to_have_text("已撤回")
    assert faults == []


def test_a_row_is_found_from_the_map_and_an_area_is_drawn(
    page: Page, live_server, sign_in, districts, faults, tmp_path
):
    sign_in("gis")
    upload(page, live_server, survey(tmp_path))
    page.click("#apply")
    expect(page.locator("h1 .badge")).to_have_text("已应用")
    upload(page, live_server, survey(tmp_path, depth_m=3, name="复测"))
    expect(page.locator("html[data-review-map=ready]")).to_be_attached()
    # The five stand in one line across the map's middle; the first is at its left end.
    box = page.locator("#import-map").bounding_box()
    row = page.locator("#rows-table tr.row-found")
    for share in range(4, 40):
        page.mouse.click(box["x"] + box["width"] * share / 80, box["y"] + box["height"] / 2)
        if row.count():
            break
    expect(row).to_contain_text("J")

    page.locator("#area summary").click()
    drawing = page.locator("#area-map")
    expect(page.locator("#area-note")).to_contain_text("尚未")
    drawing.scroll_into_view_if_needed()
    for x, y in ((90, 40), (260, 40), (260, 200), (90, 200)):
        drawing.click(position={"x": x, "y": y})
    expect(page.locator("#area-note")).to_contain_text("4")
    page.click("[data-area=undo]")
    expect(page.locator("#area-note")).to_contain_text("3")
    assert '"Polygon"' in page.locator("#id_replace_area").input_value()
    page.click("#options-form button[type=submit]")
    expect(page.locator("html[data-review-map=ready]")).to_be_attached()
    assert '"Polygon"' in page.locator("#id_replace_area").input_value()
    assert faults == []


def test_a_lost_row_does_not_draw_the_maps_away_from_the_rest(
    page: Page, live_server, sign_in, districts, faults, tmp_path
):
    """One of five lies 400 km off: the difference is still shown in metres, the systems over the city."""
    sign_in("gis")
    upload(page, live_server, survey(tmp_path, lost=True))
    expect(page.locator("html[data-review-map=ready]")).to_be_attached()
    expect(page.locator("#import-map .leaflet-control-scale-line")).to_have_text(re.compile(r"^\d+ m$"))
    expect(page.locator("html[data-crs-map='4548']")).to_be_attached()
    expect(page.locator("#crs-map .leaflet-control-scale-line")).to_have_text(re.compile(r"^\d km$"))
    page.click("#crs-near")
    expect(page.locator("#crs-map .leaflet-control-scale-line")).to_have_text(re.compile(r"^\d+ m$"))
    expect(page.locator("#crs-form")).to_contain_text("CGCS2000 3 度带")
    assert faults == []


def test_a_loose_shapefile_is_sent_as_its_parts(
    page: Page, live_server, sign_in, districts, faults, tmp_path
):
    sign_in("gis")
    survey(tmp_path)
    page.goto(live_server.url + "/imports/")
    page.set_input_files("input[type=file]", tmp_path / "普查.dbf")
    expect(page.locator("#upload-note")).to_contain_text(".shp")
    page.set_input_files(
        "input[type=file]", [tmp_path / f"普查{end}" for end in (".shp", ".shx", ".dbf", ".prj")]
    )
    expect(page.locator("#chosen-files li")).to_have_count(4)
    expect(page.locator("#upload-note")).to_be_empty()
    page.select_option("select[name=asset_class]", "manhole")
    page.click("#upload button[type=submit]")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    expect(page.locator("#counts .figure-value").first).to_have_text("5")
    assert faults == []


def test_the_review_fits_a_phone(page: Page, live_server, sign_in, districts, tmp_path):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("gis")
    upload(page, live_server, survey(tmp_path))
    expect(page.locator("#counts")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
