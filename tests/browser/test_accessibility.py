"""No page breaks a rule of WCAG 2.2 level A or AA that axe-core can see: every page, in both languages and both sizes."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from assets.registry.models import Changeset, Role, User
from tests import factories
from tests.browser import after_sending
from tests.factories import line, point, square
from tests.house.test_doors import routes
from tests.work.factories import FinishedWorkFactory, InspectionFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
LAPTOP, PHONE = {"width": 1366, "height": 800}, {"width": 390, "height": 844}
# Swagger UI's own page: its markup is its makers'; it is looked at for what is ours, the frame around it.
NOT_OURS = {"/api/v1/docs/": [["#swagger-ui"]]}

# Every page that is there from the beginning, with who sees most of it. {code} is an asset, {number} a work order.
PAGES = [
    ("/", Role.PLANNER),
    ("/?measure=age&condition=4,5#16/23.3199/116.6578", Role.PLANNER),
    ("/districts/", Role.PLANNER),
    ("/districts/440507/", Role.MANAGER),
    ("/assets/", Role.PLANNER),
    ("/assets/?q=nothing-is-called-this", Role.VIEWER),
    ("/assets/{code}/", Role.ADMINISTRATOR),
    ("/assets/{code}/history/", Role.PLANNER),
    ("/assets/{code}/edit/", Role.GIS),
    ("/field/", Role.CREW),
    ("/imports/", Role.GIS),
    ("/imports/templates/", Role.GIS),
    ("/renewal/", Role.PLANNER),
    ("/renewal/plans/", Role.PLANNER),
    ("/exports/", Role.PLANNER),
    ("/work/", Role.MANAGER),
    ("/work/inspections/", Role.CREW),
    ("/work/due/", Role.MANAGER),
    ("/work/{number}/", Role.MANAGER),
    ("/views/", Role.ADMINISTRATOR),
    ("/accounts/", Role.CREW),
    ("/accounts/password/", Role.CREW),
    ("/accounts/password/done/", Role.CREW),
    ("/api/v1/docs/", Role.GIS),
    ("/admin/", Role.ADMINISTRATOR),
    ("/admin/registry/manhole/", Role.GIS),
    ("/no-such-page/", Role.VIEWER),
    ("/accounts/login/", None),
]
# Pages of what people sent (after_sending): who sees them, and what is there when they are.
SENT = [
    ("/imports/{unclear}/", Role.GIS, "html[data-crs-map]"),
    ("/imports/{review}/", Role.GIS, "html[data-review-arrows]"),
    ("/imports/{applied}/", Role.GIS, "#rows td"),
    ("/imports/{refused}/", Role.GIS, ".notice-error"),
    ("/imports/{stands}/", Role.GIS, "#standing"),
    ("/imports/{reverted}/", Role.GIS, "h1 .badge"),
    ("/imports/{busy}/", Role.GIS, ".progress-block"),
    ("/imports/", Role.GIS, "table"),
    ("/imports/templates/", Role.GIS, "table"),
    ("/imports/templates/{template}/", Role.GIS, "#template"),
    ("/renewal/", Role.PLANNER, ".renewal-table"),
    ("/renewal/plans/", Role.PLANNER, "table"),
    ("/renewal/plans/{plan}/", Role.PLANNER, ".renewal-table"),
    ("/exports/", Role.PLANNER, ".export-list"),
    ("/assets/{code}/", Role.ADMINISTRATOR, "#section-renewal details"),
]
# Doors that are no page, are a part of one, or are a page only after something was sent.
NO_PAGES = {
    "tile", "map-counts", "map-selection", "map-changes", "view-default", "view-open", "asset-card", "export-rows",
    "export-file", "district-points", "district-history", "import-progress", "import-rows", "import-map", "import-report",
    "import-places", "import-layers", "import-mapping", "import-template",
    "district-worst", "district-inspections", "renewal-assess", "renewal-plan-file", "renewal-plan-delete",
    "import-rejected", "import-apply", "import-cancel", "import-revert", "import-options",
    "photo", "photo-thumbnail", "work-ask", "work-step", "logout", "set_language", "favicon", "healthz", "robots",
}  # fmt: skip


@pytest.fixture
def city(districts, users):
    """One thing of most kinds with a history, so that the pages have something to show."""
    manhole = factories.ManholeFactory(code="M1", geometry=point(465_000), condition=5, name="坏井")
    factories.PipeFactory(code="P1", geometry=line((465_000, 2_580_000), (465_050, 2_580_000)), condition=3)
    factories.ParkFactory(geometry=square(464_900, 2_580_050, 60), name="试验公园")
    InspectionFactory(asset=manhole, condition=5, findings="井盖破损", inspected_at=timezone.now())
    FinishedWorkFactory(asset=manhole, title="换盖", outcome="已更换井盖")
    order = WorkOrderFactory(asset=manhole, title="清淤", due_on=timezone.localdate())
    Changeset.objects.create(kind="import", title="普查", state="applied", proposed_by=users["gis"])
    return {"code": "M1", "number": order.number}


def sign_in_as(page: Page, live_server, role: str | None) -> None:
    """Be that person, without the login form: it has a test of its own."""
    page.context.clear_cookies(name="sessionid")
    if role is None:
        return
    client = Client()
    client.force_login(User.objects.get(username=role))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def problems(page: Page, where: str, leave_out: list | None = None) -> list[str]:
    """What axe-core finds on the page as it stands, one line a violation."""
    context = {"exclude": leave_out} if leave_out else None
    found = Axe().run(page, context=context, options=RULES).response["violations"]
    return [
        f"{where}: {violation['id']} ({violation['impact']}): {violation['help']}: "
        + "; ".join(f"{node['target']} {node['html'][:120]}" for node in violation["nodes"][:3])
        for violation in found
    ]


@pytest.fixture
def awaited(page: Page) -> set[Request]:
    """The requests that have no answer yet."""
    open_now: set[Request] = set()
    page.on("request", lambda request: open_now.add(request))
    page.on("requestfinished", lambda request: open_now.discard(request))
    page.on("requestfailed", lambda request: open_now.discard(request))
    return open_now


def ready(page: Page, path: str, awaited: set[Request]) -> None:
    """Wait for what the page draws itself, and until it has asked for nothing for a while (Playwright's own: half a second)."""
    if path == "/" or path.startswith("/?"):
        expect(page.locator("html[data-map=ready]")).to_be_attached(timeout=30_000)
    quiet, deadline = 0, time.monotonic() + 30
    while quiet < 2:
        assert time.monotonic() < deadline, [request.url for request in awaited]
        page.wait_for_timeout(60)
        quiet = 0 if awaited else quiet + 1
    expect(page.locator(".loading:visible, .htmx-request")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_no_page_breaks_a_rule(page: Page, live_server, city, awaited, language, size):
    page.set_viewport_size(size)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    found: list[str] = []
    signed_in: object = ""
    for path, role in PAGES:
        if role != signed_in:
            sign_in_as(page, live_server, role)
            signed_in = role
        address = path.format(**city)
        page.goto("about:blank")
        awaited.clear()  # what is broken off by leaving a page may end without a word
        page.goto(live_server.url + address)
        ready(page, address, awaited)
        found += problems(page, f"{role} {address}", NOT_OURS.get(address))
    assert found == []


@pytest.fixture
def sent(city, users, tmp_path, settings):
    """The same city after people sent surveys, kept a template, saved a plan and took exports."""
    settings.MEDIA_ROOT = tmp_path / "media"
    numbers = after_sending.imports(tmp_path, users["gis"])
    after_sending.exports(users["planner"])
    return {
        **city,
        **numbers,
        "template": after_sending.template(numbers["unclear"], users["gis"]).pk,
        "plan": after_sending.plan(users["planner"]).pk,
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_no_page_of_what_was_sent_breaks_a_rule(page: Page, live_server, sent, language, size):
    """Looked at twice: as it comes, and with all that can be unfolded open."""
    page.set_viewport_size(size)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    found: list[str] = []
    for path, role, there in SENT:
        sign_in_as(page, live_server, role)
        address = path.format(**sent)
        page.goto(live_server.url + address)
        expect(page.locator(there).first).to_be_attached(timeout=20_000)
        page.wait_for_load_state("networkidle")
        found += problems(page, f"{path} as it comes")
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        page.wait_for_timeout(300)
        found += problems(page, f"{path} unfolded")
    assert found == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_maps_panels_lists_and_card_break_no_rule(page: Page, live_server, city, awaited, size):
    page.set_viewport_size(size)
    sign_in_as(page, live_server, Role.PLANNER)
    page.goto(live_server.url + "/#17/23.31985/116.65779")
    ready(page, "/", awaited)
    found: list[str] = []
    for tab in ("filter", "select", "time", "views"):
        page.locator(f"#tab-{tab}").click()
        page.wait_for_timeout(200)
        found += problems(page, tab)
    page.keyboard.press("Escape")
    page.locator("#map canvas").focus()
    page.keyboard.press("?")
    expect(page.locator("#map-help")).to_be_visible()
    found += problems(page, "help")
    page.keyboard.press("Escape")
    page.locator("#map canvas").focus()
    page.keyboard.press("w")
    expect(page.locator("#results-title")).to_contain_text("3")
    found += problems(page, "selection")
    page.get_by_role("button", name="M1").first.click()
    expect(page.locator("#card-body")).to_contain_text("坏井")
    found += problems(page, "card")
    assert found == []


def test_every_page_is_in_the_list(db):
    listed = {
        resolve(re.sub(r"{\w+}", "1", path).split("?")[0].split("#")[0]).url_name
        for path, *_rest in [*PAGES, *SENT]
        if "no-such" not in path
    }
    pages = {name for name in routes(get_resolver().url_patterns) if not name.startswith("api-")}
    assert pages - listed - NO_PAGES == set()
