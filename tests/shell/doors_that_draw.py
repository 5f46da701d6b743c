"""The site's doors, and a page with a form whose geometry is drawn on a map."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.gis import forms as gis_forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from leaflet.forms.widgets import LeafletWidget

from assets.shell.leaflet import with_nonce
from gis_registry import urls
from gis_registry.urls import handler400, handler403, handler404, handler500  # noqa: F401

PAGE = """
{% extends "shell/base.html" %}{% load leaflet_tags %}
{% block title %}Drawing{% endblock %}
{% block head %}{% leaflet_css plugins="forms" %}{% leaflet_js plugins="forms" %}{% endblock %}
{% block content %}
<section class="page"><form method="post" class="form">{% csrf_token %}{{ form.as_div }}
<button class="button" type="submit">Save</button></form><p id="drawn">{{ drawn }}</p></section>
{% endblock %}
"""


class AreaForm(forms.Form):
    area = gis_forms.PolygonField(widget=LeafletWidget)


@login_not_required
def draws(request):
    form = with_nonce(AreaForm(request.POST or None), request)
    drawn = form.cleaned_data["area"].geom_type if form.is_valid() else ""
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"form": form, "drawn": drawn}, request))


urlpatterns = [*urls.urlpatterns, path("draws/", draws)]
