"""/api/v1/assets/{code}/history/: what happened to an asset, newest first."""

from datetime import datetime
from urllib.parse import urlencode

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.registry import filters, paging
from assets.registry.api import description
from assets.registry.lookup import visible_asset
from assets.registry.rights import Right
from assets.registry.timeline import timeline
from assets.registry.wording import told

PAGE_SIZE = 50
PAGE_SIZE_LIMIT = 500


class AssetHistory(APIView):
    """What happened to an asset."""

    public = True
    rights = {"GET": Right.SEE}

    @extend_schema(
        operation_id="assets_history",
        parameters=[description.CODE, *description.PAGES],
        responses={200: description.HistoryPage, **description.errors(400, 401, 404)},
    )
    def get(self, request: Request, code: str) -> Response:
        """Changes of the record with values before and after, inspections and work, newest first."""
        given = filters.read(request.query_params, {"page_size", "cursor"})
        asset = visible_asset(request.user, code)
        size = paging.page_size(given.get("page_size"), PAGE_SIZE, PAGE_SIZE_LIMIT)
        entries = timeline(asset, size + 1, before_of(given.get("cursor")))
        shown, following = split(entries, size)
        address = None
        if following:
            query = urlencode({**given, "cursor": paging.encode_cursor([shown[-1].when.isoformat()])})
            address = request.build_absolute_uri(f"{request.path}?{query}")
        return Response({"code": asset.code, "results": told(asset.asset_class, shown), "next": address})


def split(entries: list, size: int) -> tuple[list, list]:
    """The entries of this page, those of its last moment kept together, and what follows."""
    if len(entries) <= size:
        return entries, []
    last = entries[size - 1].when
    shown = [entry for position, entry in enumerate(entries) if position < size or entry.when == last]
    return shown, entries[len(shown) :]


def before_of(cursor: str | None) -> datetime | None:
    """The moment that a cursor holds; None without one. Raises Malformed."""
    if not cursor:
        return None
    return filters.moment("cursor", paging.decode_cursor(cursor, [str])[0])
