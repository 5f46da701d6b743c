"""Pages of imports: send a file, see what it would change, apply it, take it back."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, RequestDataTooBig
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assets.intake import apply, deliveries, difference, rejected_rows, replacement, report, revert, rights
from assets.intake.forms import OptionsForm, UploadForm
from assets.intake.models import Delivery
from assets.registry import wording
from assets.registry.errors import DomainError, NotFound
from assets.registry.rights import Right, needs

LISTED = 50
ROWS_A_PAGE = 50
PHASE_NAMES = {
    "reading": gettext_lazy("Reading the file"),
    "checking": gettext_lazy("Checking the rows"),
    "comparing": gettext_lazy("Comparing with the registry"),
    "applying": gettext_lazy("Applying"),
    "reverting": gettext_lazy("Taking back"),
}


def visible_deliveries(user):
    """Imports the user may open: all for those tied to no district, else their own (others' rows may lie elsewhere)."""
    found = Delivery.objects.select_related("changeset__proposed_by", "changeset__applied_by")
    if rights.own_districts(user) is not None:
        found = found.filter(changeset__proposed_by=user)
    return found


def of_delivery(view):
    """Give a view its delivery, NotFound where there is none or it is another's."""

    @wraps(view)
    def with_delivery(request: HttpRequest, pk: int, *args, **kwargs):
        delivery = visible_deliveries(request.user).filter(pk=pk).first()
        if delivery is None:
            raise NotFound
        return view(request, delivery, *args, **kwargs)

    return with_delivery


@needs(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The list of imports and the form that begins one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                delivery = deliveries.receive(
                    form.cleaned_data["file"],
                    form.cleaned_data["asset_class"],
                    form.cleaned_data["source"],
                    request.user,
                    form.options(),
                )
            except RequestDataTooBig:
                raise
            except DomainError as refusal:
                form.add_error("file", refusal.detail())
                status = refusal.status
            else:
                deliveries.start_reading(delivery)
                return redirect("import-detail", pk=delivery.pk)
        else:
            status = 400
    listed = visible_deliveries(request.user)[:LISTED]
    return render(request, "intake/imports.html", {"form": form, "deliveries": listed}, status=status)


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_detail(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """One import as it stands: at work, in review, applied, refused."""
    told = difference.summary(delivery)
    return render(
        request,
        "intake/import.html",
        {
            "delivery": delivery,
            "summary": told,
            "counts": told["counts"],
            "layers": _layers(delivery),
            "options_form": OptionsForm.of(delivery),
            "busy": is_busy(delivery),
            "progress": _progress(delivery),
            "has_rejected_rows": rejected_rows.file_of(delivery).exists(),
            "standing": _standing(delivery),
            "missing": difference.missing(delivery),
            "much_removed": replacement.is_much(told["counts"]),
            "needs_other_eyes": rights.needs_other_eyes(delivery, request.user),
            "may_revert": delivery.state == Delivery.State.APPLIED,
            "map_texts": _map_texts(),
        },
    )


def _standing(delivery: Delivery) -> list[dict]:
    """What a refused revert found standing on it, with its times as times."""
    return [
        {**entry, "at": parse_datetime(entry["at"]) if entry["at"] else None}
        for entry in delivery.refusal_parameters.get("standing", [])
    ]


def is_busy(delivery: Delivery) -> bool:
    """Whether a worker has it, or will."""
    return delivery.state in (*Delivery.BUSY, Delivery.State.RECEIVED)


def _progress(delivery: Delivery) -> dict:
    told = deliveries.progress_of(delivery) if is_busy(delivery) else {}
    done, total = told.get("done_rows") or 0, told.get("total_rows")
    return {
        "label": PHASE_NAMES.get(told.get("phase", ""), _("Waiting for the worker")),
        "percent": min(100, round(100 * done / total)) if total else "",
        "done_rows": done,
        "total_rows": total,
        "rows_per_s": told.get("rows_per_s"),
        "seconds_left": told.get("seconds_left"),
    }


def _layers(delivery: Delivery) -> list[dict]:
    """What was understood of each layer's columns, for the table: name, samples, field."""
    mapping = difference.summary(delivery)["mapping"]
    layers = delivery.findings.get("layers", [])
    several = len(layers) > 1
    told = []
    for layer in layers:
        of_layer = mapping.get(layer.get("name", ""), {}) if several else mapping
        told.append(
            {
                "name": layer.get("name", ""),
                "rows": layer.get("rows"),
                "columns": [
                    {
                        "name": column.get("name", ""),
                        "samples": ", ".join(str(sample) for sample in column.get("samples", [])[:3]),
                        "field": of_layer.get(column.get("name", ""), ""),
                    }
                    for number, column in enumerate(layer.get("columns", []), start=1)
                    if number not in layer.get("own", {}).get("left_out", [])
                ],
            }
        )
    return told


def _map_texts() -> dict[str, str]:
    return {
        "created": _("new"),
        "updated": _("changed"),
        "before": _("before"),
        "unchanged": _("unchanged"),
        "rejected": _("rejected"),
        "removed": _("removed"),
        "failed": _("The map could not be loaded."),
        "truncated": _("Only a part is drawn: the map shows at most 5,000 rows."),
        "nothing": _("There is nothing to draw."),
    }


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_progress(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """The progress part, asked for every second; once the work is over, the page loads anew."""
    if not is_busy(delivery):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "intake/progress.html", {"delivery": delivery, "progress": _progress(delivery)})


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_rows(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """A page of the difference's rows, by state or problem, after a row."""
    state, problem = request.GET.get("state", ""), request.GET.get("problem", "")
    after = request.GET.get("after", "0")
    found = difference.rows(delivery, state, problem, int(after) if after.isdigit() else 0, ROWS_A_PAGE + 1)
    for row in found:
        row.changes = {_field_name(row.asset_class, name): pair for name, pair in row.changes.items()}
    return render(
        request,
        "intake/rows.html",
        {
            "delivery": delivery,
            "rows": found[:ROWS_A_PAGE],
            "next_after": found[ROWS_A_PAGE - 1].rid if len(found) > ROWS_A_PAGE else None,
            "state": state,
            "problem": problem,
            "first_page": after in ("", "0"),
        },
    )


def _field_name(asset_class: str, name: str) -> str:
    """A field as people call it; further columns keep the name they came with."""
    try:
        return wording.label_of(wording.field_of(asset_class, name))
    except (FieldDoesNotExist, KeyError):
        return name


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_map(request: HttpRequest, delivery: Delivery) -> JsonResponse:
    """The difference as GeoJSON, for the small map."""
    return JsonResponse(difference.map_features(delivery, 5000))


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_report(request: HttpRequest, delivery: Delivery) -> JsonResponse:
    """The report with every rejection, to keep."""
    response = JsonResponse(report.whole(delivery), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="import-{delivery.pk}.json"'
    return response


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_rejected(request: HttpRequest, delivery: Delivery) -> FileResponse:
    """The rejected rows with their reasons as a GeoPackage, to mend and send again."""
    file = rejected_rows.file_of(delivery)
    if not file.exists():
        raise NotFound
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"import-{delivery.pk}-rejected.gpkg")


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_apply(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Apply what was reviewed."""
    return _do(request, delivery, lambda: apply.request(delivery, request.user))


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_cancel(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Cancel what is not applied."""
    return _do(request, delivery, lambda: deliveries.cancel(delivery, request.user))


@needs(Right.REVERT)
@require_POST
@of_delivery
def import_revert(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Take an applied import back."""
    return _do(request, delivery, lambda: revert.request(delivery.changeset, request.user))


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_options(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Check again with another CRS, encoding or way with conflicts."""
    form = OptionsForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, " ".join(map(str, sentences)))
        return redirect("import-detail", pk=delivery.pk)
    return _do(
        request, delivery, lambda: deliveries.change_options(delivery, request.user, **form.cleaned_data)
    )


def _do(request: HttpRequest, delivery: Delivery, verb) -> HttpResponse:
    """Call a verb, say why where it refuses, and show the import again."""
    try:
        verb()
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal.detail())
    return redirect("import-detail", pk=delivery.pk)
