"""A planner narrows the asset table, exports what is left, watches it being made and opens the file."""

import re

import pyogrio
import pytest
from playwright.sync_api import Page, expect

from assets.exports import keeping
from assets.exports.models import Export
from tests.factories import ManholeFactory, point

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue(settings, tmp_path):
    """The test is the worker: tasks are queued; files go to a folder of the test's own."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default"]}
    }
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def manholes(transactional_db, districts):
    """Three manholes, two of them in a bad condition."""
    for number, condition in enumerate((5, 4, 1)):
        ManholeFactory(code=f"M{number}", condition=condition, geometry=point(465_000 + number * 50))


@pytest.mark.parametrize("size", [(1366, 850), (390, 844)], ids=["laptop", "phone"])
def test_from_the_filtered_table_to_the_file(
    page: Page, live_server, manholes, sign_in, faults, tmp_path, size
):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in("planner")
    page.goto(f"{live_server.url}/assets/")
    page.select_option("#asset-condition", "4,5")
    expect(page.locator("#asset-rows tbody tr")).to_have_count(2)
    page.get_by_role("link", name="导出这些").click()

    expect(page.get_by_text("较差或很差")).to_be_visible()
    page.get_by_label("检查井").check()
    page.get_by_role("button", name="导出", exact=True).click()
    entry = page.locator(".export-entry")
    expect(entry).to_contain_text("排队中")
    expect(entry.get_by_role("progressbar")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    keeping.run(Export.objects.get().pk)
    expect(entry).to_contain_text("已完成")
    expect(entry).to_contain_text("2 个设施")
    with page.expect_download() as download:
        entry.get_by_role("link", name=re.compile("下载")).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert pyogrio.read_info(path, layer="manhole")["features"] == 2
    assert not faults


def test_what_cannot_be_made_says_why_and_a_wrong_box_is_said_beside_it(
    page: Page, live_server, manholes, sign_in
):
    sign_in("planner")
    page.goto(f"{live_server.url}/exports/")
    expect(page.get_by_text("还没有导出")).to_be_visible()
    page.get_by_text("更多选项").click()
    page.get_by_label("仅限此范围").fill("1,2,3")
    page.get_by_role("button", name="导出", exact=True).click()
    expect(page.locator(".field-error")).to_contain_text("116.6,23.3,116.8,23.4")
    page.get_by_label("仅限此范围").fill("1,2,3,4")
    page.get_by_role("button", name="导出", exact=True).click()
    expect(page.locator(".export-entry")).to_contain_text("排队中")
    keeping.run(Export.objects.get().pk)
    expect(page.locator(".export-entry")).to_contain_text("没有符合这些条件的设施")
