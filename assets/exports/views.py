"""The page of exports: ask for one, see it being made, fetch the file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assets.exports import keeping
from assets.exports.forms import ExportForm
from assets.exports.models import Export
from assets.registry.errors import DomainError, Malformed
from assets.registry.rights import Right, needs

LISTED = 50
CONTENT_TYPES = {
    "gpkg": "application/geopackage+sqlite3",
    "zip": "application/zip",
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@needs(Right.EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """The list of exports and the form that asks for one, filled in by the address (the asset table's filters)."""
    status = 200
    if request.method == "POST":
        form = ExportForm(request.POST, user=request.user)
        status = 400
        if form.is_valid():
            try:
                export = keeping.request(form.words(), request.user)
            except DomainError as refusal:
                field = refusal.parameters.get("parameter") if isinstance(refusal, Malformed) else None
                form.add_error(field if field in form.fields else None, refusal.detail())
                status = refusal.status
            else:
                return redirect(f"{reverse('export-list')}#export-{export.pk}")
    else:
        form = ExportForm(initial=_initial(request), user=request.user)
    return render(request, "exports/exports.html", {"form": form, **_listed(request)}, status=status)


def _initial(request: HttpRequest) -> dict:
    given: dict = {name: ",".join(request.GET.getlist(name)) for name in request.GET}
    given["asset_class"] = [word for word in given.get("asset_class", "").split(",") if word]
    return {"format": "gpkg", **given}


def _listed(request: HttpRequest) -> dict:
    listed = list(keeping.visible_exports(request.user)[:LISTED])
    return {
        "exports": listed,
        "busy": any(export.is_busy for export in listed),
        "others": any(export.requested_by_id != request.user.pk for export in listed),
    }


@needs(Right.EXPORT)
@require_safe
def export_rows(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for every second while something is being made."""
    return render(request, "exports/rows.html", _listed(request))


@needs(Right.EXPORT)
@require_safe
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, for its own person and for administrators."""
    return file_response(keeping.visible_export(request.user, pk), request.user)


def file_response(export: Export, user) -> FileResponse:
    """The export's file as a download that nobody between keeps."""
    path = keeping.fetched(export, user)
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=export.file_name,
        content_type=CONTENT_TYPES[export.format],
    )
    response["Cache-Control"] = "private, no-store"
    return response
