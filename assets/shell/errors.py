"""Errors of pages: the domain's sentence on a designed page with the right status; JSON where JSON was asked for."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assets.registry.errors import DomainError, NotAllowed, NotFound
from assets.shell.language import language_of
from assets.shell.uploads import NoRoom, UploadTooLarge

MACHINE_PATHS = ("/api/", "/tiles/")


def wants_json(request: HttpRequest) -> bool:
    """Whether the answer is for a program: an API or tile path, or a client that accepts JSON and no HTML."""
    accepts = request.headers.get("Accept", "")
    return request.path.startswith(MACHINE_PATHS) or ("json" in accepts and "html" not in accepts)


def error_response(request: HttpRequest, status: int, sentence: str, code: str) -> HttpResponse:
    """The error as JSON, as a fragment for htmx, or as a page."""
    if wants_json(request):
        return JsonResponse({"detail": sentence, "code": code}, status=status)
    template = "shell/error_fragment.html" if request.headers.get("HX-Request") else "shell/error.html"
    return render(request, template, {"status": status, "sentence": sentence}, status=status)


def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """More was sent than a form, or a file, may hold."""
    sentence = error.sentence if isinstance(error, UploadTooLarge) else _("The request is too large.")
    return error_response(request, 413, sentence, "too_large")


class DomainErrorMiddleware:
    """Turns what views raise into answers; bugs pass through to Django's own reporting and the 500 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            if wants_json(request):
                return JsonResponse(error.as_json(), status=error.status)
            return error_response(request, error.status, error.detail(), error.code)
        if isinstance(error, Http404):
            return page_not_found(request, error)
        if isinstance(error, PermissionDenied):
            return permission_denied(request, error)
        if isinstance(error, RequestDataTooBig):
            return too_large(request, error)
        if isinstance(error, NoRoom):
            return error_response(request, NoRoom.status, error.sentence, "disk_full")
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400. A body over the limit arrives here too: the CSRF check meets it before any view does."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, exception)
    if isinstance(exception, NoRoom):
        return error_response(request, NoRoom.status, exception.sentence, "disk_full")
    return error_response(request, 400, _("The request is malformed."), "malformed")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403"""
    return error_response(request, 403, NotAllowed().detail(), NotAllowed.code)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404"""
    return error_response(request, 404, NotFound().detail(), NotFound.code)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: asks neither the database nor the context processors, which may be what failed."""
    # The failure may lie outside the language middleware, so the cookie is read again.
    with translation.override(language_of(request)):
        sentence = _(
            "Something went wrong on our side. It has been noted; try again, or tell an administrator."
        )
        if wants_json(request):
            return JsonResponse({"detail": sentence, "code": "internal_error"}, status=500)
        page = render_to_string("shell/server_error.html", {"sentence": sentence})
        return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page a form was sent from is too old, or cookies are off."""
    sentence = _("This form has expired. Go back, load the page again and send it once more.")
    return error_response(request, 403, sentence, "form_expired")
