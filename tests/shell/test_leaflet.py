"""django-leaflet's inline scripts carry the page's nonce, so the browser runs them under the policy."""

import re

import pytest
from csp.middleware import CSPMiddleware
from django import forms
from django.contrib.gis import forms as gis_forms
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext
from leaflet.forms.widgets import LeafletWidget

from assets.shell.leaflet import DRAWING_TEXTS, with_nonce


class PlaceForm(forms.Form):
    name = forms.CharField()
    place = gis_forms.PointField(widget=LeafletWidget)


def answered(make_body) -> HttpResponse:
    """A page with this body, answered through the policy's middleware."""
    return CSPMiddleware(lambda request: HttpResponse(make_body(request)))(RequestFactory().get("/"))


def nonces(answer) -> tuple[set[str], str]:
    """The nonces of the executable inline scripts, and the policy's."""
    tags = re.findall(r"<script\b(?![^>]*src=)(?![^>]*application/json)[^>]*>", answer.content.decode())
    assert tags
    said = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert said
    return {(re.search(r'nonce="([^"]*)"', tag) or [None, ""])[1] for tag in tags}, said.group(1)


def test_a_form_s_map_widget():
    written, allowed = nonces(answered(lambda request: with_nonce(PlaceForm(), request).as_div()))
    assert written == {allowed}


def test_a_map_in_a_template(rf):
    template = Template('{% load leaflet_tags %}{% leaflet_map "small" csp_nonce=CSP_NONCE %}')
    written, allowed = nonces(
        answered(lambda request: template.render(RequestContext(request, {"CSP_NONCE": request.csp_nonce})))
    )
    assert written == {allowed}


@pytest.mark.parametrize("text", DRAWING_TEXTS)
def test_the_drawing_tools_speak_chinese(text):
    with translation.override("zh-hans"):
        assert re.search(r"[\u4e00-\u9fff]", gettext(text))
