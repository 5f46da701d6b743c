"""The API of inspections, work orders and photos."""

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.registry.errors import Malformed
from assets.registry.models import Asset
from assets.registry.refusals import explained
from assets.registry.rights import Right
from assets.registry.scope import visible_assets
from assets.work import filters
from assets.work.inspections import record_inspection
from assets.work.models import Inspection, Photo, WorkOrder
from assets.work.orders import ask_for_work, take_step
from assets.work.photos import keep_photo
from assets.work.serializers import (
    InspectionSerializer,
    PhotoSerializer,
    PhotoUploadSerializer,
    StepSerializer,
    WorkOrderSerializer,
)

PAGE_SIZE_LIMIT = 500


class CursorPages(CursorPagination):
    """Pages by cursor; a page size beyond the limit is refused, not quietly cut."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = PAGE_SIZE_LIMIT

    def get_page_size(self, request) -> int:
        text = request.query_params.get("page_size")
        if text is None:
            return self.page_size
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= PAGE_SIZE_LIMIT:
            raise Malformed("page_size", _("a whole number from 1 to %s") % PAGE_SIZE_LIMIT)
        return int(text)


def parameter(name: str, description: str, kind=OpenApiTypes.STR) -> OpenApiParameter:
    """A query parameter for the description of the API."""
    return OpenApiParameter(name, kind, description=description)


LIST_PARAMETERS = [
    parameter("asset", "Code of an asset."),
    parameter("district", "Code of a district; all below it are included."),
    parameter("asset_class", "One or more classes, separated by commas."),
    parameter("kind", "One or more kinds, separated by commas."),
    parameter("since", "A day or a moment (ISO 8601)."),
    parameter("until", "A day (included) or a moment (ISO 8601)."),
    parameter("mine", "Only my own.", OpenApiTypes.BOOL),
    parameter("page_size", f"1 to {PAGE_SIZE_LIMIT}.", OpenApiTypes.INT),
    parameter("cursor", "From `next` or `previous`."),
]


def asset_named(code: str, user) -> Asset:
    """The asset a request names; Malformed where there is none that `user` may see."""
    asset = visible_assets(user, Asset.objects.select_related("district")).filter(code=code).first()
    if asset is None:
        raise Malformed("asset", _("the code of an asset you may see"))
    return asset


class RecordList(APIView):
    """List and create; the two kinds of records say how."""

    serializer_class: type
    ordering: tuple[str, ...]

    def rows(self, user, wanted: filters.WorkFilter) -> QuerySet:
        raise NotImplementedError

    def create(self, user, asset: Asset, sent: dict) -> tuple[object, bool]:
        raise NotImplementedError

    def get(self, request) -> Response:
        rows = self.rows(request.user, filters.parse(request.query_params.dict(), request.user))
        pages = CursorPages()
        pages.ordering = self.ordering
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(self.serializer_class(page, many=True).data)

    def post(self, request) -> Response:
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = dict(serializer.validated_data)
        asset = asset_named(sent.pop("asset")["code"], request.user)
        with explained():
            record, is_new = self.create(request.user, asset, sent)
        return Response(
            self.serializer_class(record).data,
            status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
        )


class Inspections(RecordList):
    """Inspections, newest first; POST records one."""

    rights = {"GET": Right.SEE, "POST": Right.RECORD}
    serializer_class = InspectionSerializer
    ordering = ("-inspected_at", "-pk")

    def rows(self, user, wanted: filters.WorkFilter) -> QuerySet:
        return with_parts(filters.inspections(user, wanted))

    def create(self, user, asset: Asset, sent: dict) -> tuple[object, bool]:
        return record_inspection(user, asset, sent, through="api")

    @extend_schema(
        operation_id="inspections_list",
        parameters=LIST_PARAMETERS,
        responses=InspectionSerializer(many=True),
    )
    def get(self, request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="inspections_create", request=InspectionSerializer, responses=InspectionSerializer
    )
    def post(self, request) -> Response:
        return super().post(request)


class WorkOrders(RecordList):
    """Work orders, newest first; POST asks for work, or records a repair already made (state `done`)."""

    # Who records and who plans may both ask: the verb decides by the asset and the state sent.
    rights = {"GET": Right.SEE, "POST": Right.SEE}
    serializer_class = WorkOrderSerializer
    ordering = ("-pk",)

    def rows(self, user, wanted: filters.WorkFilter) -> QuerySet:
        return with_people(filters.work_orders(user, wanted))

    def create(self, user, asset: Asset, sent: dict) -> tuple[object, bool]:
        return ask_for_work(user, asset, sent, through="api")

    @extend_schema(
        operation_id="work_orders_list",
        parameters=[
            *LIST_PARAMETERS,
            parameter("state", "One or more states, separated by commas, or `open`."),
            parameter("overdue", "Only open work whose due day has passed.", OpenApiTypes.BOOL),
            parameter("open_on", "Only work that was open at the end of this day.", OpenApiTypes.DATE),
        ],
        responses=WorkOrderSerializer(many=True),
    )
    def get(self, request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="work_orders_create", request=WorkOrderSerializer, responses=WorkOrderSerializer
    )
    def post(self, request) -> Response:
        return super().post(request)


def with_parts(rows: QuerySet) -> QuerySet:
    """Inspections with what the serializer shows, in a fixed number of queries."""
    return rows.select_related("asset__district", "inspector").prefetch_related("defects", *PHOTO_PARTS)


def with_people(rows: QuerySet) -> QuerySet:
    """Work orders with what the serializer shows, in a fixed number of queries."""
    return rows.select_related(
        "asset__district", "source_inspection", "asked_by", "assigned_to", "verified_by"
    ).prefetch_related(*PHOTO_PARTS)


PHOTO_PARTS = ("photos__asset", "photos__inspection", "photos__work_order")


def visible_inspection(user, uuid) -> Inspection:
    """The inspection of that uuid; 404 where there is none that `user` may see."""
    found = with_parts(filters.inspections(user, filters.WorkFilter())).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def visible_order(user, **key) -> WorkOrder:
    """The work order by uuid or number; 404 where there is none that `user` may see."""
    found = with_people(filters.work_orders(user, filters.WorkFilter())).filter(**key).first()
    if found is None:
        raise Http404
    return found


class InspectionDetail(APIView):
    """One inspection."""

    rights = {"GET": Right.SEE}

    @extend_schema(operation_id="inspections_retrieve", responses=InspectionSerializer)
    def get(self, request, uuid) -> Response:
        return Response(InspectionSerializer(visible_inspection(request.user, uuid)).data)


class WorkOrderDetail(APIView):
    """One work order; PATCH takes it a step further."""

    # Each step names the right it needs (orders.STEPS).
    rights = {"GET": Right.SEE, "PATCH": Right.SEE}

    @extend_schema(operation_id="work_orders_retrieve", responses=WorkOrderSerializer)
    def get(self, request, uuid) -> Response:
        return Response(WorkOrderSerializer(visible_order(request.user, uuid=uuid)).data)

    @extend_schema(operation_id="work_orders_step", request=StepSerializer, responses=WorkOrderSerializer)
    def patch(self, request, uuid) -> Response:
        order = visible_order(request.user, uuid=uuid)
        serializer = StepSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = dict(serializer.validated_data)
        with explained():
            take_step(request.user, order, given.pop("step"), given, through="api")
        return Response(WorkOrderSerializer(visible_order(request.user, uuid=uuid)).data)


class PhotoUpload(APIView):
    """Photos of one record: list them, send one."""

    rights = {"GET": Right.SEE, "POST": Right.RECORD}
    parser_classes = [MultiPartParser, FormParser]

    def record(self, user, uuid) -> Inspection | WorkOrder:
        raise NotImplementedError

    @extend_schema(responses=PhotoSerializer(many=True))
    def get(self, request, uuid) -> Response:
        return Response(PhotoSerializer(self.record(request.user, uuid).photos.all(), many=True).data)

    @extend_schema(request={"multipart/form-data": PhotoUploadSerializer}, responses=PhotoSerializer)
    def post(self, request, uuid) -> Response:
        record = self.record(request.user, uuid)
        serializer = PhotoUploadSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = dict(serializer.validated_data)
        upload = sent.pop("file")
        named = {"inspection": record} if isinstance(record, Inspection) else {"work_order": record}
        photo, is_new = keep_photo(request.user, record.asset, upload, sent, through="api", **named)
        return Response(PhotoSerializer(photo).data, status=201 if is_new else 200)


class InspectionPhotos(PhotoUpload):
    """Photos of an inspection."""

    def record(self, user, uuid) -> Inspection:
        return visible_inspection(user, uuid)


class WorkOrderPhotos(PhotoUpload):
    """Photos of a work order."""

    def record(self, user, uuid) -> WorkOrder:
        return visible_order(user, uuid=uuid)


class PhotoFile(APIView):
    """The bytes of a photo, for those who may see its asset."""

    rights = {"GET": Right.SEE}
    column = "file"

    @extend_schema(responses={(200, "image/*"): OpenApiTypes.BINARY})
    def get(self, request, uuid) -> FileResponse:
        photo = Photo.objects.filter(uuid=uuid, asset__in=visible_assets(request.user)).first()
        if photo is None:
            raise Http404
        try:
            stream = getattr(photo, self.column).open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        kind = photo.content_type if self.column == "file" else "image/jpeg"
        response = FileResponse(stream, content_type=kind)
        response.headers["Content-Disposition"] = "inline"
        response.headers["X-Content-Type-Options"] = "nosniff"
        # A photo never changes under its uuid; only this person's browser may keep it.
        response.headers["Cache-Control"] = "private, max-age=86400"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class PhotoThumbnail(PhotoFile):
    """The small picture of a photo."""

    column = "thumbnail"
