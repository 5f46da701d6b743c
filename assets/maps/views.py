"""Doors of the map: the page, the tiles, the legend's counts."""

import random

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import Transform
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from assets.maps import figures, selection, tiles, upkeep
from assets.maps.page_texts import page_texts
from assets.registry.errors import DomainError
from assets.registry.rights import Right, needs
from assets.registry.scope import Scope, scope_of, visible_districts

PRUNE_ONCE_IN = 500


class LoginNeeded(DomainError):
    """A program asks without saying who it is."""

    code = "not_authenticated"
    status = 401
    message = _("Log in first, or send the header Authorization: Token ....")


def _reader_scope(request: HttpRequest) -> Scope:
    """The scope of the session's or token's user; raises LoginNeeded where nothing at all is open to them."""
    user = request.user
    if request.headers.get("Authorization", "").startswith("Token "):
        try:
            authenticated = TokenAuthentication().authenticate(request)
        except AuthenticationFailed as error:
            raise LoginNeeded from error
        user = authenticated[0] if authenticated else user
    scope = scope_of(user)
    if scope.nothing and not user.is_authenticated:
        raise LoginNeeded
    return scope


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A vector tile for this reader: 304 where they have it, from the cache where it was drawn, else drawn now."""
    chosen = selection.parse(request.GET, _reader_scope(request))
    place = tiles.Tile(z, x, y)
    key = tiles.etag(place, chosen, tiles.version(place))
    tag = f'"{key}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        body = tiles.cached(key)
        served = "cache"
        if body is None:
            body = tiles.drawn(place, chosen, key)
            served = "drawn"
            if random.random() * PRUNE_ONCE_IN < 1:
                upkeep.forget_tiles()
        response = HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")
        response["Content-Encoding"] = "gzip"
        response["X-Tile"] = served
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Authorization"
    return response


@require_safe
def map_counts(request: HttpRequest) -> JsonResponse:
    """How many assets the filters select, by class and condition."""
    return JsonResponse(figures.counts(selection.parse(request.GET, _reader_scope(request))))


@needs(Right.SEE)
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The map."""
    districts = [
        {"code": district.code, "name": district.label, "bounds": _bounds(district)}
        for district in visible_districts(request.user)
        .filter(boundary__isnull=False)
        .annotate(extent=Extent(Transform("boundary", 4326)))
        .order_by("code")
    ]
    return render(
        request,
        "maps/map.html",
        {
            "districts": districts,
            "setup": {**page_texts(), "districts": districts, "home": settings.REGISTRY_HOME_BOUNDS},
        },
    )


def _bounds(district) -> list[float]:
    return [round(value, 5) for value in district.extent]
