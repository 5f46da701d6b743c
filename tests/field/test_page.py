"""The field page's own answer; what its scripts do with it is in tests/browser/test_field.py."""

import json
import re

import pytest

from assets.field.page_texts import page_texts
from assets.registry.classes import CATALOGUE
from assets.registry.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_everyone_who_sees_may_look_around(login, districts, role):
    response = login(role).get("/field/")
    assert response.status_code == 200
    body = response.content.decode()
    for name in CATALOGUE:
        assert f'data-class="{name}"' in body


def test_strangers_log_in_first(login, districts):
    response = login(None).get("/field/")
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]


def test_the_scripts_get_their_sentences_in_chinese(login, districts):
    body = login("crew").get("/field/").content.decode()
    setup = json.loads(re.search(r'<script id="field-setup"[^>]*>(.*?)</script>', body, re.S)[1])
    sentences = [text for text in setup["texts"].values() if isinstance(text, str)]
    assert len(sentences) > 15
    for sentence in sentences:
        assert re.search(r"[\u4e00-\u9fff]", sentence), sentence


def test_the_scripts_ask_for_no_sentence_that_is_not_there():
    from django.conf import settings

    asked = set()
    for script in (settings.BASE_DIR / "static" / "field").glob("*.js"):
        asked |= set(re.findall(r"texts\.(\w+)", script.read_text(encoding="utf-8")))
    assert asked and asked <= set(page_texts()) | {"map"}
