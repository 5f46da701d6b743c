"""The district pages: all compared, and one in depth."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from assets.districts.api import district_named, moment_asked_for
from assets.districts.choropleth import MEASURES, choropleth
from assets.districts.figures import Figures, UnitFigures, figures_of
from assets.districts.happenings import as_geojson, happenings
from assets.districts.period import Period, period_asked_for
from assets.districts.rows import class_rows, condition_parts
from assets.registry import rights
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed
from assets.registry.filters import words
from assets.registry.models import District
from assets.registry.rights import Right
from assets.registry.scope import scope_of, visible_districts

HAPPENINGS_PER_PAGE = 25
POINTS_ON_MAP = 1000
OUTLINE_TOLERANCE_M = 20


@require_GET
@rights.needs(Right.SEE)
def district_list(request: HttpRequest) -> HttpResponse:
    """The districts compared in a table and on a small map, and the tree below them."""
    period = period_asked_for(request.GET)
    measure = MEASURES.get(request.GET.get("measure", "poor"))
    if measure is None:
        raise Malformed("measure", _("one of %s") % ", ".join(MEASURES))
    visible = visible_districts(request.user).defer("boundary", "mercator")
    tree = list(visible.exclude(level=District.Level.COMMUNITY).order_by("code"))
    compared = [unit for unit in tree if unit.level == District.Level.DISTRICT] or _topmost(tree)
    above = [unit for unit in tree if unit.level == District.Level.CITY]
    figures = figures_of([*compared, *above], scope_of(request.user), period)
    context = {
        "rows": [_compared_row(unit, figures[unit.pk], period) for unit in compared],
        "above": [_compared_row(unit, figures[unit.pk], period) for unit in above],
        "map": choropleth({unit.pk: figures[unit.pk] for unit in compared}, compared, measure),
        "measures": MEASURES.values(),
        "measure": measure,
        "period": period,
        "below": [
            {"unit": unit, "units": [low for low in tree if low.parent_id == unit.pk]} for unit in compared
        ],
        "is_schematic": any(unit.accuracy == District.Accuracy.SCHEMATIC for unit in compared),
        "today": timezone.localdate(),
    }
    return render(request, "districts/list.html", context)


@require_GET
@rights.needs(Right.SEE)
def district_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One district: its figures by class, the units below it, and its maintenance history."""
    district = district_named(request.user, code)
    as_of = moment_asked_for(request.GET.get("as_of"))
    period = period_asked_for(request.GET, timezone.localdate(as_of) if as_of else None)
    scope = scope_of(request.user)
    below = list(
        visible_districts(request.user).filter(parent=district).defer("boundary", "mercator").order_by("code")
    )
    figures = figures_of([district, *below], scope, period, as_of)
    total = figures[district.pk]
    context = {
        "district": district,
        "ancestors": _ancestors(request.user, district),
        "period": period,
        "as_of": as_of,
        "as_of_day": timezone.localdate(as_of) if as_of else None,
        "total": total.total,
        "condition": condition_parts(total.total, district.code),
        "class_rows": class_rows(total, district.code, period),
        "below": [
            _compared_row(unit, figures[unit.pk], period) for unit in below if figures[unit.pk].total.count
        ],
        "below_empty": [unit for unit in below if not figures[unit.pk].total.count],
        "unplaced": total.total.count - sum(figures[unit.pk].total.count for unit in below),
        "links": _links(district.code, period),
        "texts": _map_texts(),
        **_history(request, district, period),
    }
    return render(request, "districts/detail.html", context)


@require_GET
@rights.needs(Right.SEE)
def district_history(request: HttpRequest, code: str) -> HttpResponse:
    """A further page of the maintenance history, for htmx."""
    district = district_named(request.user, code)
    period = period_asked_for(request.GET)
    return render(
        request,
        "districts/_history.html",
        {"district": district, "period": period, **_history(request, district, period)},
    )


@require_GET
@rights.needs(Right.SEE)
def district_points(request: HttpRequest, code: str) -> JsonResponse:
    """The newest happenings of the period as points, with the outline, for the small map."""
    district = district_named(request.user, code)
    period = period_asked_for(request.GET)
    rows = happenings(
        district, scope_of(request.user), period, POINTS_ON_MAP + 1, asset_classes=_classes(request)
    )
    outline = None
    if district.boundary:
        simplified = district.boundary.simplify(OUTLINE_TOLERANCE_M, preserve_topology=True)
        outline = json.loads(simplified.transform(4326, clone=True).geojson)
    return JsonResponse(
        {
            "boundary": outline,
            "points": as_geojson(rows[:POINTS_ON_MAP]),
            "has_more": len(rows) > POINTS_ON_MAP,
        }
    )


def _history(request: HttpRequest, district: District, period: Period) -> dict:
    """A page of happenings, and the address of the next one."""
    classes = _classes(request)
    rows = happenings(
        district,
        scope_of(request.user),
        period,
        HAPPENINGS_PER_PAGE + 1,
        request.GET.get("cursor", ""),
        classes,
    )
    next_url = ""
    if len(rows) > HAPPENINGS_PER_PAGE:
        rows = rows[:HAPPENINGS_PER_PAGE]
        narrowed = f"&asset_class={','.join(classes)}" if classes else ""
        address = reverse("district-history", args=[district.code])
        next_url = f"{address}?{period.query}{narrowed}&cursor={rows[-1].cursor}"
    return {"happenings": rows, "next_url": next_url, "is_first_page": not request.GET.get("cursor")}


def _classes(request: HttpRequest) -> list[str] | None:
    text = request.GET.get("asset_class", "").strip()
    return words("asset_class", text, CATALOGUE) if text else None


def _compared_row(unit: District, figures: UnitFigures, period: Period) -> dict:
    return {
        "unit": unit,
        "total": figures.total,
        "pipes": figures.by_class.get("pipe", Figures()),
        "parks": figures.by_class.get("park", Figures()),
        "condition": condition_parts(figures.total, unit.code),
        "links": _links(unit.code, period),
    }


def _links(code: str, period: Period) -> dict[str, str]:
    """The rows behind each figure of a district."""
    there = "status=planned,in_service,out_of_service"
    assets, work = reverse("asset-list"), reverse("work-list")
    return {
        "assets": f"{assets}?district={code}&{there}",
        "poor": f"{assets}?district={code}&{there}&condition=4,5",
        "overdue": f"{reverse('due-list')}?district={code}",
        "open_work": f"{work}?district={code}&state=open",
        "overdue_work": f"{work}?district={code}&state=open&overdue=yes",
        "finished": f"{work}?district={code}&state=done,verified&{period.query}",
        "inspections": f"{reverse('inspection-list')}?district={code}&{period.query}",
    }


def _topmost(tree: list[District]) -> list[District]:
    """Of the units a tied user may see, those whose parent they may not."""
    seen = {unit.pk for unit in tree}
    return [unit for unit in tree if unit.parent_id not in seen]


def _ancestors(user, district: District) -> list[District]:
    codes = district.tree_path.split("/")[:-1]
    return list(
        visible_districts(user).filter(code__in=codes).only("code", "name", "name_en").order_by("tree_path")
    )


def _map_texts() -> dict[str, str]:
    """Sentences the map's script shows."""
    return {
        "open": str(_("Open")),
        "loading": str(_("Loading the map…")),
        "failed": str(_("The map could not be loaded. Load the page again.")),
        "nothing": str(_("Nothing to show on the map in this period.")),
        "more": str(_("The map shows the newest %s.")) % f"{POINTS_ON_MAP:,}",
        "inspection": str(_("Inspection")),
        "work_order": str(_("Work")),
    }
