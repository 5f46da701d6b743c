"""The field page: what is nearest to the one who holds the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assets.field.nearby import LIMIT
from assets.field.page_texts import page_texts
from assets.registry.classes import CATALOGUE
from assets.registry.rights import Right, needs


@needs(Right.SEE)
@require_safe
def field_page(request: HttpRequest) -> HttpResponse:
    """The page; static/field/field.js asks for the position and fills it."""
    setup = {
        "nearby_url": reverse("api-asset-nearby"),
        "asset_url": reverse("asset-detail", args=["CODE"]),
        "neighbours_url": reverse("api-asset-list"),
        "districts_url": f"{reverse('api-district-list')}?geometry=true&level=district",
        "limit": LIMIT,
        "texts": page_texts(),
    }
    return render(
        request,
        "field/field.html",
        {"setup": setup, "classes": list(CATALOGUE.values()), "title": _("Nearby")},
    )
