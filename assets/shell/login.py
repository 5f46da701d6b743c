"""Pages are closed: a view that does not say otherwise sends strangers to the login page."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest

from assets.shell.errors import MACHINE_PATHS


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
