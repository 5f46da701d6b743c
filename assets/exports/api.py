"""/api/v1/exports/: ask for an export (202), see how far it is, fetch its file."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from assets.exports import added, keeping
from assets.exports.errors import remark
from assets.exports.models import Export
from assets.exports.order import ENCODINGS, formats
from assets.exports.views import file_response
from assets.registry import filters
from assets.registry.api.description import errors
from assets.registry.errors import Malformed
from assets.registry.rights import Right

LISTED = 100


class RemarkSerializer(serializers.Serializer):
    """What the file's reader must know."""

    code = serializers.CharField()
    message = serializers.CharField()


class ErrorSerializer(serializers.Serializer):
    """Why there is no file."""

    code = serializers.CharField()
    detail = serializers.CharField()


class ExportSerializer(serializers.Serializer):
    """An export as the API tells it."""

    id = serializers.IntegerField()
    format = serializers.ChoiceField(choices=formats())
    filters = serializers.DictField(
        child=serializers.CharField(), help_text="The words it was asked for with."
    )
    state = serializers.ChoiceField(choices=Export.State.values)
    rows_done = serializers.IntegerField()
    rows = serializers.IntegerField(allow_null=True)
    rows_by_class = serializers.DictField(child=serializers.IntegerField())
    file_name = serializers.CharField()
    size_bytes = serializers.IntegerField(allow_null=True)
    remarks = RemarkSerializer(
        many=True, help_text="Among them `subset`: only assets of the person's districts."
    )
    error = ErrorSerializer(allow_null=True)
    requested_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    url = serializers.URLField()
    download = serializers.URLField(
        allow_null=True, help_text="Where the file is, once the state is `ready`."
    )


class ExportRequestSerializer(serializers.Serializer):
    """
    What to export: a format, and any filter of /api/v1/assets/ (lists may be texts with commas).

    Reports (formats `html` and `pdf`) take `district`, `as_of`, `since`, `until` and `language` alone.
    """

    format = serializers.ChoiceField(choices=formats())
    asset_class = serializers.CharField(
        required=False, help_text="One or more, separated by commas; all by default."
    )
    district = serializers.CharField(
        required=False, help_text="Code of a district; all below it are included."
    )
    bbox = serializers.CharField(required=False, help_text="minlon,minlat,maxlon,maxlat in degrees (WGS84).")
    as_of = serializers.CharField(required=False, help_text="A day (its end) or a moment.")
    condition = serializers.CharField(required=False)
    status = serializers.CharField(required=False)
    source = serializers.CharField(required=False)
    source_code = serializers.CharField(required=False)
    q = serializers.CharField(required=False)
    installed_before = serializers.CharField(required=False)
    updated_since = serializers.CharField(required=False)
    srid = serializers.IntegerField(required=False, help_text="EPSG number of the coordinates in the file.")
    encoding = serializers.ChoiceField(choices=ENCODINGS, required=False, help_text="Of shapefiles and CSV.")

    def get_fields(self) -> dict:
        """The fields above, every further word that narrows, and the words of formats that upper rooms added."""
        fields = super().get_fields()
        for word in filters.known_words().values():
            fields.setdefault(word.name, serializers.CharField(required=False, help_text=word.description))
        for name in added.words():
            fields.setdefault(name, serializers.CharField(required=False, help_text="Of reports."))
        return fields


class ExportList(serializers.Serializer):
    """The newest exports."""

    results = ExportSerializer(many=True)


class Exports(APIView):
    """Exports: the person's own, newest first; POST asks for one."""

    rights = {"GET": Right.EXPORT, "POST": Right.EXPORT}

    @extend_schema(operation_id="exports_list", responses={200: ExportList, **errors(400, 401, 403)})
    def get(self, request: Request) -> Response:
        """The newest exports (at most 100)."""
        filters.read(request.query_params, set())
        listed = keeping.visible_exports(request.user)[:LISTED]
        return Response({"results": [as_json(export, request) for export in listed]})

    @extend_schema(
        operation_id="exports_create",
        request=ExportRequestSerializer,
        responses={202: ExportSerializer, **errors(400, 401, 403, 409)},
    )
    def post(self, request: Request) -> Response:
        """Ask for an export; it is made in the background, `url` tells how far it is."""
        export = keeping.request(words(request.data), request.user)
        told = as_json(export, request)
        return Response(told, status=202, headers={"Location": told["url"]})


class ExportDetail(APIView):
    """One export."""

    rights = {"GET": Right.EXPORT}

    @extend_schema(
        operation_id="exports_retrieve", responses={200: ExportSerializer, **errors(401, 403, 404)}
    )
    def get(self, request: Request, pk: int) -> Response:
        """How far it is, and where its file is."""
        return Response(as_json(keeping.visible_export(request.user, pk), request))


class ExportFile(APIView):
    """The file of an export."""

    rights = {"GET": Right.EXPORT}

    @extend_schema(
        operation_id="exports_file",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **errors(401, 403, 404, 409)},
    )
    def get(self, request: Request, pk: int):
        """The file itself, for its own person and for administrators."""
        return file_response(keeping.visible_export(request.user, pk), request.user)


def words(body) -> dict[str, str]:
    """A body's words as texts, lists joined by commas. Raises Malformed where it is no object of such."""
    if not isinstance(body, Mapping):
        raise Malformed("body", _("a JSON object with the format and the filters"))
    given = {}
    for name, value in body.items():
        several = value if isinstance(value, list) else [value]
        if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in several):
            if value is None:
                continue
            raise Malformed(str(name), _("a text, a number or a list of them"))
        word = filters.known_words().get(str(name))
        given[str(name)] = (filters.SEVERAL if word and word.several else ",").join(map(str, several))
    return given


def as_json(export: Export, request: Request) -> dict:
    """The export as the API tells it."""
    ready = export.state == Export.State.READY
    return {
        "id": export.pk,
        "format": export.format,
        "filters": export.words,
        "state": export.state,
        "rows_done": export.done_rows,
        "rows": export.total_rows,
        "rows_by_class": export.by_class,
        "file_name": export.file_name,
        "size_bytes": export.size_bytes,
        "remarks": [{"code": word, "message": remark(word, told)} for word, told in export.remarks],
        "error": {"code": export.refusal_code, "detail": export.refusal} if export.refusal_code else None,
        "requested_by": export.requested_by.get_username(),
        "created_at": export.created_at,
        "finished_at": export.finished_at,
        "expires_at": export.expires_at,
        "url": reverse("api-export-detail", args=[export.pk], request=request),
        "download": reverse("api-export-file", args=[export.pk], request=request) if ready else None,
    }
