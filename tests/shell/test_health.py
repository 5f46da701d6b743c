"""/healthz tells supervisors whether the database answers, with no login, no session, never from a cache."""

import pytest
from django.conf import settings
from django.db import ConnectionHandler

from assets.shell import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_connection(monkeypatch, tmp_path):
    """A connection to where no database listens."""
    nowhere = {**settings.DATABASES["default"], "HOST": str(tmp_path), "PORT": ""}
    monkeypatch.setattr(views, "connection", ConnectionHandler({"default": nowhere})["default"])


def test_ok_when_the_database_answers(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_unavailable_when_it_does_not(client, broken_connection):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


def test_it_looks_at_no_session(client, broken_connection, django_assert_num_queries):
    """The session lies in the same database: whoever looks at it answers 500 when the database is away."""
    client.cookies["sessionid"] = "whatever"
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 503


def test_never_cached_and_no_session_made(client):
    answer = client.get("/healthz")
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_head_works_and_post_does_not(client):
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
