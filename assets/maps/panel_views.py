"""Doors that the map page's panels ask: what a drawn shape holds, what changed between two days. They answer JSON."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from assets.maps.changes import changes
from assets.maps.drawn_selection import drawn_selection
from assets.maps.drawn_shape import MOST_BYTES, MOST_VERTICES, BodyTooLarge, read_shape
from assets.registry.errors import DomainError
from assets.registry.rights import Right, require


def answers_json(view: Callable[[HttpRequest], dict]) -> Callable[[HttpRequest], JsonResponse]:
    """The view's dict, or its refusal, as JSON that nobody between keeps; for those who may see the registry."""

    @wraps(view)
    def door(request: HttpRequest) -> JsonResponse:
        try:
            require(request.user, Right.SEE)
            response = JsonResponse(view(request))
        except DomainError as refusal:
            response = JsonResponse(refusal.as_json(), status=refusal.status)
        response["Cache-Control"] = "private, no-store"
        return response

    return door


@require_POST
@answers_json
def map_selection(request: HttpRequest) -> dict:
    """What the shape in the body holds, by the filters of the query."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise BodyTooLarge(limit=f"{MOST_VERTICES:,}", kilobytes=MOST_BYTES // 1000)
    return drawn_selection(request.user, read_shape(request.body), request.GET)


@require_safe
@answers_json
def map_changes(request: HttpRequest) -> dict:
    """What changed between the days `from` and `to`, by the filters of the query."""
    return changes(request.user, request.GET)
