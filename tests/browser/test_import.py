"""GIS staff bring a survey in through the browser: upload, look at the difference, apply, find it, take it back."""

import re
from pathlib import Path
from zipfile import ZipFile

import geopandas
import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import Point

from assets.registry.models import Asset

pytestmark = pytest.mark.django_db(transaction=True)


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


def survey(folder: Path, depth_m: float = 2.5, name: str = "普查") -> Path:
    """A zipped shapefile of five manholes, GBK, Chinese columns, no .cpg."""
    frame = geopandas.GeoDataFrame(
        {
            "点号": [f"J{n}" for n in range(5)],
            "附属物": ["检查井"] * 5,
            "井深": [depth_m + n / 10 for n in range(5)],
        },
        geometry=[Point(465_000 + n * 30, 2_580_000) for n in range(5)],
        crs="EPSG:4548",
    )
    shapefile = folder / f"{name}.shp"
    frame.to_file(shapefile, encoding="GBK")
    shapefile.with_suffix(".cpg").unlink(missing_ok=True)
    archive = folder / f"{name}.zip"
    with ZipFile(archive, "w") as packed:
        for part in sorted(folder.glob(f"{name}.*")):
            if part.suffix != ".zip":
                packed.write(part, part.name)
    return archive


def upload(page: Page, live_server, path: Path, asset_class: str = "manhole") -> None:
    page.goto(live_server.url + "/imports/")
    page.set_input_files("input[type=file]", path)
    page.select_option("select[name=asset_class]", asset_class)
    page.fill("input[name=source]", "普查2026")
    page.click("main .card button[type=submit]")
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


def test_the_review_fits_a_phone(page: Page, live_server, sign_in, districts, tmp_path):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("gis")
    upload(page, live_server, survey(tmp_path))
    expect(page.locator("#counts")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
