"""Chinese until the reader chooses English here; the browser's own wish does not count."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_page_is_chinese_by_default(client):
    answer = client.get("/accounts/login/")
    assert 'lang="zh-Hans"' in answer.text
    assert "用户名" in answer.text
    assert answer.headers["Content-Language"] == "zh-hans"


def test_an_english_browser_still_gets_chinese(client):
    answer = client.get("/accounts/login/", headers={"accept-language": "en-US,en;q=0.9"})
    assert "用户名" in answer.text


def test_the_cookie_makes_it_english(english):
    answer = english.get("/accounts/login/")
    assert 'lang="en"' in answer.text
    assert "User name" in answer.text
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize("nonsense", ["de", "", "zh-hans'--", "x" * 5000])
def test_a_language_we_do_not_have_is_chinese(client, nonsense):
    client.cookies["django_language"] = nonsense
    assert "用户名" in client.get("/accounts/login/").text


def test_the_switch_sets_the_cookie_and_returns_to_the_page(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/accounts/login/?next=/work/"})
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/work/"
    assert answer.cookies["django_language"].value == "en"


def test_the_switch_sends_nobody_to_another_site(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": "https://evil.example/"})
    assert "evil.example" not in answer.url


def test_a_link_alone_does_not_switch(client):
    """A GET changes nothing: a picture in somebody's page could else switch a reader's language."""
    answer = client.get(reverse("set_language"), {"language": "en"})
    assert "django_language" not in answer.cookies


def test_each_language_offers_the_other(client):
    assert ">English</button>" in client.get("/accounts/login/").text
    client.cookies["django_language"] = "en"
    assert ">中文</button>" in client.get("/accounts/login/").text
