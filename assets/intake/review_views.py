"""What an import's review asks for: rows and map of the difference, the report, the rejected rows."""

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assets.intake import difference, rejected_rows, report, rows_in_words
from assets.intake.models import Delivery
from assets.intake.views import of_delivery
from assets.registry import filters
from assets.registry.errors import Malformed, NotFound
from assets.registry.rights import Right, needs

ROWS_A_PAGE = 50
MAP_FEATURES = 5_000
LAST_ROW = (1 << 63) - 1


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_rows(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """A page of the difference's rows, by state and problem, after a row, or from the row `at`."""
    state, problem = request.GET.get("state", ""), request.GET.get("problem", "")
    after, at = _row(request, "after"), _row(request, "at")
    found = difference.rows(
        delivery, state, problem, at - 1 if at is not None else after or 0, ROWS_A_PAGE + 1
    )
    return render(
        request,
        "intake/rows.html",
        {
            "delivery": delivery,
            "rows": [rows_in_words.told(row) for row in found[:ROWS_A_PAGE]],
            "next_after": found[ROWS_A_PAGE - 1].rid if len(found) > ROWS_A_PAGE else None,
            "state": state,
            "problem": problem,
            "at": at,
            "first_page": not after,
            "has_map": difference.reviewable(delivery),
        },
    )


@needs(Right.IMPORT)
@require_GET
@of_delivery
def import_map(request: HttpRequest, delivery: Delivery) -> JsonResponse:
    """The difference as GeoJSON, for the map: by state and problem, of a window, or of one row."""
    return JsonResponse(
        difference.map_features(
            delivery,
            MAP_FEATURES,
            state=request.GET.get("state", ""),
            problem=request.GET.get("problem", ""),
            bbox=_bbox(request.GET.get("bbox", "")),
            rid=_row(request, "rid"),
        )
    )


def _row(request: HttpRequest, parameter: str) -> int | None:
    """The number of a staged row that the query names, None without. Raises Malformed where it is none."""
    text = request.GET.get(parameter, "")
    return filters.whole(parameter, text, 0, LAST_ROW, _("the number of a row")) if text else None


def _bbox(text: str) -> tuple[float, float, float, float] | None:
    """A window `minlon,minlat,maxlon,maxlat` in degrees. Raises Malformed where it is none."""
    if not text:
        return None
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise Malformed("bbox", "minlon,minlat,maxlon,maxlat") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Malformed("bbox", "minlon,minlat,maxlon,maxlat")
    return west, south, east, north


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
