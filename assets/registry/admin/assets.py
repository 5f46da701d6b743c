"""Assets in the administration: a page for each class of the catalogue."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assets.registry.admin.counting import LongListPaginator
from assets.registry.admin.gates import Gate, ReadOnly
from assets.registry.admin.guarded import Guarded
from assets.registry.admin.maps import MapAdmin, UntouchedPlace
from assets.registry.choices import domain_choices
from assets.registry.choosing import districts
from assets.registry.classes import CATALOGUE, AssetClass, name_of
from assets.registry.districts import subtree
from assets.registry.filter_words import search
from assets.registry.forms import drawing_tools
from assets.registry.models import Asset, District
from assets.registry.rights import Right, may, may_with, require_with
from assets.registry.scope import visible_assets
from assets.registry.serializers import own_names
from assets.registry.timeline import timeline
from assets.registry.wording import told

HISTORY_SHOWN = 200
COMMON = (
    (_("Identity"), ("code", "name", ("source", "source_code"), "status")),
    (_("Condition"), (("condition", "reason"), ("condition_assessed_on", "condition_method"))),
)
CARE = ("installed_on", "installed_precision", "owner", "maintainer", "road", "address", "note", "extra")
KEPT = ("district", "created_at", "updated_at")


class DistrictFilter(admin.SimpleListFilter):
    """By district and all below it, down to streets and towns."""

    title = _("district")
    parameter_name = "district"

    def lookups(self, request, model_admin):
        return districts(request.user)

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        district = District.objects.filter(code=self.value()).first()
        if district is None:
            return queryset.none()
        return queryset.filter(district_id__in=list(subtree(district).values_list("pk", flat=True)))


class ConditionFilter(admin.SimpleListFilter):
    """By grade, or unknown."""

    title = _("condition")
    parameter_name = "grade"

    def lookups(self, request, model_admin):
        return [
            *((str(grade), label) for grade, label in Asset._meta.get_field("condition").flatchoices),
            ("0", _("unknown")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "0":
            return queryset.filter(condition__isnull=True)
        return (
            queryset.filter(condition=self.value())
            if (self.value() or "") in "12345" and self.value()
            else queryset
        )


class AssetAdminForm(UntouchedPlace):
    """Asks for the reason where the condition changes."""

    reason = forms.ChoiceField(
        label=_("Why the condition changed"),
        required=False,
        help_text=_("Needed where the condition changes: a better grade on paper is no repair."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.asset_class = self.instance.asset_class or name_of(type(self.instance))
        if "reason" in self.fields:
            self.fields["reason"].choices = [  # type: ignore[attr-defined]
                ("", "---------"),
                *domain_choices("condition_reason"),
            ]

    def _get_validation_exclusions(self) -> set:
        # An empty code is no mistake: the database gives one.
        given = super()._get_validation_exclusions()  # type: ignore[misc]
        return given if self.cleaned_data.get("code") else {*given, "code"}

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if "condition" in self.changed_data and cleaned.get("condition") is not None:
            if cleaned.get("reason"):
                self.instance.condition_reason = cleaned["reason"]
            else:
                self.add_error("reason", _("Say why the condition changed."))
        return cleaned


class AssetSearch(admin.ModelAdmin):
    """Long lists of assets: searched by index, never counted to the end, limited to what the user may see."""

    search_fields = ("code",)
    search_help_text = _("Beginning of the code, part of the name, or number in the source")
    show_full_result_count = False
    paginator = LongListPaginator
    ordering = ("code",)

    def get_queryset(self, request):
        return visible_assets(request.user, super().get_queryset(request))

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip().replace("\0", "")
        return (queryset.filter(search(term)) if term else queryset), False


class ClassAdmin(Guarded, AssetSearch, MapAdmin, Gate):
    """The pages of one class of assets."""

    right = Right.EDIT
    form = AssetAdminForm
    list_display = ("code", "name", "district", "status", "condition", "updated_at")
    list_filter = ("status", ConditionFilter, DistrictFilter)
    list_select_related = ("district",)
    list_per_page = 50
    readonly_fields = KEPT
    actions = None
    entry: AssetClass

    def get_queryset(self, request):
        # Said twice, so that the parent's index by class and code is walked.
        return super().get_queryset(request).filter(asset_class=self.entry.name)

    def get_fieldsets(self, request, obj=None):
        return [
            *((title, {"fields": names}) for title, names in COMMON),
            (_("Technical data"), {"fields": own_names(self.entry)}),
            (_("Place"), {"fields": ("geometry", "district")}),
            (_("Installation and care"), {"fields": CARE}),
            (_("Record"), {"fields": ("created_at", "updated_at")}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        # `reason` is the form's own: the factory may not look for it in the model.
        names = kwargs.pop("fields", None) or flatten_fieldsets(self.get_fieldsets(request, obj))
        return super().get_form(
            request, obj, change=change, fields=[name for name in names if name != "reason"], **kwargs
        )

    def has_change_permission(self, request, obj=None) -> bool:
        return may(request.user, Right.EDIT) if obj is None else may_with(request.user, Right.EDIT, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return may(request.user, Right.ADMINISTER)

    def save_model(self, request, obj, form, change) -> None:
        """Save; the asset must lie, after the change too, where the user may edit."""
        obj.save()
        require_with(request.user, Right.EDIT, obj)

    def history_view(self, request, object_id, extra_context=None):
        """The asset's own history: every field, who, when, through what."""
        asset = get_object_or_404(self.get_queryset(request), pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "opts": self.opts,
            "object": asset,
            "history": told(asset.asset_class, timeline(asset, HISTORY_SHOWN)),
        }
        return render(request, "registry/admin_history.html", context)

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()


def register(entry: AssetClass) -> None:
    """Make the pages of a class of the catalogue."""
    nodes = tuple(field.name for field in entry.own_fields if field.is_relation)
    page = type(
        f"{entry.model.__name__}Admin",
        (ClassAdmin,),
        {"entry": entry, "tools": tuple(drawing_tools(entry)), "autocomplete_fields": nodes},
    )
    admin.site.register(entry.model, page)


for _entry in CATALOGUE.values():
    register(_entry)


@admin.register(Asset)
class AssetAdmin(AssetSearch, ReadOnly):
    """All classes in one list: to find an asset, and to choose a pipe's ends."""

    right = Right.EDIT
    list_display = ("code", "asset_class", "name", "district", "condition", "page")
    list_filter = ("asset_class", DistrictFilter)
    list_select_related = ("district",)
    list_per_page = 50
    list_display_links = None
    actions = None

    @admin.display(description=_("class's page"))
    def page(self, asset: Asset) -> str:
        """Where the asset is edited."""
        model = CATALOGUE[asset.asset_class].model._meta.model_name
        return format_html(
            '<a href="{}">{}</a>',
            reverse(f"admin:registry_{model}_change", args=[asset.pk]),
            asset.get_asset_class_display(),
        )
