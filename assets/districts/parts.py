"""Parts of a district's page that come after it: history, places of the history, worst assets, inspections planned."""

import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from assets.districts import charts
from assets.districts.api import district_named
from assets.districts.figures import paths_below
from assets.districts.happenings import as_geojson, count_happenings, happenings
from assets.districts.period import Period
from assets.districts.planned import planned_inspections
from assets.districts.question import Question, question_of
from assets.districts.rows import asset_rows, month_end
from assets.districts.tally import work_by_month
from assets.districts.templatetags.quantities import quantity
from assets.districts.worst import worst_assets
from assets.registry import rights
from assets.registry.errors import Malformed
from assets.registry.filters import day
from assets.registry.models import District
from assets.registry.rights import Right
from assets.registry.scope import scope_of

HAPPENINGS_PER_PAGE = 25
POINTS_ON_MAP = 1000
OUTLINE_TOLERANCE_M = 20


@require_GET
@rights.needs(Right.SEE)
def district_history(request: HttpRequest, code: str) -> HttpResponse:
    """The maintenance history of the picked months or of the whole period, page by page, for htmx."""
    question, months = question_of(request.GET), months_asked_for(request.GET)
    district = district_named(request.user, code)
    context = {"district": district, "question": question, **history_of(request, district, question, months)}
    return render(request, "districts/_history.html", context)


@require_GET
@rights.needs(Right.SEE)
def district_points(request: HttpRequest, code: str) -> JsonResponse:
    """The newest happenings of the picked months or the period as points, with the outline and a sentence that counts them."""
    question, months = question_of(request.GET), months_asked_for(request.GET)
    district = district_named(request.user, code)
    period, scope = months or question.period, scope_of(request.user)
    rows = happenings(district, scope, period, POINTS_ON_MAP + 1, asset_classes=question.classes)
    shown = rows[:POINTS_ON_MAP]
    total = len(rows)
    if len(rows) > POINTS_ON_MAP:
        total = count_happenings(district, scope, period, question.classes)
    outline = None
    if district.boundary:
        simplified = district.boundary.simplify(OUTLINE_TOLERANCE_M, preserve_topology=True)
        outline = json.loads(simplified.transform(4326, clone=True).geojson)
    return JsonResponse(
        {
            "boundary": outline,
            "points": as_geojson(shown),
            "total": total,
            "note": _counted(len(shown), total),
        }
    )


@require_GET
@rights.needs(Right.SEE)
def district_worst(request: HttpRequest, code: str) -> HttpResponse:
    """The worst twenty assets, each with why."""
    question = question_of(request.GET)
    district = district_named(request.user, code)
    scope = scope_of(request.user)
    worst = worst_assets(paths_below([district], scope), scope, question.as_of, question.classes)
    context = {"worst": worst, "question": question, "all_url": asset_rows(code, question, condition="4,5")}
    return render(request, "districts/_worst.html", context)


@require_GET
@rights.needs(Right.SEE)
def district_inspections(request: HttpRequest, code: str) -> HttpResponse:
    """Inspections made against planned, month by month."""
    question = question_of(request.GET)
    district = district_named(request.user, code)
    scope = scope_of(request.user)
    ids, months = list(paths_below([district], scope)), charts.months_of(question)
    planned = planned_inspections(ids, scope, question.classes)
    chart = charts.inspections_chart(
        work_by_month(ids, question.within(scope), months[0], months[-1]), planned, code, question
    )
    return render(
        request, "districts/_inspections.html", {"chart": chart, "planned": planned, "question": question}
    )


def months_asked_for(parameters: Mapping[str, str]) -> Period | None:
    """
    The whole months from `month` to `month_to` ("2026-03"), or the one `month`; None where none is picked.

    Raises Malformed for what is no month, and for an end without a beginning or before it.
    """
    first, last = _month("month", parameters), _month("month_to", parameters)
    if first is None and last is None:
        return None
    if first is None or (last and last < first):
        raise Malformed("month_to", gettext_lazy("a month not before the first one, which is given as month"))
    return Period(first, month_end(last or first))


def _month(name: str, parameters: Mapping[str, str]) -> date | None:
    """The first day of a month; None where it is not given."""
    text = parameters.get(name, "").strip()
    if not text:
        return None
    try:
        month = day(name, f"{text}-01")
    except Malformed as error:
        raise Malformed(name, gettext_lazy("a month like 2025-06")) from error
    if not 1900 <= month.year <= 2200:
        raise Malformed(name, gettext_lazy("a month between the years 1900 and 2200"))
    return month


def months_in_address(months: Period | None) -> dict[str, str]:
    """The picked months as an address has them: the last one only where it is another than the first."""
    if not months:
        return {}
    first, last = f"{months.since:%Y-%m}", f"{months.until:%Y-%m}"
    return {"month": first, "month_to": last if last != first else ""}


def history_of(request: HttpRequest, district: District, question: Question, months: Period | None) -> dict:
    """A page of happenings, and the address of the next one."""
    rows = happenings(
        district,
        scope_of(request.user),
        months or question.period,
        HAPPENINGS_PER_PAGE + 1,
        request.GET.get("cursor", ""),
        question.classes,
    )
    next_url = ""
    if len(rows) > HAPPENINGS_PER_PAGE:
        rows = rows[:HAPPENINGS_PER_PAGE]
        address = reverse("district-history", args=[district.code])
        next_url = f"{address}?{question.query(**months_in_address(months))}&{urlencode({'cursor': rows[-1].cursor})}"
    return {"happenings": rows, "next_url": next_url, "is_first_page": not request.GET.get("cursor")}


def _counted(shown: int, total: int) -> str:
    """What the map shows of what there is."""
    if not total:
        return _("Nothing was recorded in this time.")
    if shown < total:
        return _("The map shows the newest %(shown)s; %(more)s more are in the list.") % {
            "shown": quantity(shown),
            "more": quantity(total - shown),
        }
    return _("All %(shown)s are on the map.") % {"shown": quantity(shown)}
