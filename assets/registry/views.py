"""Pages of assets: the table, one asset, its card for the map, its edit form."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assets.registry import editing, facts, filters, paging, places
from assets.registry.choosing import filter_choices
from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError, Malformed
from assets.registry.forms import form_for
from assets.registry.lookup import of_its_class, visible_asset
from assets.registry.models import Asset
from assets.registry.past import as_they_stood
from assets.registry.rights import Right, may, may_with, needs, require_with
from assets.registry.scope import scope_of
from assets.registry.sections import sections
from assets.registry.timeline import timeline
from assets.registry.wording import told

ROWS_A_PAGE = 50
# The filters of the form that are folded away while none of them is used.
MORE_WORDS = {
    "year_from",
    "year_to",
    "material",
    "diameter_min",
    "diameter_max",
    "owner",
    "inspected_before",
    "maintained_before",
    "overdue",
}
HISTORY_SHOWN = 15
HISTORY_ON_CARD = 3
# What the table can be sorted by: columns that have an index to walk along.
SORTS = {"code": ("code", "pk"), "-updated_at": ("-updated_at", "-pk")}


@needs(Right.SEE)
@require_safe
def asset_list(request: HttpRequest) -> HttpResponse:
    """The table of assets, narrowed by the same words as the API; htmx asks for the rows alone."""
    wanted = filters.parse(request.GET, request.user, also=("cursor", "sort"))
    sort = wanted.given.get("sort", "code")
    if sort not in SORTS:
        raise Malformed("sort", " / ".join(SORTS))
    if wanted.as_of is None:
        rows = Asset.objects.filter(scope_of(request.user).condition(), wanted.condition)
        found, last = table_page(rows, sort, wanted.given.get("cursor"))
    elif "sort" in wanted.given:
        raise Malformed("sort", _("left out where as_of is given: past rows come in a fixed order"))
    else:
        found, last = past_page(as_they_stood(request.user, wanted), wanted.given.get("cursor"))
    kept = {name: text for name, text in wanted.given.items() if name not in ("cursor", "sort")}
    context = {
        "assets": found,
        "sort": sort,
        "given": wanted.given,
        "filtered": bool(kept),
        "as_of": wanted.as_of,
        "now_url": "?" + urlencode({name: text for name, text in kept.items() if name != "as_of"}),
        "by_code_url": "?" + urlencode(kept),
        "by_change_url": "?" + urlencode({**kept, "sort": "-updated_at"}),
        "first_url": "?" + urlencode({**kept, **({"sort": sort} if sort != "code" else {})})
        if "cursor" in wanted.given
        else "",
        "export_query": urlencode(kept) if may(request.user, Right.EXPORT) else None,
        "next_url": "?" + urlencode({**wanted.given, "cursor": paging.encode_cursor(last)}) if last else "",
    }
    if request.htmx and request.htmx.target == "asset-rows":  # type: ignore[attr-defined]
        return render(request, "registry/_rows.html", context)
    context["choices"] = filter_choices(request.user, wanted.given)
    context["more_given"] = bool(set(wanted.given) & MORE_WORDS)
    return render(request, "registry/asset_list.html", context)


def table_page(rows: QuerySet, sort: str, cursor: str | None) -> tuple[list[Asset], list | None]:
    """A page of the table in the order `sort`, and the key of its end where more follow."""
    if sort == "code":
        if cursor:
            rows = rows.filter(code__gt=paging.decode_cursor(cursor, [str])[0])
    elif cursor:
        moment, key = paging.decode_cursor(cursor, [str, int])
        when = filters.moment("cursor", moment)
        # Row by row comparison would hide the index: the first condition walks it, the second skips the ties.
        rows = rows.filter(updated_at__lte=when).exclude(updated_at=when, pk__gte=key)
    found = list(rows.select_related("district").order_by(*SORTS[sort])[: ROWS_A_PAGE + 1])
    if len(found) <= ROWS_A_PAGE:
        return found, None
    found.pop()
    end = found[-1]
    return found, [end.code] if sort == "code" else [end.updated_at.isoformat(), end.pk]


def past_page(events: QuerySet, cursor: str | None) -> tuple[list, list | None]:
    """A page of past rows (past.as_they_stood), and the key of its end where more follow."""
    if cursor:
        events = events.filter(pgh_obj_id__gt=paging.decode_cursor(cursor, [int])[0])
    found = list(events.select_related("district")[: ROWS_A_PAGE + 1])
    if len(found) <= ROWS_A_PAGE:
        return found, None
    found.pop()
    return found, [found[-1].pgh_obj_id]


@needs(Right.SEE)
@require_safe
def asset_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one asset: fields, map, history, and the parts that other rooms add."""
    asset = of_its_class(visible_asset(request.user, code))
    entries = timeline(asset, HISTORY_SHOWN + 1)
    with_empty = request.GET.get("empty") == "1"
    pipes, more_pipes = facts.joined_pipes(request.user, asset)
    context = {
        "asset": asset,
        "entry": CATALOGUE[asset.asset_class],
        "groups": facts.groups(asset, with_empty=with_empty),
        "with_empty": with_empty,
        "pipes": pipes,
        "more_pipes": more_pipes,
        "place": places.small_map(asset),
        "history": told(asset.asset_class, entries[:HISTORY_SHOWN]),
        "more_history": len(entries) > HISTORY_SHOWN,
        "sections": room_sections(request, asset),
        "may_edit": may_with(request.user, Right.EDIT, asset),
        "admin_url": admin_address(request, asset),
        "map_url": places.map_address(asset),
    }
    return render(request, "registry/asset_detail.html", context)


def admin_address(request: HttpRequest, asset: Asset) -> str:
    """The asset's page in the administration for those who may enter it; empty for others."""
    if not (request.user.is_staff and may(request.user, Right.EDIT)):
        return ""
    return reverse(f"admin:registry_{asset._meta.model_name}_change", args=[asset.pk])


@needs(Right.SEE)
@require_safe
def asset_history(request: HttpRequest, code: str) -> HttpResponse:
    """The whole history, page by page; htmx adds the next lines to those already shown."""
    asset = visible_asset(request.user, code)
    given = filters.read(request.GET, {"before"})
    before = filters.moment("before", given["before"]) if "before" in given else None
    entries = timeline(asset, HISTORY_SHOWN + 1, before)
    shown = entries[:HISTORY_SHOWN]
    if len(entries) > len(shown):
        shown = [entry for entry in entries if entry.when >= shown[-1].when]
    context = {
        "asset": asset,
        "history": told(asset.asset_class, shown),
        "older": shown[-1].when.isoformat() if len(entries) > len(shown) else "",
    }
    partial = bool(request.htmx)  # type: ignore[attr-defined]
    return render(
        request, "registry/_history_lines.html" if partial else "registry/asset_history.html", context
    )


@needs(Right.SEE)
@require_safe
def asset_card(request: HttpRequest, code: str) -> HttpResponse:
    """The card that the map shows of one asset: a fragment."""
    asset = of_its_class(visible_asset(request.user, code))
    context = {
        "asset": asset,
        "entry": CATALOGUE[asset.asset_class],
        "facts": facts.card_facts(asset),
        "history": told(asset.asset_class, timeline(asset, HISTORY_ON_CARD)[:HISTORY_ON_CARD]),
        "sections": room_sections(request, asset, compact=True),
        "may_edit": may_with(request.user, Right.EDIT, asset),
    }
    return render(request, "registry/asset_card.html", context)


def room_sections(request: HttpRequest, asset: Asset, *, compact: bool = False) -> list[dict]:
    """The parts that upper rooms add to an asset's page, or with `compact` to its card, rendered."""
    rendered = []
    for section in sections():
        context = section.context(asset, request.user)
        if context is not None:
            html = render_to_string(section.template, {**context, "compact": compact}, request)
            rendered.append({"name": section.name, "html": html})
    return rendered


@needs(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def asset_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The edit form; what another person saved meanwhile is not overwritten."""
    asset = of_its_class(visible_asset(request.user, code))
    require_with(request.user, Right.EDIT, asset)
    form = form_for(asset, request)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                changed = editing.change_asset(
                    request.user, asset, form.changes(), seen=form.seen(), through="page"
                )
            except DomainError as refusal:
                form.add_error(None, refusal.detail())
                status = refusal.status
            else:
                messages.success(request, _("Saved."))
                return redirect(reverse("asset-detail", args=[changed.code]))
    context = {
        "asset": asset,
        "entry": CATALOGUE[asset.asset_class],
        "form": form,
        "place": places.small_map(asset),
    }
    return render(request, "registry/asset_edit.html", context, status=status)
