"""Every answer carries the security headers, and no template needs them loosened."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from assets.registry.models import Role
from assets.shell.navigation import PAGES

TEMPLATES = sorted((settings.BASE_DIR / "assets").glob("*/templates/**/*.html"))
SCRIPTS = sorted(
    path for path in (settings.BASE_DIR / "static").glob("**/*.*js") if "vendor" not in path.parts
)
DATA_ONLY = re.compile(r"""type=["']application/(?:geo\+)?json["']""")


def policy(answer) -> dict[str, str]:
    """The content security policy's directives."""
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: sources for name, _, sources in (part.strip().partition(" ") for part in parts)}


def assert_secured(answer) -> None:
    said = policy(answer)
    assert said["default-src"] == "'none'"
    assert "'self'" in said["script-src"]
    assert "unsafe" not in said["script-src"]
    assert "http" not in " ".join(said.values()), "no outside host is trusted"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url_name)
def test_every_page_carries_the_headers(login, entry):
    answer = login(Role.ADMINISTRATOR).get(reverse(entry.url_name))
    assert answer.status_code == 200
    assert_secured(answer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/nothing/", "/healthz", "/api/v1/schema/", "/robots.txt"]
)
def test_so_does_what_a_stranger_gets(client, path):
    assert_secured(client.get(path))


@pytest.mark.django_db
@pytest.mark.urls("tests.shell.doors_that_fail")
def test_so_does_a_failure(client):
    client.raise_request_exception = False
    assert_secured(client.get("/fails/bug/"))


@pytest.mark.django_db
def test_the_session_and_csrf_cookies_are_kept_to_the_site(client, users):
    client.get("/accounts/login/")
    answer = client.post("/accounts/login/", {"username": "planner", "password": "demo"})
    assert answer.cookies["sessionid"]["httponly"]
    assert answer.cookies["sessionid"]["samesite"] == "Lax"
    assert answer.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_template_holds_a_script_a_handler_or_an_outside_address(path: Path):
    text = re.sub(
        r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", "", path.read_text("utf-8"), flags=re.S
    )
    # A file to take away answers to no policy of the site: it carries its scripts itself, and forbids all others.
    scripts = (
        []
        if path.match("assets/reports/templates/reports/page.html")
        else re.findall(r"<script\b[^>]*>", text)
    )
    for tag in scripts:
        assert "src=" in tag or "nonce=" in tag or DATA_ONLY.search(tag), f"inline script: {tag}"
    for tag in re.findall(r"<[a-z][^>]*>", text):
        assert not re.search(r"\son[a-z]+\s*=", tag), f"inline handler: {tag}"
        assert "javascript:" not in tag.lower(), tag
        assert not re.search(r"\shx-on\b|\shx-vals\s*=\s*[\"']js:", tag), f"htmx would evaluate it: {tag}"
    for tag in re.findall(r"<(?:script|link|img|iframe|source|use)\b[^>]*>", text):
        assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", tag), f"outside address: {tag}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_script_of_ours_evaluates_text_or_names_an_outside_host(path: Path):
    text = re.sub(r"//.*", "", path.read_text("utf-8").replace("http://www.w3.org/", "w3"))
    assert not re.search(r"\beval\(|new Function\(|document\.write\(", text)
    assert not re.search(r"""["'`]https?:""", path.read_text("utf-8").replace("http://www.w3.org/", "w3"))


@pytest.mark.parametrize("path", [*SCRIPTS], ids=lambda path: "/".join(path.parts[-2:]))
def test_no_script_of_ours_holds_a_sentence_to_be_read(path: Path):
    """Sentences come from the page, in its language: no Chinese outside comments."""
    code = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    code = "\n".join(re.sub(r"(^|\s)//.*", "", line) for line in code.splitlines())
    code = re.sub(r"Noto Sans CJK SC|PingFang SC|Microsoft YaHei", "", code)
    assert not re.search(r"[\u4e00-\u9fff]", code)
