"""What the API of the work room takes and gives."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from assets.registry.models import User
from assets.standards import cjj181
from assets.work.models import Defect, Inspection, Photo, WorkOrder
from assets.work.orders import STEPS

# A phone's clock may be this far ahead of ours.
CLOCK_TOLERANCE = timedelta(minutes=10)


def not_in_the_future(moment) -> None:
    """Refuse a moment that has not come yet."""
    if moment and moment > timezone.now() + CLOCK_TOLERANCE:
        raise serializers.ValidationError(_("This moment lies in the future: check the clock of the device."))


class ClientUuid(serializers.UUIDField):
    """The number the sender gives a record; sent again it makes no second one."""

    def __init__(self, **options) -> None:
        super().__init__(
            required=False, help_text="Made by the client; a repeated POST with it is harmless.", **options
        )


class PhotoSerializer(serializers.ModelSerializer):
    """A photo: what is known of it and where its bytes are."""

    asset = serializers.SlugRelatedField(slug_field="code", read_only=True)
    inspection = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    work_order = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = [
            "uuid",
            "asset",
            "inspection",
            "work_order",
            "url",
            "thumbnail_url",
            "sha256",
            "content_type",
            "size_bytes",
            "width",
            "height",
            "caption",
            "taken_at",
            "lon",
            "lat",
            "accuracy_m",
            "created_at",
        ]

    @extend_schema_field(serializers.CharField)
    def get_url(self, photo: Photo) -> str:
        return reverse("photo", args=[photo.uuid])

    @extend_schema_field(serializers.CharField)
    def get_thumbnail_url(self, photo: Photo) -> str:
        return reverse("photo-thumbnail", args=[photo.uuid])


class PhotoUploadSerializer(serializers.Serializer):
    """A photo as it is sent (multipart/form-data)."""

    file = serializers.FileField(help_text="JPEG, PNG or WebP.")
    uuid = ClientUuid()
    caption = serializers.CharField(max_length=300, required=False, allow_blank=True)
    taken_at = serializers.DateTimeField(required=False, allow_null=True, validators=[not_in_the_future])
    lon = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    accuracy_m = serializers.FloatField(min_value=0, required=False, allow_null=True)

    def validate(self, attrs: dict) -> dict:
        if (attrs.get("lon") is None) != (attrs.get("lat") is None):
            raise serializers.ValidationError({"lon": _("Give lon and lat together or neither.")})
        return attrs


class DefectSerializer(serializers.ModelSerializer):
    """A coded finding in a pipe (CJJ 181)."""

    class Meta:
        model = Defect
        fields = ["code", "grade", "start_m", "end_m", "clock_position", "description"]
        extra_kwargs = {"end_m": {"required": False}}

    def validate(self, attrs: dict) -> dict:
        attrs.setdefault("end_m", attrs["start_m"])
        known = cjj181.DEFECTS.get(attrs["code"])
        if known is None:
            codes = ", ".join(cjj181.DEFECTS)
            raise serializers.ValidationError({"code": _("Unknown code; the codes are %s.") % codes})
        if attrs["grade"] not in known.scores:
            raise serializers.ValidationError(
                {
                    "grade": _("%(code)s has the grades %(grades)s.")
                    % {"code": attrs["code"], "grades": ", ".join(map(str, known.scores))}
                }
            )
        if attrs["start_m"] < 0 or attrs["end_m"] < attrs["start_m"]:
            raise serializers.ValidationError(
                {"end_m": _("Metres along the pipe: not negative, and the end not before the start.")}
            )
        return attrs


class InspectionSerializer(serializers.ModelSerializer):
    """An inspection. `condition` becomes the asset's where this is its newest assessment."""

    uuid = ClientUuid()
    asset = serializers.CharField(source="asset.code", help_text="The asset's code.")
    asset_class = serializers.CharField(source="asset.asset_class", read_only=True)
    district = serializers.CharField(source="asset.district.code", read_only=True, default=None)
    inspector = serializers.CharField(source="who", read_only=True)
    inspected_at = serializers.DateTimeField(validators=[not_in_the_future])
    defects = DefectSerializer(many=True, required=False)
    photos = PhotoSerializer(many=True, read_only=True)

    class Meta:
        model = Inspection
        fields = [
            "uuid",
            "asset",
            "asset_class",
            "district",
            "inspector",
            "inspected_at",
            "kind",
            "method",
            "findings",
            "condition",
            "grading",
            "defects",
            "photos",
            "through",
            "created_at",
        ]
        read_only_fields = ["through", "created_at"]


ORDER_STATES_TO_SEND = ["asked_for", "planned", "assigned", "done"]


class WorkOrderSerializer(serializers.ModelSerializer):
    """A work order. Its state moves by steps (PATCH with `step`)."""

    uuid = ClientUuid()
    asset = serializers.CharField(source="asset.code", help_text="The asset's code.")
    asset_class = serializers.CharField(source="asset.asset_class", read_only=True)
    district = serializers.CharField(source="asset.district.code", read_only=True, default=None)
    source_inspection = serializers.SlugRelatedField(
        slug_field="uuid", queryset=Inspection.objects.all(), required=False, allow_null=True
    )
    asked_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    assigned_to = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        help_text="User name.",
    )
    verified_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    state = serializers.ChoiceField(
        choices=WorkOrder.State.choices,
        required=False,
        help_text="New orders: " + ", ".join(ORDER_STATES_TO_SEND),
    )
    started_at = serializers.DateTimeField(required=False, allow_null=True, validators=[not_in_the_future])
    finished_at = serializers.DateTimeField(required=False, allow_null=True, validators=[not_in_the_future])
    overdue = serializers.SerializerMethodField()
    photos = PhotoSerializer(many=True, read_only=True)

    class Meta:
        model = WorkOrder
        fields = [
            "uuid",
            "number",
            "asset",
            "asset_class",
            "district",
            "kind",
            "title",
            "description",
            "state",
            "priority",
            "source_inspection",
            "asked_by",
            "asked_at",
            "assigned_to",
            "crew",
            "planned_on",
            "due_on",
            "overdue",
            "started_at",
            "finished_at",
            "verified_at",
            "verified_by",
            "outcome",
            "cost_yuan",
            "resulting_condition",
            "photos",
            "through",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["number", "asked_at", "verified_at", "through", "created_at", "updated_at"]
        extra_kwargs = {"cost_yuan": {"min_value": 0}}

    @extend_schema_field(serializers.BooleanField)
    def get_overdue(self, order: WorkOrder) -> bool:
        return bool(order.is_open and order.due_on and order.due_on < timezone.localdate())

    def validate_state(self, state: str) -> str:
        if state not in ORDER_STATES_TO_SEND:
            raise serializers.ValidationError(
                _("A new order is one of: %s.") % ", ".join(ORDER_STATES_TO_SEND)
            )
        return state

    def validate(self, attrs: dict) -> dict:
        source, code = attrs.get("source_inspection"), attrs["asset"]["code"]
        if source and source.asset.code != code:
            raise serializers.ValidationError(
                {"source_inspection": _("That inspection was of another asset.")}
            )
        started, finished = attrs.get("started_at"), attrs.get("finished_at")
        if started and finished and finished < started:
            raise serializers.ValidationError({"finished_at": _("The end lies before the start.")})
        return attrs


class StepSerializer(serializers.ModelSerializer):
    """One step of a work order and what it takes."""

    step = serializers.ChoiceField(choices=list(STEPS))
    assigned_to = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    started_at = serializers.DateTimeField(required=False, allow_null=True, validators=[not_in_the_future])
    finished_at = serializers.DateTimeField(required=False, allow_null=True, validators=[not_in_the_future])

    class Meta:
        model = WorkOrder
        fields = [
            "step",
            "assigned_to",
            "crew",
            "planned_on",
            "due_on",
            "priority",
            "started_at",
            "finished_at",
            "outcome",
            "cost_yuan",
            "resulting_condition",
        ]
        extra_kwargs = {"cost_yuan": {"min_value": 0}, "priority": {"required": False}}
