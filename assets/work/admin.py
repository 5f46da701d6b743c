"""Administration of inspections, work, photos and plans, each with its history."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assets.registry.admin.guarded import Guarded
from assets.registry.errors import DomainError
from assets.work.admin_history import HistoryAdmin
from assets.work.models import Defect, Inspection, MaintenancePlan, Photo, WorkOrder
from assets.work.photos import examine, keep_photo


class PhotoForm(forms.ModelForm):
    """A photo to add; it is looked into before anything is kept."""

    class Meta:
        model = Photo
        fields = ["file", "caption", "taken_at"]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            examine(upload.read())
        except DomainError as error:
            raise forms.ValidationError(error.detail()) from error
        upload.seek(0)
        return upload


class PhotoInline(admin.TabularInline):
    """Photos of a record: those there are shown, new ones may be added."""

    model = Photo
    form = PhotoForm
    extra = 1
    can_delete = False
    readonly_fields = ["picture"]

    @admin.display(description=_("picture"))
    def picture(self, photo: Photo) -> str:
        """The thumbnail, leading to the photo."""
        if not photo.pk:
            return ""
        return format_html(
            '<a href="{}"><img src="{}" alt="" width="120"></a>',
            reverse("photo", args=[photo.uuid]),
            reverse("photo-thumbnail", args=[photo.uuid]),
        )

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class RecordAdmin(Guarded, HistoryAdmin):
    """What inspections and work orders have in common: an asset, photos, who and where from."""

    raw_id_fields: ClassVar[tuple[str, ...]] = ("asset",)
    list_per_page = 50
    show_full_result_count = False

    def save_formset(self, request, form, formset, change) -> None:
        if formset.model is not Photo:
            super().save_formset(request, form, formset, change)
            return
        record = form.instance
        named = {"inspection": record} if isinstance(record, Inspection) else {"work_order": record}
        for photo_form in formset.extra_forms:
            if photo_form.has_changed():
                sent = dict(photo_form.cleaned_data)
                upload = sent.pop("file")
                about = {"caption": sent.get("caption") or "", "taken_at": sent.get("taken_at")}
                keep_photo(request.user, record.asset, upload, about, through="admin", **named)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.through = "admin"
        super().save_model(request, obj, form, change)


class DefectInline(admin.TabularInline):
    model = Defect
    extra = 0


@admin.register(Inspection)
class InspectionAdmin(RecordAdmin):
    list_display = ["inspected_at", "kind", "asset", "condition", "inspector", "inspector_name"]
    list_filter = ["kind", "condition", "method"]
    list_select_related = ["asset", "inspector"]
    search_fields = ["asset__code__exact", "uuid__exact"]
    date_hierarchy = None
    raw_id_fields = ("asset", "inspector")
    readonly_fields = ["uuid", "through", "created_at"]
    inlines = [DefectInline, PhotoInline]


@admin.register(WorkOrder)
class WorkOrderAdmin(RecordAdmin):
    list_display = ["number", "title", "asset", "kind", "state", "priority", "due_on", "assigned_to"]
    list_filter = ["state", "kind", "priority"]
    list_select_related = ["asset", "assigned_to"]
    search_fields = ["number__exact", "asset__code__exact", "title"]
    raw_id_fields = ("asset", "source_inspection", "asked_by", "assigned_to", "verified_by")
    readonly_fields = ["uuid", "number", "through", "created_at", "updated_at"]
    inlines = [PhotoInline]


@admin.register(Photo)
class PhotoAdmin(Guarded, HistoryAdmin):
    """Photos come in through their records; here only what is said of them can be mended."""

    list_display = ["created_at", "asset", "caption", "taken_by", "width", "height", "size_bytes"]
    list_select_related = ["asset", "taken_by"]
    search_fields = ["asset__code__exact", "uuid__exact", "caption"]
    fields = [
        "picture",
        "asset",
        "inspection",
        "work_order",
        "caption",
        "taken_at",
        "lon",
        "lat",
        "accuracy_m",
        "sha256",
    ]
    readonly_fields = ["picture", "asset", "inspection", "work_order", "sha256"]

    addable = False
    deletable = False
    picture = PhotoInline.picture


@admin.register(MaintenancePlan)
class MaintenancePlanAdmin(Guarded, HistoryAdmin):
    list_display = [
        "name",
        "asset_class",
        "task",
        "category",
        "size_class",
        "every_months",
        "every_days",
        "is_active",
    ]
    list_filter = ["is_active", "asset_class", "task"]
    search_fields = ["name"]
