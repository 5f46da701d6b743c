"""What goes wrong in a page is said on a designed page with the right status; programs get JSON."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shell.doors_that_fail")]

PAGES = [
    ("/fails/malformed/", 400),
    ("/fails/suspicious/", 400),
    ("/fails/denied/", 403),
    ("/fails/missing/", 404),
    ("/nothing/here/", 404),
    ("/fails/conflict/", 409),
]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_a_person_gets_a_page_in_chinese(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert 'lang="zh-Hans"' in answer.text
    assert "data-error-sentence" in answer.text
    assert "前往地图" in answer.text


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_or_in_english(english, path, status):
    answer = english.get(path)
    assert answer.status_code == status
    assert "To the map" in answer.text


def test_the_sentence_of_the_domain_is_the_page_s(english):
    assert "Load it again and repeat your change." in english.get("/fails/conflict/").text
    assert "bbox must be minlon,minlat,maxlon,maxlat." in english.get("/fails/malformed/").text


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/tiles/fails/conflict/", {}, 409, "conflict"),
        ("/fails/conflict/", {"accept": "application/json"}, 409, "conflict"),
        ("/api/nothing/", {}, 404, "not_found"),
        ("/tiles/nothing", {}, 404, "not_found"),
    ],
)
def test_a_program_gets_json(client, path, headers, status, code):
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert answer.json()["detail"]


def test_a_browser_that_would_also_take_json_gets_the_page(client):
    answer = client.get("/fails/conflict/", headers={"accept": "text/html,application/json;q=0.9,*/*;q=0.8"})
    assert answer.headers["Content-Type"].startswith("text/html")


def test_the_parameter_that_is_wrong_is_named_to_programs(client):
    answer = client.get("/fails/malformed/", headers={"accept": "application/json"})
    assert answer.json()["parameter"] == "bbox"


def test_htmx_gets_a_fragment_without_the_frame(client):
    answer = client.get("/fails/conflict/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "data-error-sentence" in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("checks_csrf", [False, True])
def test_a_form_over_the_limit_is_413(settings, checks_csrf):
    """Met by the CSRF check or by the view, whichever reads the body first."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20
    client = Client(enforce_csrf_checks=checks_csrf, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(
        "/fails/form/", {"text": "x" * 100}, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "data-error-sentence" in answer.text


def test_an_expired_form_says_so():
    answer = Client(enforce_csrf_checks=True).post("/fails/form/", {"text": "x"})
    assert answer.status_code == 403
    assert "表单已过期" in answer.text


class TestBug:
    @pytest.fixture
    def client(self):
        return Client(raise_request_exception=False)

    def test_a_person_gets_a_page_that_tells_nothing_of_the_inside(self, client):
        answer = client.get("/fails/bug/")
        assert answer.status_code == 500
        assert 'lang="zh-Hans"' in answer.text
        assert "已记录" in answer.text
        assert "RuntimeError" not in answer.text
        assert "a bug" not in answer.text

    def test_in_english_where_english_was_chosen(self, client):
        client.cookies["django_language"] = "en"
        assert "It has been noted" in client.get("/fails/bug/").text

    def test_a_program_gets_json(self, client):
        answer = client.get("/api/fails/bug/")
        assert answer.status_code == 500
        assert answer.json()["code"] == "internal_error"

    def test_its_page_asks_the_database_nothing(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/fails/bug/").status_code == 500
