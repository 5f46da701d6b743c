"""The form that asks for an export."""

from typing import cast

from django import forms
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from assets.exports import added
from assets.registry import choosing, filters
from assets.registry.classes import CATALOGUE

FORMATS = [
    ("gpkg", _("GeoPackage (QGIS, ArcGIS)")),
    ("xlsx", _("Excel")),
    ("zip", _("Shapefile (zipped)")),
    ("geojson", "GeoJSON"),
    ("csv", "CSV"),
]
ENCODINGS = [("", "UTF-8"), ("gbk", _("GBK (older Chinese programs)"))]
# Filters of the asset table that have no field here: they come by its link, are shown, and go along.
CARRIED = {
    "q": _("Search"),
    "condition": _("Condition"),
    "status": _("Status"),
    "source": _("Source"),
    "source_code": _("Number in the source"),
    "installed_before": _("Installed before"),
    "updated_since": _("Changed since"),
    "year_from": _("Installed from the year"),
    "year_to": _("Installed up to the year"),
    "material": _("Material"),
    "diameter_min": _("Size from (mm)"),
    "diameter_max": _("Size up to (mm)"),
    "owner": _("Owner"),
    "inspected_before": _("Not inspected since"),
    "inspected_since": _("Inspected since"),
    "maintained_before": _("Not maintained since"),
    "maintained_since": _("Maintained since"),
    "overdue": _("Overdue"),
}

ASKED = {
    "asset_class": _("Classes"),
    "district": _("District"),
    "as_of": _("As it stood on"),
    "bbox": _("Only in this box"),
    **CARRIED,
}


def asked(words: dict[str, str]) -> list[str]:
    """What an export was asked for, as its entry in the list tells it."""
    labels = {**added.words(), **ASKED}
    told = {name: text for name, label in labels.items() if label and (text := words.get(name))}
    if classes := told.get("asset_class"):
        told["asset_class"] = ", ".join(force_str(CATALOGUE[name].label) for name in classes.split(","))
    return [f"{labels[name]}: {text.replace(filters.SEVERAL, ' / ')}" for name, text in told.items()]


class ExportForm(forms.Form):
    """What to export, as what. Whether the words make sense is for order.judge to say."""

    format = forms.ChoiceField(label=_("Format"), choices=FORMATS)
    asset_class = forms.MultipleChoiceField(
        label=_("Classes"),
        required=False,
        choices=lambda: [(entry.name, entry.label_plural) for entry in CATALOGUE.values()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    as_of = forms.DateField(
        label=_("As it stood on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The end of that day. Empty: as it stands now."),
    )
    bbox = forms.CharField(
        label=_("Only in this box"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "116.60,23.30,116.80,23.40"}),
        help_text=_("West, south, east, north in degrees (WGS84), separated by commas."),
    )
    srid = forms.CharField(
        label=_("Coordinate system (EPSG)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Empty: the city's for GeoPackage and shapefile, WGS84 (4326) for the others."),
    )
    encoding = forms.ChoiceField(
        label=_("Text encoding"),
        required=False,
        choices=ENCODINGS,
        help_text=_("Of shapefiles and CSV."),
    )

    def __init__(self, *args, user, **options) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.user = user
        district = cast(forms.ChoiceField, self.fields["district"])
        district.choices = [("", _("All districts")), *choosing.districts(user)]
        given = self.data or self.initial
        for name in self._carried_words():
            if given.get(name):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)

    def _carried_words(self) -> list[str]:
        """Every filter that has no field of its own here, those without a label too: none is lost on the way."""
        return [*CARRIED, *sorted(set(filters.known_words()) - {*CARRIED, *self.base_fields})]

    def carried(self) -> list[tuple[str, str]]:
        """The filters that came along: label and words."""
        given = self.data or self.initial
        came = {name: force_str(given.get(name)) for name in self._carried_words() if given.get(name)}
        offered = choosing.filter_choices(self.user, came) if {"condition", "status"} & set(came) else {}
        said = {name: one.label for name, several in offered.items() for one in several if one.chosen}
        told = {name: text.replace(filters.SEVERAL, " / ") for name, text in came.items()}
        return [(force_str(CARRIED.get(name, name)), said.get(name, text)) for name, text in told.items()]

    def words(self) -> dict[str, str]:
        """The words given, as order.judge takes them."""
        given = {**self.cleaned_data, "asset_class": ",".join(self.cleaned_data["asset_class"])}
        if day := given.get("as_of"):
            given["as_of"] = day.isoformat()
        # Browsers send the end of a line as two letters; filters.SEVERAL is one.
        return {name: str(value).replace("\r\n", filters.SEVERAL) for name, value in given.items() if value}
