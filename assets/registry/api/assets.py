"""/api/v1/assets/ and /api/v1/assets/{code}/: lists by cursor, one asset with all its fields, changes by hand."""

from datetime import datetime
from urllib.parse import urlencode

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.registry import editing, filters, paging, serializers
from assets.registry.api import description
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed
from assets.registry.geojson import parse_geometry
from assets.registry.lookup import visible_asset
from assets.registry.models import Asset
from assets.registry.past import as_they_stood
from assets.registry.rights import Right
from assets.registry.scope import scope_of


class AssetList(APIView):
    """Assets as GeoJSON, page by page; POST records a new one."""

    public = True
    rights = {"GET": Right.SEE, "POST": Right.EDIT}

    @extend_schema(
        operation_id="assets_list",
        parameters=description.list_parameters(),
        responses={200: description.AssetCollection, **description.errors(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        """Assets that the filter selects, in the order of their codes (with `as_of` in a fixed order)."""
        wanted = filters.parse(request.query_params, request.user, also=("page_size", "cursor"))
        size = paging.page_size(wanted.given.get("page_size"))
        cursor = wanted.given.get("cursor")
        if wanted.as_of is None:
            found, last = now_rows(request.user, wanted, key_of(cursor, str), size)
        else:
            found, last = past_rows(request.user, wanted, key_of(cursor, int), size)
        return Response(
            {
                "type": "FeatureCollection",
                "features": found,
                "next": next_address(request, wanted.given, last),
            }
        )

    @extend_schema(
        operation_id="assets_create",
        request=description.ASSET_WRITE,
        responses={201: description.ASSET_FEATURE, **description.errors(400, 401, 403, 409)},
    )
    def post(self, request: Request) -> Response:
        """Record an asset: `asset_class`, `geometry` and the class's fields, flat or as a GeoJSON Feature."""
        sent = body(request)
        class_name = sent.values.pop("asset_class", None)
        if class_name not in CATALOGUE:
            raise Malformed("asset_class", _("one of %s") % ", ".join(CATALOGUE))
        if sent.geometry is None:
            raise Malformed("geometry", _("a GeoJSON geometry"))
        values = judged(request, class_name, sent.values)
        asset = editing.create_asset(
            request.user, class_name, {**values, "geometry": parse_geometry(sent.geometry, sent.srid)}
        )
        response = with_tag(serializers.feature(asset), status=201)
        response["Location"] = request.build_absolute_uri(
            request.path + urlencode({"": asset.code})[1:] + "/"
        )
        return response


class AssetDetail(APIView):
    """One asset with all fields of its class."""

    public = True
    rights = {"GET": Right.SEE, "PATCH": Right.EDIT}

    @extend_schema(
        operation_id="assets_retrieve",
        parameters=[description.CODE],
        responses={200: description.ASSET_FEATURE, **description.errors(401, 404)},
    )
    def get(self, request: Request, code: str) -> Response:
        """One asset as a GeoJSON Feature. Its `ETag` is what `If-Match` of a change wants."""
        filters.read(request.query_params, set())
        return with_tag(serializers.feature(visible_asset(request.user, code)))

    @extend_schema(
        operation_id="assets_update",
        parameters=[description.CODE, description.IF_MATCH],
        request=description.ASSET_WRITE,
        responses={200: description.ASSET_FEATURE, **description.errors(400, 401, 403, 404, 409)},
    )
    def patch(self, request: Request, code: str) -> Response:
        """
        Change the fields that are sent, flat or as a GeoJSON Feature; a new condition needs `condition_reason`.

        With `If-Match` (or `updated_at` in the body) a record that has changed since is not overwritten (409).
        """
        asset = visible_asset(request.user, code)
        shown = serializers.feature(asset)
        sent = body(request)
        seen = seen_moment(request, sent.values.pop("updated_at", None))
        values = judged(request, asset.asset_class, sent.values, shown["properties"])
        # The geometry that was read comes back rounded to 1 cm: unchanged, it must not move the asset.
        if sent.geometry is not None and (sent.srid is not None or sent.geometry != shown["geometry"]):
            values["geometry"] = parse_geometry(sent.geometry, sent.srid)
        changed = editing.change_asset(request.user, asset, values, seen=seen)
        return with_tag(serializers.feature(changed))


def now_rows(
    user, wanted: filters.AssetFilter, after: str | None, size: int
) -> tuple[list[dict], list | None]:
    """A page of today's assets after the code `after`, and the key of the page's end where more follow."""
    assets = Asset.objects.filter(scope_of(user).condition(), wanted.condition).order_by("code")
    if after is not None:
        assets = assets.filter(code__gt=after)
    return cut(serializers.features(assets[: size + 1]), size, lambda row: row["id"])


def past_rows(
    user, wanted: filters.AssetFilter, after: int | None, size: int
) -> tuple[list[dict], list | None]:
    """A page of the assets as they stood at `wanted.as_of`: of each the latest event up to then, deleted ones gone."""
    events = as_they_stood(user, wanted)
    if after is not None:
        events = events.filter(pgh_obj_id__gt=after)
    return cut(serializers.features(events[: size + 1], key="pgh_obj_id"), size, lambda row: row.pop("key"))


def key_of(cursor: str | None, kind: type):
    """The key in a cursor; None without one."""
    return paging.decode_cursor(cursor, [kind])[0] if cursor else None


def cut(rows: list[dict], size: int, key) -> tuple[list[dict], list | None]:
    """`size` rows of the one more that was read, and the last one's key where that one more was there."""
    more = len(rows) > size
    keys = [key(row) for row in rows[:size]]
    return rows[:size], [keys[-1]] if more else None


def next_address(request: Request, given: dict[str, str], last: list | None) -> str | None:
    """The address of the next page: the same filter, the new cursor."""
    if last is None:
        return None
    query = urlencode({**given, "cursor": paging.encode_cursor(last)})
    return request.build_absolute_uri(f"{request.path}?{query}")


class Sent:
    """What a body brought: `geometry` (GeoJSON or None), its `srid` (or None), and the other values."""

    def __init__(self, geometry, srid, values: dict) -> None:
        self.geometry, self.srid, self.values = geometry, srid, values


def body(request: Request) -> Sent:
    """The body of a change, flat or a GeoJSON Feature. Raises Malformed for anything else."""
    data = request.data
    if not isinstance(data, dict) or hasattr(data, "getlist"):
        raise Malformed("body", _("a JSON object: a GeoJSON Feature, or fields and a geometry"))
    if data.get("type") != "Feature":
        values = dict(data)
        return Sent(values.pop("geometry", None), values.pop("srid", None), values)
    properties = data.get("properties")
    if not isinstance(properties, dict):
        raise Malformed("properties", _("an object of fields"))
    if unknown := sorted(set(data) - {"type", "id", "geometry", "properties", "srid", "bbox"}):
        raise Malformed(unknown[0], _("inside `properties`, where a Feature keeps its fields"))
    return Sent(data.get("geometry"), data.get("srid"), dict(properties))


def judged(request: Request, class_name: str, sent: dict, shown: dict | None = None) -> dict:
    """The values as the class's fields want them. Raises Malformed for unknown names and what the registry keeps."""
    entry = CATALOGUE[class_name]
    for name in serializers.unknown_names(sent, entry):
        raise Malformed(name, _("a field of %s") % class_name)
    for name in serializers.KEPT:
        if name in sent and not serializers.same(sent.pop(name), (shown or {}).get(name)):
            raise Malformed(name, _("left out: the registry keeps it itself"))
    serializer = serializers.properties_of(class_name)(
        instance=None if shown is None else Asset(),
        data=sent,
        partial=shown is not None,
        context={"request": request},
    )
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def seen_moment(request: Request, text) -> datetime | None:
    """The `updated_at` that the change was made upon, from If-Match or the body. Raises Malformed for nonsense."""
    tag = request.headers.get("If-Match")
    name = "updated_at"
    if tag is not None and tag.strip() != "*":
        name, text = "If-Match", tag.strip().removeprefix("W/").strip('"')
    if text is None:
        return None
    try:
        seen = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        seen = None
    if seen is None or seen.tzinfo is None:
        raise Malformed(name, _("the ETag or updated_at that was read with the asset"))
    return seen


def with_tag(feature: dict, status: int = 200) -> Response:
    """The feature with the ETag that a later change can be made upon."""
    tag = feature["properties"]["updated_at"].isoformat()
    return Response(feature, status=status, headers={"ETag": f'"{tag}"'})
