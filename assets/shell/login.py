"""Pages are closed: a view that does not say otherwise sends strangers to the login page."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from assets.shell.errors import MACHINE_PATHS, wants_json


class PageLoginMiddleware(LoginRequiredMiddleware):
    """
    Asks for a login before every page view, also one whose author forgot `rights.needs`.

    The API and the tiles answer strangers themselves (401 as JSON, or the public classes). A view marked
    `login_not_required` is let through before the session is touched, so `/healthz` answers without a database.
    """

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True) or request.path.startswith(MACHINE_PATHS):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:  # type: ignore[override]
        """
        Redirect to the login page and back.

        A part of a page asked for after the session ended takes the whole page to the login, not the login form
        into the part; a script that asked for JSON gets 401.
        """
        if htmx := getattr(request, "htmx", None):
            return HttpResponseClientRedirect(redirect_to_login(htmx.current_url_abs_path or "/").url)
        if wants_json(request):
            return JsonResponse(
                {"detail": _("Your session has ended. Log in again."), "code": "not_logged_in"}, status=401
            )
        return super().handle_no_permission(request, view_func)
