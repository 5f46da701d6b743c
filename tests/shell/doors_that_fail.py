"""The site's doors, and one for each way a page can fail."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import path

from assets.registry.errors import Conflict, Malformed
from gis_registry import urls
from gis_registry.urls import handler400, handler403, handler404, handler500  # noqa: F401


def failing(error: BaseException):
    @login_not_required
    def view(request):
        raise error

    return view


def forgotten(request):
    """A page whose author forgot to ask for a right."""
    return HttpResponse("secret")


@login_not_required
def reads_a_form(request):
    return HttpResponse(request.POST.get("text", ""))


urlpatterns = [
    *urls.urlpatterns,
    path("fails/conflict/", failing(Conflict())),
    path("fails/malformed/", failing(Malformed("bbox", "minlon,minlat,maxlon,maxlat"))),
    path("fails/missing/", failing(Http404("gone"))),
    path("fails/denied/", failing(PermissionDenied())),
    path("fails/suspicious/", failing(SuspiciousOperation("odd"))),
    path("fails/bug/", failing(RuntimeError("a bug"))),
    path("api/fails/bug/", failing(RuntimeError("a bug"))),
    path("tiles/fails/conflict/", failing(Conflict())),
    path("fails/form/", reads_a_form),
    path("forgotten/", forgotten),
]
