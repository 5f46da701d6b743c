"""A manager compares districts, opens one, finds on the map what was done there, and hands out work."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assets.registry.models import District
from tests.factories import ManholeFactory, PipeFactory, point
from tests.work.factories import FinishedWorkFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db, districts) -> dict[str, District]:
    """District 440507 with a worn manhole that was inspected and mended, and work that is late."""
    manhole = ManholeFactory(code="M1", geometry=point(465_000), condition=2)
    PipeFactory(code="P1", condition=1)
    InspectionFactory(
        asset=manhole, condition=5, findings="井盖破损", inspected_at=timezone.now() - timedelta(days=9)
    )
    FinishedWorkFactory(asset=manhole, title="换盖", outcome="已更换井盖")
    WorkOrderFactory(asset=manhole, title="清淤", due_on=timezone.localdate() - timedelta(days=3))
    return districts


@pytest.mark.parametrize("size", [(1366, 850), (390, 844)], ids=["laptop", "phone"])
def test_from_the_comparison_to_the_place_on_the_map(page, live_server, city, sign_in, faults, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in("manager")
    page.goto(f"{live_server.url}/districts/")
    row = page.get_by_role("row", name=re.compile("龙湖区"))
    expect(row.get_by_role("link", name="龙湖区")).to_be_visible()
    row.get_by_role("link", name="龙湖区").click()
    expect(page.get_by_role("heading", name="龙湖区", level=1)).to_be_visible()
    expect(page.locator("#history-map[data-ready=all]")).to_be_visible(timeout=30_000)

    happening = page.locator(".happening", has_text="井盖破损")
    happening.get_by_role("button").click()
    expect(page.locator(".maplibregl-popup")).to_contain_text("井盖破损")
    expect(happening).to_have_class(re.compile("is-chosen"))
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    assert not faults


def test_from_the_figure_of_open_work_to_work_handed_out(page, live_server, city, sign_in, faults):
    sign_in("manager")
    page.goto(f"{live_server.url}/districts/440507/")
    page.locator(".figure", has_text="未完成工单").get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile("^WO")).click()
    page.locator("#step-assign input[name=crew]").fill("一班")
    page.locator("#step-assign").get_by_role("button", name="派单").click()
    expect(page.locator("#messages")).to_contain_text("已派单")
    assert not faults


def test_the_list_of_work_is_narrowed_without_leaving_the_page(page, live_server, city, sign_in, faults):
    sign_in("manager")
    page.goto(f"{live_server.url}/work/")
    expect(page.locator("#work-table")).to_contain_text("清淤")
    page.locator("select[name=state]").select_option("done,verified")
    expect(page.locator("#work-table")).to_contain_text("换盖")
    expect(page.locator("#work-table")).not_to_contain_text("清淤")
    assert "state=done" in page.url
    assert not faults
