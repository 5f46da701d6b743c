"""Pages of saved views: the list, saving, opening, changing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assets.registry.errors import Malformed
from assets.registry.rights import Right, may, needs
from assets.saved_views import keeping
from assets.saved_views.models import SavedView

PAGES = ", ".join(SavedView.Page.values)


@needs(Right.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def view_list(request: HttpRequest) -> HttpResponse:
    """All views the person may open, or for htmx those of one `page` as a fragment; POST saves one."""
    if request.method == "POST":
        given = request.POST
        view = keeping.save(
            request.user,
            name=given.get("name", ""),
            page=given.get("page", ""),
            query=given.get("query", ""),
            place=given.get("place", ""),
            shared=given.get("shared") == "yes",
            replace=given.get("replace") == "yes",
        )
        if request.headers.get("HX-Request"):
            return _fragment(request, view.page, said=_("Saved as “%s”.") % view.name)
        messages.success(request, _("Saved as “%s”.") % view.name)
        return redirect(keeping.address(view))
    page = request.GET.get("page", "")
    if page and page not in SavedView.Page.values:
        raise Malformed("page", PAGES)
    if request.headers.get("HX-Request"):
        if request.GET.get("menu") == "yes":
            return render(request, "saved_views/_menu.html", _context(request, page))
        return _fragment(request, page)
    return render(request, "saved_views/views.html", _context(request, page))


@needs(Right.SEE)
@require_safe
def view_default(request: HttpRequest) -> JsonResponse:
    """Where the person's page opens: `{"address": ...}`, null where they chose nothing."""
    page = request.GET.get("page", "")
    if page not in SavedView.Page.values:
        raise Malformed("page", PAGES)
    response = JsonResponse({"address": keeping.default_address(request.user, page)})
    response["Cache-Control"] = "private, no-store"
    return response


@needs(Right.SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def view_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the page as the view shows it; POST with `action` changes the view."""
    view = keeping.visible_view(request.user, pk)
    if request.method != "POST":
        return HttpResponseRedirect(keeping.address(view))
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Malformed("action", ", ".join(ACTIONS))
    page = view.page
    said = action(request, view)
    if request.headers.get("HX-Request"):
        return _fragment(request, page if request.POST.get("of_page") else "", said=said)
    messages.success(request, said)
    return redirect(_back(request))


def _rename(request: HttpRequest, view: SavedView) -> str:
    keeping.rename(request.user, view, request.POST.get("name", ""))
    return _("Renamed.")


def _share(request: HttpRequest, view: SavedView) -> str:
    keeping.share(request.user, view, True)
    return _("Everyone who may see the registry can open it now; each sees what their districts allow.")


def _unshare(request: HttpRequest, view: SavedView) -> str:
    keeping.share(request.user, view, False)
    return _("Only you can open it now.")


def _delete(request: HttpRequest, view: SavedView) -> str:
    keeping.delete(request.user, view)
    return _("Deleted.")


def _set_default(request: HttpRequest, view: SavedView) -> str:
    keeping.open_with(request.user, view, True)
    return _("The page opens with this view from now on.")


def _unset_default(request: HttpRequest, view: SavedView) -> str:
    keeping.open_with(request.user, view, False)
    return _("The page opens as usual from now on.")


ACTIONS: dict[str, Callable[[HttpRequest, SavedView], str]] = {
    "rename": _rename,
    "share": _share,
    "unshare": _unshare,
    "delete": _delete,
    "default": _set_default,
    "no_default": _unset_default,
}


def _fragment(request: HttpRequest, page: str, said: str = "") -> HttpResponse:
    return render(request, "saved_views/_list.html", {**_context(request, page), "said": said})


HEADINGS = {
    SavedView.Page.MAP: gettext_lazy("Of the map"),
    SavedView.Page.ASSETS: gettext_lazy("Of the asset table"),
    SavedView.Page.DISTRICT: gettext_lazy("Of district pages"),
}


def _context(request: HttpRequest, page: str) -> dict:
    views = list(keeping.visible_views(request.user, page))
    groups = [
        {"page": each, "heading": HEADINGS[each], "views": [view for view in views if view.page == each]}
        for each in SavedView.Page
    ]
    return {
        "groups": [group for group in groups if group["views"]],
        "of_page": page,
        "none": not views,
        "is_administrator": may(request.user, Right.ADMINISTER),
    }


def _back(request: HttpRequest) -> str:
    """The page a form was sent from where that is one of this site's; the list otherwise."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("view-list")
