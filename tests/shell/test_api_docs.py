"""The description of the API: for those who may read, and its page without an inline script."""

import re

import pytest
from django.urls import reverse

from assets.registry.models import Role

pytestmark = pytest.mark.django_db


def test_a_stranger_gets_no_description(client):
    answer = client.get(reverse("api-schema"))
    assert answer.status_code == 401
    assert answer.json()["detail"]


def test_a_stranger_at_the_page_is_sent_to_the_login(client):
    answer = client.get(reverse("api-docs"))
    assert answer.url == "/accounts/login/?next=/api/v1/docs/"


def test_a_reader_gets_an_openapi_3_description(login):
    answer = login(Role.VIEWER).get(reverse("api-schema"))
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.")
    assert answer.json()["paths"]


def test_the_page_loads_its_scripts_from_here_and_holds_none(login):
    client = login(Role.VIEWER)
    text = client.get(reverse("api-docs")).text
    tags = re.findall(r"<script\b[^>]*>", text)
    sources = [re.search(r'src="([^"]+)"', tag)[1] for tag in tags]
    assert len(sources) == len(tags) == 2
    assert all(source.startswith("/") for source in sources)
    script = client.get(sources[1].replace("&amp;", "&"))
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "SwaggerUIBundle(" in script.text


def test_yaml_for_those_who_ask_for_it(login):
    answer = login(Role.VIEWER).get(reverse("api-schema"), headers={"accept": "application/vnd.oai.openapi"})
    assert answer.text.startswith("openapi: 3.")
