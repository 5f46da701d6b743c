"""The page of exports: ask for one, see it being made, fetch the file."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assets.exports import added, keeping
from assets.exports.added import AddedForm
from assets.exports.forms import ExportForm
from assets.exports.models import Export
from assets.exports.order import OPTIONS
from assets.registry import filters
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
    """The list of exports and the forms that ask for one, filled in by the address (a table's or map's filters)."""
    offered = _forms(request)
    status = 200
    if request.method == "POST":
        form = offered.get(request.POST.get("form", ""), offered[""])
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
    form = offered.pop("")
    context = {
        "form": form,
        "added_forms": list(offered.values()),
        "left_out": _left_out(request),
        "complaint": _complaint(request),
        **_listed(request),
    }
    return render(request, "exports/exports.html", context, status=status)


def _forms(request: HttpRequest) -> dict[str, ExportForm | AddedForm]:
    """The forms of the page by the name that each sends along; the assets' own has none."""
    sent = request.POST.get("form", "") if request.method == "POST" else None
    given: dict = _given(request)
    of_assets = {"format": "gpkg", **{name: text for name, text in given.items() if name != "format"}}
    if given.get("format") not in (None, *added.FORMATS):
        of_assets["format"] = given["format"]
    of_assets["asset_class"] = [word for word in given.get("asset_class", "").split(",") if word]
    made: dict[str, ExportForm | AddedForm] = {
        "": ExportForm(request.POST, user=request.user)
        if sent is not None and sent not in added.FORMS
        else ExportForm(initial=of_assets, user=request.user)
    }
    for anchor, form in added.FORMS.items():
        if anchor == sent:
            made[anchor] = form(request.POST, user=request.user)
        else:
            own = {name: text for name, text in given.items() if name in form.base_fields}
            if own.get("format") not in added.FORMATS:
                own.pop("format", None)
            made[anchor] = form(initial=own, user=request.user)
    return made


def _given(request: HttpRequest) -> dict[str, str]:
    """The words of the address; one that was given several times is joined as the filters take it."""
    several = {name for name, word in filters.known_words().items() if word.several}
    return {
        name: (filters.SEVERAL if name in several else ",").join(request.GET.getlist(name))
        for name in request.GET
    }


def _left_out(request: HttpRequest) -> list[str]:
    """Words of the address that say how something was looked at, and narrow no export."""
    return sorted(set(request.GET) - {*filters.known_words(), "as_of", *OPTIONS, *added.words()})


def _complaint(request: HttpRequest) -> str:
    """What is wrong with the filters that came along, before anyone asks for a file."""
    known = {*filters.known_words(), "as_of"}
    came = {name: text for name, text in _given(request).items() if name in known}
    try:
        filters.parse(came, request.user)
    except DomainError as refusal:
        return refusal.detail()
    return ""


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
        content_type=_content_type(export.format),
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _content_type(form: str) -> str:
    return added.FORMATS[form].content_type if form in added.FORMATS else CONTENT_TYPES[form]
