"""Saving, opening, changing and sharing views: who may, and what a view may hold."""

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import Conflict, DomainError, Malformed, NotAllowed, NotFound
from assets.registry.rights import Right, may
from assets.saved_views.models import LONGEST_NAME, LONGEST_QUERY, DefaultView, SavedView

MOST_VIEWS = 200
MOST_WORDS = 60
WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
PLACES = {
    SavedView.Page.MAP: re.compile(r"|\d{1,2}(\.\d{1,4})?/-?\d{1,2}(\.\d{1,7})?/-?\d{1,3}(\.\d{1,7})?"),
    SavedView.Page.ASSETS: re.compile(r""),
    SavedView.Page.DISTRICT: re.compile(r"\d{6}|\d{9}|\d{12}"),
}
# What belongs to a moment, not to a view.
LEFT_OUT = {"cursor", "view"}


class TooManyViews(DomainError):
    """A person has as many views as one may have (409)."""

    code = "too_many_views"
    status = 409
    message = _("You have %(most)s saved views, which is the most. Delete one first.")


class NameTaken(Conflict):
    """The person has a view of that name for this page (409)."""

    code = "name_taken"
    message = _("You already have a view of this name here. Choose another name, or tick “replace”.")


def visible_views(user, page: str | None = None) -> QuerySet:
    """The views `user` may open: their own and shared ones; each marked `is_default` where it is theirs."""
    if not may(user, Right.SEE):
        return SavedView.objects.none()
    views = SavedView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")
    if page:
        views = views.filter(page=page)
    own_default = DefaultView.objects.filter(person=user, view=OuterRef("pk"))
    return views.annotate(is_default=Exists(own_default)).order_by("page", "name", "pk")


def visible_view(user, pk: int) -> SavedView:
    """One view. Raises NotFound where it is neither the user's own nor shared."""
    view = visible_views(user).filter(pk=pk).first()
    if view is None:
        raise NotFound
    return view


def judged_name(text: str) -> str:
    """A view's name: trimmed, without control characters. Raises Malformed."""
    name = " ".join(str(text).split())
    if (
        not name
        or len(name) > LONGEST_NAME
        or any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name)
    ):
        raise Malformed("name", _("a name of 1 to %s characters") % LONGEST_NAME)
    return name


def judged_query(text: str) -> str:
    """
    A query string taken apart and put together again; what belongs to a moment only (cursor) is left out.

    Which words a page knows is judged by the page when the view is opened. Raises Malformed.
    """
    expected = _("the query of a page, at most %s characters") % LONGEST_QUERY
    if len(text) > LONGEST_QUERY:
        raise Malformed("query", expected)
    try:
        pairs = parse_qsl(
            text.removeprefix("?"), keep_blank_values=True, errors="strict", max_num_fields=MOST_WORDS
        )
    except (ValueError, UnicodeError) as error:
        raise Malformed("query", expected) from error
    for name, value in pairs:
        if not WORD.fullmatch(name) or any(ord(letter) < 32 for letter in value):
            raise Malformed("query", expected)
    query = urlencode([(name, value) for name, value in pairs if name not in LEFT_OUT], safe=",")
    if len(query) > LONGEST_QUERY:
        raise Malformed("query", expected)
    return query


def save(
    user,
    *,
    name: str,
    page: str,
    query: str = "",
    place: str = "",
    shared: bool = False,
    replace: bool = False,
) -> SavedView:
    """
    Keep a view. Raises Malformed, NameTaken (unless `replace`), TooManyViews, NotAllowed.

    place: "zoom/lat/lon" of the map without "#", a district's code, empty for the table.
    """
    if not may(user, Right.SEE):
        raise NotAllowed
    if page not in SavedView.Page.values:
        raise Malformed("page", ", ".join(SavedView.Page.values))
    if not PLACES[SavedView.Page(page)].fullmatch(place):
        raise Malformed("place", _("zoom/latitude/longitude of the map, or a district's code"))
    kept = {"query": judged_query(query), "place": place, "shared": bool(shared)}
    name = judged_name(name)
    if replace:
        existing = SavedView.objects.filter(owner=user, page=page, name=name).first()
        if existing is not None:
            for field, value in kept.items():
                setattr(existing, field, value)
            existing.save()
            return existing
    if SavedView.objects.filter(owner=user).count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    try:
        with transaction.atomic():
            return SavedView.objects.create(owner=user, name=name, page=page, **kept)
    except IntegrityError as error:
        raise NameTaken from error


def rename(user, view: SavedView, name: str) -> None:
    """Give one's own view another name."""
    _require_own(user, view)
    view.name = judged_name(name)
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "changed_at"])
    except IntegrityError as error:
        raise NameTaken from error


def share(user, view: SavedView, shared: bool) -> None:
    """Show one's own view to all who may see the registry, or to nobody else again."""
    _require_own(user, view)
    view.shared = shared
    view.save(update_fields=["shared", "changed_at"])
    if not shared:
        DefaultView.objects.filter(view=view).exclude(person=view.owner_id).delete()


def delete(user, view: SavedView) -> None:
    """Delete one's own view; administrators may delete shared ones."""
    if view.owner_id != user.pk and not (view.shared and may(user, Right.ADMINISTER)):
        raise NotAllowed
    view.delete()


def open_with(user, view: SavedView, wanted: bool) -> None:
    """Have the person's page open with this view, or no longer."""
    if wanted:
        DefaultView.objects.update_or_create(person=user, page=view.page, defaults={"view": view})
    else:
        DefaultView.objects.filter(person=user, page=view.page, view=view).delete()


def default_address(user, page: str) -> str | None:
    """The address this person's page opens with; None where they chose none, or may no longer open it."""
    view = visible_views(user, page).filter(is_default=True).first()
    return None if view is None else address(view)


def address(view: SavedView) -> str:
    """The address of the page as the view shows it: always one of this site's own pages."""
    query = f"?{view.query}" if view.query else ""
    if view.page == SavedView.Page.DISTRICT:
        return reverse("district-detail", args=[view.place]) + query
    if view.page == SavedView.Page.ASSETS:
        return reverse("asset-list") + query
    return reverse("map") + (query or "?view=plain") + (f"#{view.place}" if view.place else "")


def _require_own(user, view: SavedView) -> None:
    if view.owner_id != user.pk:
        raise NotAllowed
