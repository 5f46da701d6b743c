"""Pages of imports: send a file, see what it would change, apply it, take it back."""

from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assets.intake import (
    apply,
    deliveries,
    difference,
    rejected_rows,
    replacement,
    revert,
    rights,
    understood,
)
from assets.intake.forms import OptionsForm, UploadForm
from assets.intake.models import Delivery, MappingTemplate
from assets.registry.errors import DomainError, NotFound
from assets.registry.rights import Right, needs

LISTED = 50
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
    """The list of imports and the form that begins one; a script that shows the upload's progress asks for JSON."""
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        delivery = None
        if form.is_valid():
            try:
                delivery = deliveries.receive_several(
                    form.cleaned_data["file"],
                    form.cleaned_data["asset_class"],
                    form.cleaned_data["source"],
                    request.user,
                    form.options(),
                )
            except DomainError as refusal:
                form.add_error("file", refusal.detail())
                status = refusal.status
        else:
            status = 400
        if delivery:
            deliveries.start_reading(delivery)
            if request.accepts("text/html"):
                return redirect("import-detail", pk=delivery.pk)
            return JsonResponse({"url": reverse("import-detail", args=[delivery.pk])}, status=201)
    if status != 200 and not request.accepts("text/html"):
        return JsonResponse({"detail": " ".join(map(str, sum(form.errors.values(), [])))}, status=status)
    return render(
        request,
        "intake/imports.html",
        {
            "form": form,
            "deliveries": visible_deliveries(request.user)[:LISTED],
            "templates": MappingTemplate.objects.values_list("name", flat=True).distinct(),
            "texts": _upload_texts(),
        },
        status=status,
    )


def _upload_texts() -> dict[str, str]:
    return {
        "sent": _("%(done)s of %(total)s sent"),
        "received": _("Received: opening the import …"),
        "failed": _("The upload broke off: check the connection and try again."),
        "lacks_shapes": _("A shapefile needs its .shp: choose it together with its other parts."),
        "lacks_table": _("Without its .dbf the shapefile comes without attributes."),
    }


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_detail(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """One import as it stands: at work, in review, applied, refused."""
    told = difference.summary(delivery)
    review = delivery.state == Delivery.State.REVIEW
    return render(
        request,
        "intake/import.html",
        {
            "delivery": delivery,
            "summary": told,
            "counts": told["counts"],
            "states": _states(delivery),
            "layers": understood.layers(delivery),
            "found_layers": understood.found_layers(delivery),
            "encodings": understood.encodings(delivery),
            "systems": understood.systems(delivery) if review else [],
            "kind": understood.class_label(delivery.asset_class),
            "shift": delivery.findings.get("shift") or {},
            "template": delivery.findings.get("template"),
            "templates_alike": delivery.findings.get("templates_alike", []),
            "options_form": OptionsForm.of(delivery),
            "busy": is_busy(delivery),
            "progress": _progress(delivery),
            "has_rejected_rows": rejected_rows.file_of(delivery).exists(),
            "standing": _standing(delivery),
            "correctable": _is_correctable(delivery),
            "much_removed": replacement.is_much(told["counts"]),
            "needs_other_eyes": rights.needs_other_eyes(delivery, request.user),
            "may_change": delivery.state in (Delivery.State.REVIEW, Delivery.State.REFUSED),
            "may_revert": delivery.state == Delivery.State.APPLIED,
            "texts": _texts(),
        },
    )


def _states(delivery: Delivery) -> list[dict]:
    """The tabs over the rows: state, name, how many; those that can be looked at now."""
    counts = delivery.counts
    if delivery.state != Delivery.State.REVIEW:
        return [
            {"state": "rejected", "name": _("rejected"), "count": counts.get("rejected", 0), "chosen": True}
        ]
    conflicting = difference.conflicts_of(delivery)
    named = [
        ("changes", _("all that changes"), None),
        ("conflict", _("conflicts"), conflicting),
        ("updated", _("changed"), counts.get("updated", 0)),
        ("created", _("new"), counts.get("created", 0)),
        ("removed", _("removed"), counts.get("removed", 0)),
        ("rejected", _("rejected"), counts.get("rejected", 0)),
        ("unchanged", _("unchanged"), counts.get("unchanged", 0)),
    ]
    return [
        {"state": state, "name": name, "count": count, "chosen": state == "changes"}
        for state, name, count in named
        if count or state not in ("conflict", "removed")
    ]


def _is_correctable(delivery: Delivery) -> bool:
    """Whether a refused file was understood far enough that a person can say what it lacks."""
    understood_so_far = bool(understood.found_layers(delivery)) or delivery.refusal_code == "encoding_unknown"
    return delivery.state == Delivery.State.REFUSED and understood_so_far


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


def _texts() -> dict:
    """The sentences of the page's scripts."""
    return {
        "states": {
            "created": _("new"),
            "updated": _("changed"),
            "before": _("before"),
            "unchanged": _("unchanged"),
            "rejected": _("rejected"),
            "removed": _("removed"),
        },
        "moved": _("moves by %(metres)s m"),
        "failed": _("The map could not be loaded."),
        "truncated": _(
            "More than %(limit)s rows: the map draws the first. Zoom in: it then draws all in its window."
        ),
        "truncated_window": _("More than %(limit)s rows in this window: zoom in further to see all of them."),
        "nothing": _("There is nothing to draw."),
        "no_place": _("This row has no place to show."),
        "corners": _("%(count)s corners"),
        "no_area": _("No area drawn yet."),
        "bad_area": _("That is no GeoJSON polygon."),
        "map": _("Map of the difference"),
        "crs_map": _("Where the delivery lies in each coordinate system"),
        "area_map": _("Map to draw the area on"),
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
@require_POST
@of_delivery
def import_apply(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Apply what was reviewed."""
    return do(request, delivery, lambda: apply.request(delivery, request.user))


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_cancel(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Cancel what is not applied."""
    return do(request, delivery, lambda: deliveries.cancel(delivery, request.user))


@needs(Right.REVERT)
@require_POST
@of_delivery
def import_revert(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Take an applied import back."""
    return do(request, delivery, lambda: revert.request(delivery.changeset, request.user))


@needs(Right.IMPORT)
@require_POST
@of_delivery
def import_options(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Check again with another CRS, encoding or way with conflicts; a form that sends a part names it in `only`."""
    form = OptionsForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, " ".join(map(str, sentences)))
        return redirect("import-detail", pk=delivery.pk)
    options = form.chosen(request.POST.getlist("only"))
    return do(request, delivery, lambda: deliveries.change_options(delivery, request.user, **options))


def do(request: HttpRequest, delivery: Delivery, verb) -> HttpResponse:
    """Call a verb, say why where it refuses, and show the import again."""
    try:
        verb()
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal.detail())
    return redirect("import-detail", pk=delivery.pk)
