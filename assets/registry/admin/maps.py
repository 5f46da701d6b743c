"""django-leaflet's maps in the administration, with the drawing tools that suit what is drawn."""

from django import forms
from leaflet.admin import LeafletAdminWidget, LeafletGeoAdminMixin

from assets.registry.forms import DRAWING_DECIMALS, as_one


class AdminMapWidget(LeafletAdminWidget):
    """A map to draw on; `tools` names the drawing tools it offers."""

    geometry_field_class = "L.RegistryGeometryField"
    tools: tuple[str, ...] = ()

    @property
    def media(self) -> forms.Media:
        # One list, so that the order holds: ours extends what django-leaflet's last script defines.
        leaflet = super().media
        return forms.Media(js=[*leaflet._js, "registry/geometry_field.js"], css=leaflet._css)

    def get_context(self, name, value, attrs) -> dict:
        return {**super().get_context(name, value, attrs), "tools": ",".join(self.tools)}


class MapAdmin(LeafletGeoAdminMixin):
    """A ModelAdmin with maps; `tools` are those of its geometry."""

    widget = AdminMapWidget
    map_template = "registry/admin_map.html"
    settings_overrides = {"DEFAULT_PRECISION": DRAWING_DECIMALS}
    tools: tuple[str, ...] = ()

    def _get_map_widget(self, db_field, widget):
        made = super()._get_map_widget(db_field, widget)
        made.tools = self.tools
        if db_field.geom_type == "MULTIPOLYGON":
            # django-leaflet's own handling of multi-polygons loses their holes; as plain geometry they stay.
            made.geom_type = "GEOMETRY"
        return made


class UntouchedPlace(forms.ModelForm):
    """A form whose map, only looked at, leaves the stored geometry as it was to the last bit."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            if not isinstance(field.widget, AdminMapWidget) or self.cleaned_data.get(name) is None:
                continue
            if name in self.changed_data:
                self.cleaned_data[name] = as_one(self.cleaned_data[name])
            elif self.instance.pk:
                self.cleaned_data[name] = self.initial[name]
