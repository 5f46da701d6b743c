"""Pages of renewal planning: the ranking with its budget line, the plans made of it."""

from decimal import Decimal
from math import ceil
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assets.registry import filters, rights
from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.errors import DomainError, Malformed, NotFound
from assets.registry.models import Role
from assets.registry.paging import decode_cursor, encode_cursor
from assets.registry.rights import Right
from assets.renewal import plans, takeaway, tasks
from assets.renewal.budget import Line, beyond_the_budget, line_of
from assets.renewal.explanation import explain
from assets.renewal.forms import BudgetForm, PlanForm
from assets.renewal.models import Assessment, Plan, Risk
from assets.renewal.selection import WAN, Selection, parse

ROWS_A_PAGE = 50


@require_GET
@rights.needs(Right.SEE)
def ranking(request: HttpRequest) -> HttpResponse:
    """The assets by risk, each number with its reasons, down to where the budget ends and beyond."""
    selection = parse(request.GET, request.user)
    assessed = Assessment.objects.first()
    context = {
        "assessed": assessed,
        "form": BudgetForm(request.user, selection.given),
        "plan_form": PlanForm(),
    }
    if assessed is None:
        return render(request, "renewal/ranking.html", context | {"may_plan": _may_plan(request)})
    line = line_of(selection)
    rows, next_cursor = _page(selection, line)
    if request.headers.get("HX-Target") == "more-rows":
        return render(
            request, "renewal/_rows.html", {"rows": rows, "next_url": _next(selection, next_cursor)}
        )
    return render(
        request,
        "renewal/ranking.html",
        context
        | {
            "line": line,
            "bars": [_bar(line.before), _bar(line.after)],
            "spent_percent": 100 * line.spent_yuan / selection.budget_yuan,
            "risk_percent": 100 * line.risk / line.total_risk if line.total_risk else None,
            "beyond": beyond_the_budget(selection),
            "budget_yuan": Decimal(selection.budget_yuan),
            "rows": rows,
            "next_url": _next(selection, next_cursor),
            "may_plan": _may_plan(request),
            "hidden": {name: value for name, value in selection.given.items() if name != "after"},
            "chart": _chart(line, selection),
        },
    )


def _may_plan(request: HttpRequest) -> bool:
    return rights.may(request.user, Right.PLAN_RENEWAL)


def _page(selection: Selection, line: Line) -> tuple[list[dict], str]:
    """Fifty rows of the ranking after the cursor, and the next cursor (empty at the end)."""
    rows = selection.narrow(
        Risk.objects.select_related("asset__district").filter(
            asset__status__in=("in_service", "out_of_service")
        )
    )
    if cursor := selection.given.get("after"):
        text, asset_id = decode_cursor(cursor, (str, int))
        try:
            risk = Decimal(text)
        except ArithmeticError:
            raise Malformed("after", "a cursor that this page gave") from None
        rows = rows.filter(risk__lte=risk).exclude(risk=risk, asset_id__lte=asset_id)
    found = list(rows.order_by("-risk", "asset_id")[: ROWS_A_PAGE + 1])
    shown = [_row(risk, selection, line) for risk in found[:ROWS_A_PAGE]]
    more = len(found) > ROWS_A_PAGE
    last = found[ROWS_A_PAGE - 1] if more else None
    return shown, encode_cursor([str(last.risk), last.asset_id]) if last else ""


def _row(risk: Risk, selection: Selection, line: Line) -> dict:
    price_yuan = ceil(risk.cost_yuan * selection.cost_percent / 100)
    too_dear = not 1 <= price_yuan <= selection.budget_yuan
    return {
        "scored": risk,
        "asset": risk.asset,
        "class_label": CATALOGUE[risk.asset_class].label,
        "why": explain(risk),
        "price_yuan": price_yuan,
        "too_dear": too_dear and price_yuan > 0,
        "renewed": not too_dear and line.reaches(risk.risk, risk.asset_id),
    }


def _next(selection: Selection, cursor: str) -> str:
    return f"{reverse('renewal')}?{urlencode({**selection.given, 'after': cursor})}" if cursor else ""


def _bar(by_condition: dict[int, int]) -> list[dict]:
    """Parts of a condition bar, very good first, unknown last."""
    total = sum(by_condition.values())
    parts, offset = [], 0.0
    for grade in (1, 2, 3, 4, 5, 0):
        count = by_condition.get(grade, 0)
        share = 100 * count / total if total else 0
        label = f"{grade} {CONDITION_LABELS[grade]}" if grade else _("unknown")
        parts.append(
            {"grade": grade or "unknown", "label": label, "count": count, "share": share, "offset": offset}
        )
        offset += share
    return parts


def _chart(line: Line, selection: Selection) -> dict:
    """What static/renewal/budget_chart.js draws: poor assets left over money spent."""
    return {
        "points": [
            [0, line.poor_before],
            *([spent / WAN, line.poor_before - poor] for spent, poor in line.curve),
        ],
        "budget": selection.budget_yuan / WAN,
        "texts": {
            "spent": _("spent (10,000 yuan)"),
            "poor": _("assets in condition 4 and 5"),
            "title": _("What more money buys: assets in poor condition by money spent"),
        },
    }


@require_POST
@rights.needs(Right.PLAN_RENEWAL)
def assess(request: HttpRequest) -> HttpResponse:
    """Have a worker assess the risk of everything anew."""
    tasks.assess_risk.enqueue(request.user.pk)
    messages.success(
        request, _("The risk is being assessed anew in the background: load this page again in a minute.")
    )
    return redirect("renewal")


@rights.needs(Right.SEE)
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans; a POST keeps the ranking as it stands under a name."""
    if request.method != "POST":
        return render(request, "renewal/plans.html", {"plans": plans.listed(request.user)})
    rights.require(request.user, Right.PLAN_RENEWAL)
    form = PlanForm(request.POST)
    wanted = {
        name: str(value)
        for name, value in request.POST.dict().items()
        if name not in {"csrfmiddlewaretoken", "name", "note"} and value
    }
    selection = parse(wanted, request.user)
    try:
        if not form.is_valid():
            raise Malformed("name", _("a name of at most 120 characters"))
        plan = plans.save(form.cleaned_data["name"], form.cleaned_data["note"], selection, request.user)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal.detail())
        return redirect(f"{reverse('renewal')}?{urlencode(selection.given)}")
    messages.success(request, _("The plan is saved as it stands now."))
    return redirect("renewal-plan", pk=plan.pk)


@require_GET
@rights.needs(Right.SEE)
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: what it renews, why, and what that does; as far as the reader may see."""
    plan = plans.plan_of(request.user, pk)
    items = plans.visible_items(request.user, plan)
    page = _page_number(request.GET.get("page", "1"))
    shown = list(items.select_related("asset")[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE + 1])
    totals = plans.totals(items)
    return render(
        request,
        "renewal/plan.html",
        {
            "plan": plan,
            "totals": totals,
            "partly": totals["assets"] != plan.items.count(),
            "bars": [_bar(_numbered(plan.before)), _bar(_numbered(plan.after))],
            "classes": [CATALOGUE[name].label_plural for name in plan.asset_classes if name in CATALOGUE],
            "rows": [
                {"item": item, "class_label": CATALOGUE[item.asset_class].label, "why": explain(item)}
                for item in shown[:ROWS_A_PAGE]
            ],
            "previous_url": f"?page={page - 1}" if page > 1 else "",
            "next_url": f"?page={page + 1}" if len(shown) > ROWS_A_PAGE else "",
            "may_delete": _may_delete(request.user, plan),
            "may_take": rights.may(request.user, Right.EXPORT),
            "formats": list(takeaway.FORMATS),
        },
    )


def _numbered(by_condition: dict[str, int]) -> dict[int, int]:
    return {int(grade): count for grade, count in by_condition.items()}


def _may_delete(user, plan: Plan) -> bool:
    mine = plan.made_by_id == user.pk or user.role == Role.ADMINISTRATOR
    return mine and rights.may(user, Right.PLAN_RENEWAL)


def _page_number(text: str) -> int:
    return filters.whole("page", text, 1, 100_000, _("a number from 1 on"))


@require_GET
@rights.needs(Right.EXPORT)
def plan_file(request: HttpRequest, pk: int, file_format: str) -> HttpResponse | StreamingHttpResponse:
    """A plan to take away, as far as the reader may see."""
    plan = plans.plan_of(request.user, pk)
    items = plans.visible_items(request.user, plan)
    if file_format not in takeaway.FORMATS:
        raise NotFound
    content_type = takeaway.FORMATS[file_format]
    name = f"renewal-plan-{plan.pk}.{file_format}"
    if file_format == "xlsx":
        return FileResponse(
            takeaway.excel_file(plan, items), as_attachment=True, filename=name, content_type=content_type
        )
    parts = takeaway.csv_lines(items) if file_format == "csv" else takeaway.geojson_parts(plan, items)
    return StreamingHttpResponse(
        parts, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@rights.needs(Right.PLAN_RENEWAL)
def plan_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own plan."""
    plans.delete(plans.plan_of(request.user, pk), request.user)
    messages.success(request, _("The plan was deleted."))
    return redirect("renewal-plans")
