"""The work pages: the list, one order with its steps, asking for work."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assets.registry import rights
from assets.registry.errors import DomainError, Malformed, NotAllowed
from assets.registry.rights import Right
from assets.work import filters
from assets.work.api import asset_named, visible_order
from assets.work.forms import AskForm, FilterForm, StepForm
from assets.work.models import WorkOrder
from assets.work.models.tasks import inspection_kinds, task_choices, work_kinds
from assets.work.orders import STEPS, ask_for_work, steps_open_to, take_step

ROWS_PER_PAGE = 50
# The step that usually follows: its form stands open.
NEXT_STEP = {
    WorkOrder.State.ASKED_FOR: "assign",
    WorkOrder.State.PLANNED: "assign",
    WorkOrder.State.ASSIGNED: "start",
    WorkOrder.State.IN_PROGRESS: "finish",
    WorkOrder.State.DONE: "verify",
}
# These need no words: one click on the list takes them.
ONE_CLICK_STEPS = ("start", "verify")


@require_GET
@rights.needs(Right.SEE)
def work_list(request: HttpRequest) -> HttpResponse:
    """Work as a table, open work unless asked otherwise."""
    # What was open on a day may be in any state now.
    given = {"state": "" if request.GET.get("open_on") else "open", **request.GET.dict()}
    rows = filters.work_orders(request.user, filters.parse(given, request.user))
    page = ListPage(request, given, rows.order_by("priority", "due_on", "-pk"))
    orders = [_row(request.user, order) for order in page.shown(rows=("asset__district", "assigned_to"))]
    form = FilterForm(request.user, given, work_kinds(), without=() if given.get("open_on") else ("open_on",))
    return page.render("work/_orders.html", "work-list", form, {"orders": orders})


@require_GET
@rights.needs(Right.SEE)
def inspection_list(request: HttpRequest) -> HttpResponse:
    """Inspections as a table, newest first."""
    given = request.GET.dict()
    page = ListPage(request, given, filters.inspections(request.user, filters.parse(given, request.user)))
    found = page.shown(rows=("asset__district", "inspector"))
    form = FilterForm(request.user, given, inspection_kinds(), without=("state", "overdue", "open_on"))
    return page.render("work/_inspections.html", "inspection-list", form, {"inspections": found})


@require_GET
@rights.needs(Right.SEE)
def due_list(request: HttpRequest) -> HttpResponse:
    """What the maintenance plans ask for: what is overdue, or with `overdue=no` everything due."""
    given = {"overdue": "yes", **request.GET.dict()}
    rows = filters.tasks_due(request.user, filters.parse(given, request.user))
    page = ListPage(request, given, rows)
    today = timezone.localdate()
    dues = [
        {"row": row, "overdue_days": max(0, (today - row.due_on).days)}
        for row in page.shown(rows=("asset__district", "plan"))
    ]
    counted = rows.order_by().aggregate(tasks=Count("*"), assets=Count("asset_id", distinct=True))
    form = FilterForm(
        request.user, given, task_choices(), without=("state", "since", "until", "mine", "overdue", "open_on")
    )
    context = {"dues": dues, "count": counted["tasks"], "assets": counted["assets"]}
    return page.render("work/_due.html", "due-list", form, context)


class ListPage:
    """One page of a list: `page` counts from 1; htmx asks for the table alone."""

    def __init__(self, request: HttpRequest, given: dict[str, str], rows: QuerySet) -> None:
        self.request, self.given, self.rows = request, given, rows
        self.number = _page_number(given.get("page", "1"))
        self.has_next = False

    def shown(self, rows: tuple[str, ...]) -> list:
        """The rows of this page with their relations `rows`."""
        start = (self.number - 1) * ROWS_PER_PAGE
        found = list(self.rows.select_related(*rows)[start : start + ROWS_PER_PAGE + 1])
        self.has_next = len(found) > ROWS_PER_PAGE
        return found[:ROWS_PER_PAGE]

    def render(self, table: str, url_name: str, form: FilterForm, context: dict) -> HttpResponse:
        """The page, or its table alone."""
        partly = self.request.headers.get("HX-Target") == "work-table"
        return render(
            self.request,
            table if partly else "work/list.html",
            {
                **context,
                "table": table,
                "url_name": url_name,
                "form": form,
                "count": context["count"] if "count" in context else self.rows.count(),
                "today": timezone.localdate(),
                "may_ask": _may_ask_anywhere(self.request.user),
                "previous_url": _page_url(self.given, self.number - 1) if self.number > 1 else "",
                "next_url": _page_url(self.given, self.number + 1) if self.has_next else "",
            },
        )


@require_GET
@rights.needs(Right.SEE)
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One order: what it is about, its way so far, the steps this person may take."""
    return _detail_page(request, visible_order(request.user, number=number))


@require_POST
@rights.needs(Right.SEE)
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step; htmx gets the order's row back, a plain form the order's page."""
    order = visible_order(request.user, number=number)
    if step not in STEPS:
        take_step(request.user, order, step, {}, through="site")
    form = StepForm(STEPS[step], order, request.POST)
    if not form.is_valid():
        return _detail_page(request, order, form, status=400)
    try:
        order = take_step(request.user, order, step, form.cleaned_data, through="site")
    except DomainError as error:
        if request.headers.get("HX-Request") or isinstance(error, NotAllowed):
            raise
        form.add_error(None, error.detail())
        return _detail_page(request, visible_order(request.user, number=number), form, status=error.status)
    if request.headers.get("HX-Request"):
        row = _row(request.user, order)
        return render(request, "work/_row.html", {"row": row, "today": timezone.localdate()})
    messages.success(
        request,
        _("%(number)s is now: %(state)s.") % {"number": order.number, "state": order.get_state_display()},
    )
    return redirect("work-detail", number=order.number)


@require_http_methods(["GET", "POST"])
@rights.needs(Right.SEE)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for work on an asset; the asset's page links here with its code."""
    if not _may_ask_anywhere(request.user):
        raise NotAllowed
    form = AskForm(request.POST or None, initial={"asset": request.GET.get("asset", "")})
    if request.method == "POST" and form.is_valid():
        sent = dict(form.cleaned_data)
        code = sent.pop("asset")
        try:
            order, _new = ask_for_work(request.user, asset_named(code, request.user), sent, through="site")
        except Malformed as error:
            form.add_error("asset", error.detail())
        else:
            messages.success(request, _("Asked for: %s") % order.number)
            return redirect("work-detail", number=order.number)
    return render(request, "work/ask.html", {"form": form}, status=400 if form.errors else 200)


def _detail_page(
    request: HttpRequest, order: WorkOrder, failed: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = [
        failed if failed is not None and failed.step is step else StepForm(step, order)
        for step in steps_open_to(request.user, order)
    ]
    context = {
        "order": order,
        "forms": forms,
        "failed": failed,
        "opened": failed.step.name if failed else NEXT_STEP.get(WorkOrder.State(order.state), ""),
        "photos": order.photos.all(),
        "today": timezone.localdate(),
    }
    return render(request, "work/detail.html", context, status=status)


def _row(user, order: WorkOrder) -> dict:
    steps = steps_open_to(user, order)
    return {
        "order": order,
        "overdue_days": _overdue_days(order, timezone.localdate()),
        "buttons": [step for step in steps if step.name in ONE_CLICK_STEPS],
        "more": [step for step in steps if step.name not in ONE_CLICK_STEPS],
    }


def _overdue_days(order: WorkOrder, today: date) -> int:
    """Days an open order is past its due day; 0 where it is not."""
    if not order.is_open or order.due_on is None:
        return 0
    return max(0, (today - order.due_on).days)


def _may_ask_anywhere(user) -> bool:
    return rights.may(user, Right.RECORD) or rights.may(user, Right.PLAN_WORK)


def _page_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 10_000:
        raise Malformed("page", _("a whole number from 1"))
    return int(text)


def _page_url(given: dict, page: int) -> str:
    return "?" + urlencode({**given, "page": page})
