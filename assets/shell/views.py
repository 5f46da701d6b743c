"""Doors of the frame itself: health, account, robots, the icon."""

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error as DatabaseUnavailable
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assets.registry.models import District, Role
from assets.registry.rights import Right, needs

# The accounts a demonstration is loaded with; shown at its login page and nowhere else.
DEMO_ACCOUNTS = (
    ("planner", Role.PLANNER),
    ("crew", Role.CREW),
    ("gis", Role.GIS),
    ("manager", Role.MANAGER),
    ("admin", Role.ADMINISTRATOR),
)


class LogIn(auth.LoginView):
    """The login page; in a demonstration it tells the accounts."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict:
        accounts = () if settings.PRODUCTION else DEMO_ACCOUNTS
        told = [(name, role.label) for name, role in accounts]
        return super().get_context_data(demo_accounts=told, **kwargs)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 otherwise; no login, for supervisors and load balancers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseUnavailable:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon unasked (on JSON answers, for one): the icon the pages name."""
    return HttpResponsePermanentRedirect(staticfiles_storage.url("shell/icon.svg"))


@needs(Right.SEE)
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: role, districts, what that allows, how programs get in."""
    districts = District.objects.filter(users=request.user.pk).order_by("tree_path")
    return render(request, "shell/account.html", {"districts": districts})
