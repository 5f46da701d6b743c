"""The edit form of an asset: one form class a class of assets, its geometry drawn with the tools that suit it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSGeometry, MultiLineString, MultiPolygon
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from leaflet.forms.widgets import LeafletWidget

from assets.registry.choices import domain_choices
from assets.registry.classes import AREA, CATALOGUE, LINE, POINT, AssetClass
from assets.registry.models import Asset
from assets.registry.scope import visible_assets
from assets.registry.serializers import NODE_ENDS, own_names

DRAWING_DECIMALS = 9  # of a degree: a tenth of a millimetre, so that drawing costs no accuracy
BEFORE = ("code", "name", "status", "condition", "condition_assessed_on", "condition_method")
AFTER = ("installed_on", "installed_precision", "owner", "maintainer", "road", "address", "note")


def drawing_tools(entry: AssetClass) -> list[str]:
    """The drawing tools whose shapes suit the class: marker, polyline, polygon."""
    tools = {"marker": POINT, "polyline": (*LINE, "MultiLineString"), "polygon": AREA}
    return [tool for tool, types in tools.items() if set(types) & set(entry.geometry_types)]


class GeometryWidget(LeafletWidget):
    """django-leaflet's map with only the tools that suit the class."""

    template_name = "registry/geometry_widget.html"
    geom_type = "GEOMETRY"
    geometry_field_class = "L.RegistryGeometryField"
    settings_overrides = {"DEFAULT_PRECISION": DRAWING_DECIMALS}
    tools: list[str] = []

    def get_context(self, name, value, attrs) -> dict:
        return {**super().get_context(name, value, attrs), "tools": ",".join(self.tools)}


def as_one(geometry: GEOSGeometry) -> GEOSGeometry:
    """Several shapes drawn on one map as the one geometry they are: a collection of polygons is a MultiPolygon."""
    if geometry.geom_type != "GeometryCollection":
        return geometry
    parts = [geometry[number] for number in range(geometry.num_geom)]  # type: ignore[index]
    kinds = {part.geom_type for part in parts}
    if kinds == {"Polygon"}:
        return MultiPolygon(*parts, srid=geometry.srid)
    if kinds == {"LineString"}:
        return MultiLineString(*parts, srid=geometry.srid)
    return geometry


class NodeField(forms.CharField):
    """A pipe's end by its code; empty where unknown."""

    def __init__(self, user=None, **options) -> None:
        self.user = user
        super().__init__(required=False, max_length=64, **options)

    def prepare_value(self, value):
        return value.code if isinstance(value, Asset) else value

    def to_python(self, value):
        code = super().to_python(value)
        if not code:
            return None
        node = visible_assets(self.user, Asset.objects.filter(is_node=True, code=code)).first()
        if node is None:
            raise forms.ValidationError(
                _("No manhole, inlet or other node has the code %(code)s.") % {"code": code}
            )
        return node

    def validate(self, value) -> None:
        """Anything to_python found is right."""

    def run_validators(self, value) -> None:
        """Those of a text do not apply to an asset."""

    def has_changed(self, initial, data) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()


class AssetForm(forms.ModelForm):
    """The fields common to all classes; `form_for` adds the class's own."""

    reason = forms.ChoiceField(
        label=_("Why the condition changed"),
        required=False,
        help_text=_("Needed where the condition changes: a better grade on paper is no repair."),
    )
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Asset
        fields = [*BEFORE, "geometry", *AFTER]
        widgets = {
            "condition_assessed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "installed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, user=None, csp_nonce=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", "---------"),
            *domain_choices("condition_reason"),
        ]
        self.initial["seen_at"] = self.instance.updated_at.isoformat()
        self.fields["code"].required = True
        self.fields["geometry"].widget.csp_nonce = csp_nonce
        self.fields["geometry"].widget.tools = drawing_tools(CATALOGUE[self.instance.asset_class])
        self.fields["code"].help_text = ""
        self.order_fields([*BEFORE[:4], "reason", *BEFORE[4:]])
        for name in NODE_ENDS:
            if name in self.fields:
                self.fields[name] = NodeField(
                    user=user,
                    label=self.fields[name].label,
                    help_text=_("Code of a manhole, inlet or other node; empty where unknown."),
                )
                self.initial[name] = getattr(self.instance, name)

    def clean_geometry(self):
        geometry = as_one(self.cleaned_data["geometry"])
        # A map that was only looked at gives the same place some nanometres off: that is no change.
        return geometry if "geometry" in self.changed_data else self.initial["geometry"]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if "condition" in self.changed_data and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the condition changed."))
        return cleaned

    def changes(self) -> dict:
        """What the person changed, by field name."""
        names = [name for name in self.changed_data if name not in ("reason", "seen_at")]
        changes = {name: self.cleaned_data[name] for name in names}
        if self.cleaned_data.get("reason"):
            changes["condition_reason"] = self.cleaned_data["reason"]
        return changes

    def seen(self) -> datetime | None:
        """When the record that the person looked at was last changed."""
        try:
            return parse_datetime(self.cleaned_data["seen_at"])
        except ValueError:
            return None

    def _post_clean(self) -> None:
        """The verb `change_asset` builds, checks and saves: the form changes no instance of its own."""


def form_for(asset: Asset, request: HttpRequest) -> AssetForm:
    """The edit form of an asset, given as its class's model: unbound for GET, bound to what a POST brought."""
    entry = CATALOGUE[asset.asset_class]
    form_class: Any = forms.modelform_factory(
        entry.model,
        form=AssetForm,
        fields=[*BEFORE, *own_names(entry), "geometry", *AFTER],
        widgets={**AssetForm.Meta.widgets, "geometry": GeometryWidget, **_date_widgets(entry)},
        field_classes={},
    )
    data = request.POST if request.method == "POST" else None
    form = form_class(data, instance=asset, user=request.user, csp_nonce=getattr(request, "csp_nonce", None))
    if "waste_kinds" in form.fields:
        form.fields["waste_kinds"] = forms.MultipleChoiceField(
            label=form.fields["waste_kinds"].label,
            required=False,
            choices=domain_choices("waste_kind"),
            widget=forms.CheckboxSelectMultiple,
        )
    return form


def _date_widgets(entry: AssetClass) -> dict:
    return {
        field.name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for field in entry.own_fields
        if field.get_internal_type() == "DateField"
    }
