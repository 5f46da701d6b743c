"""Pages are closed: a stranger is sent to the login page and then to where he wanted to go."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assets.registry.models import Role
from assets.shell.navigation import PAGES

pytestmark = pytest.mark.django_db

OPEN_TO_STRANGERS = {
    "login",
    "logout",
    "set_language",
    "healthz",
    "robots",
    "favicon",
    "jsi18n",
    "view_on_site",
}


def pages_without_parameters(patterns=None, prefix="/") -> dict[str, str]:
    """Every page's path that needs no parameter, with its name; the API and tiles have tests of their own."""
    found = {}
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            found |= pages_without_parameters(entry.url_patterns, path)
        elif isinstance(entry, URLPattern) and not re.search(r"[<(\\]", path):
            found[path] = entry.name or ""
    return {path: name for path, name in found.items() if not path.startswith(("/api/", "/tiles/"))}


def test_every_page_sends_a_stranger_to_the_login(client):
    closed = {path for path, name in pages_without_parameters().items() if name not in OPEN_TO_STRANGERS}
    assert len(closed) > len(PAGES)
    let_in = {path: client.get(path).status_code for path in sorted(closed)}
    assert {path for path, status in let_in.items() if status != 302} == set()


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url_name)
def test_the_pages_of_the_navigation_come_back_to_themselves_after_the_login(client, entry):
    path = reverse(entry.url_name)
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert "用户名" in answer.text


@override_settings(
    ROOT_URLCONF="tests.shell.doors_that_fail",
    MIDDLEWARE=[
        *(name for name in settings.MIDDLEWARE if "PageLogin" not in name),
        "assets.shell.login.PageLoginMiddleware",
    ],
)
def test_a_page_that_forgot_to_ask_for_a_right_is_closed_too(client, login):
    answer = client.get("/forgotten/?a=1")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/forgotten/%3Fa%3D1"
    assert login(Role.VIEWER).get("/forgotten/").text == "secret"


def test_a_part_asked_for_after_the_session_ended_takes_the_whole_page_to_the_login(client):
    answer = client.get(
        "/accounts/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/districts/?sort=name"},
    )
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=/districts/%3Fsort%3Dname"
    assert "用户名" not in answer.text


def test_a_script_that_asked_for_json_after_the_session_ended_gets_401(client):
    answer = client.get("/accounts/", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_logged_in"


def test_the_right_password_leads_to_where_one_was_going(client):
    get_user_model().objects.create_user("lin", password="a-good-password-1", role=Role.PLANNER)
    answer = client.post(
        "/accounts/login/?next=/accounts/",
        {"username": "lin", "password": "a-good-password-1", "next": "/accounts/"},
    )
    assert (answer.status_code, answer.url) == (302, "/accounts/")


def test_never_to_another_site(client):
    get_user_model().objects.create_user("lin", password="a-good-password-1")
    answer = client.post(
        "/accounts/login/",
        {"username": "lin", "password": "a-good-password-1", "next": "https://evil.example/"},
    )
    assert answer.url == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(client, users):
    answer = client.post("/accounts/login/", {"username": "planner", "password": "wrong"})
    assert answer.status_code == 200
    assert "用户名与密码不符" in answer.text
    assert 'value="planner"' in answer.text
    assert "wrong" not in answer.text


def test_the_demonstration_tells_its_accounts(english):
    answer = english.get("/accounts/login/")
    assert "planner" in answer.text
    assert "<strong>demo</strong>" in answer.text


def test_production_tells_none(client, settings):
    settings.PRODUCTION = True
    assert "demo" not in client.get("/accounts/login/").text


def test_logging_out_needs_a_post(login):
    client = login(Role.VIEWER)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/accounts/").status_code == 302


def test_the_account_page_tells_role_and_districts(login, users, districts):
    users["crew"].districts.add(districts["440507"])
    text = login("crew").get("/accounts/").text
    assert "龙湖区" in text
    assert "drf_create_token crew" in text


def test_a_password_can_be_changed(login, users):
    client = login("crew")
    answer = client.post(
        "/accounts/password/",
        {"old_password": "demo", "new_password1": "another-good-1", "new_password2": "another-good-1"},
        follow=True,
    )
    assert "密码已修改" in answer.text
    users["crew"].refresh_from_db()
    assert users["crew"].check_password("another-good-1")


def test_one_who_may_not_enter_the_admin_is_told_so(login):
    answer = login(Role.CREW).get("/admin/", follow=True)
    assert "crew" in answer.text
    assert answer.redirect_chain[-1][0].startswith("/admin/login/")


def test_robots_are_sent_away(client):
    assert "Disallow: /" in client.get("/robots.txt").text
