"""Doors of the map that programs use: the tiles, the legend's counts."""

import random

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from assets.maps import figures, selection, tiles, upkeep
from assets.registry.errors import DomainError
from assets.registry.scope import scope_of

PRUNE_ONCE_IN = 500


class LoginNeeded(DomainError):
    """A program asks without saying who it is."""

    code = "not_authenticated"
    status = 401
    message = _("Log in first, or send the header Authorization: Token ....")


def reader(request: HttpRequest):
    """The session's or the token's user. Raises LoginNeeded for a token that is not known."""
    if request.headers.get("Authorization", "").startswith("Token "):
        try:
            authenticated = TokenAuthentication().authenticate(request)
        except AuthenticationFailed as error:
            raise LoginNeeded from error
        if authenticated:
            return authenticated[0]
    return request.user


def _chosen(request: HttpRequest) -> selection.Selection:
    """What the query asks for as far as its reader may see; raises LoginNeeded where nothing at all is open to them."""
    user = reader(request)
    scope = scope_of(user)
    if scope.nothing and not user.is_authenticated:
        raise LoginNeeded
    return selection.parse(request.GET, scope, user)


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A vector tile for this reader: 304 where they have it, from the cache where it was drawn, else drawn now."""
    place = tiles.Tile(z, x, y)
    chosen = _chosen(request)
    seen = tiles.known(place, chosen)
    tag = f'"{seen.tag}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        body, served = seen.body, "cache"
        if body is None:
            body, served = tiles.drawn(place, chosen, seen), "drawn"
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
    return JsonResponse(figures.counts(_chosen(request)))
