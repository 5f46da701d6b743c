"""The frame as a person meets it: on a laptop and a phone, by mouse and by keyboard, with no error in the console."""

import pytest
from django.contrib.auth import get_user_model

from tests.browser.conftest import (  # noqa: F401 - fixtures
    browser_context_args,
    browser_type_launch_args,
    faults,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
ACCOUNT = "/accounts/"


def sideways_scroll(page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.fixture
def logged_in(page, live_server, context, client):
    """`logged_in("gis")` opens the account page as a person of that role."""

    def as_role(role: str) -> None:
        user = get_user_model().objects.create_user(role, password="a-good-password-1", role=role)
        client.force_login(user)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page.goto(live_server.url + ACCOUNT)

    return as_role


def test_one_logs_in_changes_the_language_and_logs_out(page, live_server, faults):  # noqa: F811
    get_user_model().objects.create_user("lin", password="a-good-password-1", role="planner")
    page.goto(live_server.url + ACCOUNT)
    page.get_by_label("用户名").fill("lin")
    page.get_by_label("密码").fill("a-good-password-1")
    page.get_by_label("密码").press("Enter")
    page.wait_for_url(live_server.url + ACCOUNT)
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="My account").wait_for()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Asset registry").wait_for()
    assert page.url.endswith("/accounts/login/")
    assert faults == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", ["/accounts/login/", ACCOUNT, "/accounts/password/"])
def test_on_a_phone_nothing_scrolls_sideways(page, live_server, logged_in, context, path, language):
    page.set_viewport_size(PHONE)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    if path != "/accounts/login/":
        logged_in("administrator")
    page.goto(live_server.url + path)
    assert sideways_scroll(page) <= 0


def test_on_a_phone_the_pages_are_a_bar_at_the_bottom_under_the_thumb(page, logged_in, faults):  # noqa: F811
    page.set_viewport_size(PHONE)
    logged_in("administrator")
    shown = [link.bounding_box() for link in page.locator(".site-nav a:visible").all()]
    assert len(shown) == 5
    assert all(box["y"] > 700 and box["height"] >= 44 and box["width"] >= 44 for box in shown)
    page.locator("details.menu summary").click()
    assert page.locator(".menu-later a:visible").count() == 4
    assert faults == []


def test_on_a_laptop_all_pages_are_in_the_head(page, logged_in):
    logged_in("administrator")
    shown = [link.bounding_box() for link in page.locator(".site-nav a:visible").all()]
    assert len(shown) == 9
    assert all(box["y"] < 60 for box in shown)
    assert sideways_scroll(page) <= 0


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_head_s_parts_never_lie_on_each_other(page, live_server, logged_in, context, language):
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    logged_in("administrator")
    for width in (768, 900, 1024, 1190, 1280, 1300, 1366, 1450, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        name, first, last, tools = (
            page.locator(part).bounding_box()
            for part in (
                ".site-name",
                ".site-nav li:first-child a",
                ".site-nav li:last-child a",
                ".site-tools",
            )
        )
        assert name["x"] + name["width"] <= first["x"], width
        assert last["x"] + last["width"] <= tools["x"], width
        assert sideways_scroll(page) <= 0, width


def test_by_keyboard_one_skips_to_the_content_and_closes_the_menu(page, logged_in):
    logged_in("viewer")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("details.menu summary").press("Enter")
    assert page.locator("details.menu").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_what_htmx_was_refused_is_said_above_the_page(page, live_server, logged_in):
    logged_in("viewer")
    page.evaluate("htmx.ajax('GET', '/nothing/here/', {target: '#main', swap: 'none'})")
    page.locator(".message-error").wait_for()
    assert (
        "没有" in page.locator(".message-error").inner_text() or page.locator(".message-error").inner_text()
    )
    page.locator(".message-error").get_by_role("button", name="关闭").click()
    assert page.locator(".message-error").count() == 0


def test_when_the_site_is_away_htmx_says_so(page, live_server, logged_in):
    logged_in("viewer")
    page.route("**/gone/", lambda route: route.abort())
    page.evaluate("htmx.ajax('GET', '/gone/', {target: '#main', swap: 'none'}).catch(() => {})")
    page.locator(".message-error").wait_for()
    assert "系统没有响应" in page.locator(".message-error").inner_text()


def test_the_api_s_page_tries_a_call_without_an_error(page, live_server, logged_in, faults):  # noqa: F811
    logged_in("planner")
    page.goto(live_server.url + "/api/v1/docs/")
    page.locator(".opblock").first.wait_for()
    assert faults == []


@pytest.mark.urls("tests.shell.doors_that_draw")
def test_an_area_is_drawn_on_a_map_in_a_form_and_comes_back(page, live_server, faults):  # noqa: F811
    """Also shows that django-leaflet's scripts run under the content security policy and ask nothing of outside."""
    outside = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:"))
            else outside.append(request.url)
        ),
    )
    page.goto(live_server.url + "/draws/")
    page.get_by_title("绘制面").click()
    box = page.locator(".leaflet-container").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for east, south in ((-50, -50), (50, -50), (50, 50), (-50, -50)):
        page.mouse.click(middle[0] + east, middle[1] + south)
        page.wait_for_timeout(300)  # Leaflet takes two quick clicks for a double click
    page.get_by_role("button", name="Save").click()
    page.locator("#drawn").get_by_text("Polygon").wait_for()
    assert outside == []
    assert faults == []
