"""Forms of the import pages."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from assets.intake.models import SURVEY, Delivery
from assets.registry.classes import class_choices
from assets.registry.models import District


def kinds() -> list[tuple[str, object]]:
    """What a file can be: a whole survey, or one class."""
    return [(SURVEY, _("Whole drainage survey (points and lines)")), *class_choices()]


def districts() -> list[tuple[str, object]]:
    """Districts that a delivery can be the whole of."""
    known = District.objects.filter(valid_to=None, level=District.Level.DISTRICT).order_by("code")
    known = known.defer("boundary", "mercator")
    return [("", _("nothing: it adds and updates")), *((one.code, str(one)) for one in known)]


class OptionsForm(forms.Form):
    """What one may say about a file where the finding was wrong."""

    srid = forms.IntegerField(
        label=_("Coordinate system (EPSG)"),
        required=False,
        min_value=1000,
        max_value=999_999,
        help_text=_("Empty: as declared, else found from the coordinates."),
    )
    encoding = forms.ChoiceField(
        label=_("Text encoding"),
        required=False,
        choices=[
            ("", _("As found")),
            ("utf-8", "UTF-8"),
            ("gbk", "GBK"),
            ("gb18030", "GB 18030"),
            ("big5", "Big5"),
        ],
    )
    on_conflict = forms.ChoiceField(
        label=_("Assets that are there already"),
        required=False,
        choices=[("update", _("are updated")), ("skip", _("are left alone")), ("fail", _("stop the import"))],
    )

    replace_district = forms.ChoiceField(
        label=_("Replaces everything in"),
        required=False,
        choices=districts,
        help_text=_(
            "What the file lacks there, of its own classes, is proposed as removed. Nothing is deleted."
        ),
    )
    replace_area = forms.CharField(
        label=_("Replaces everything in a drawn area"),
        required=False,
        max_length=200_000,
        widget=forms.HiddenInput,
        help_text=_("Draw it on the map, or paste a GeoJSON polygon. What lies wholly inside counts."),
    )
    shift = forms.ChoiceField(
        label=_("Shift of web maps"),
        required=False,
        choices=[("", _("leave the places as sent")), ("gcj02", _("GCJ-02 (Amap, Tencent): undo it"))],
        help_text=_("Coordinates taken from a web map lie some 550 m off."),
    )
    repair = forms.BooleanField(
        label=_("Repair outlines that are not valid"),
        required=False,
        help_text=_("What was changed is shown before it is applied."),
    )

    @classmethod
    def of(cls, delivery: Delivery) -> "OptionsForm":
        """The form as the delivery's options stand."""
        form = cls(initial={name: delivery.option(name) for name in cls.base_fields})
        if area := delivery.option("replace_area"):
            form.initial["replace_area"] = json.dumps(area)
        return form

    def chosen(self, names: list[str]) -> dict:
        """What was sent of the options `names` (of all, where none is named): a form of the page sends its own only."""
        return {name: self.cleaned_data[name] for name in self.base_fields if not names or name in names}


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or several; cleaned to a list."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(OptionsForm):
    """A file (or the parts of loose shapefiles) and what it is."""

    field_order = ["file", "asset_class", "source"]
    file = SeveralFilesField(
        label=_("File"),
        help_text=_(
            "Zipped shapefile, or its parts together (.shp, .dbf, .shx, .prj, .cpg); GeoPackage, GeoJSON, CSV or Excel with coordinates, KML, GML or DXF. Chinese column names and GBK are fine."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty: choose another."),
        },
    )
    asset_class = forms.ChoiceField(label=_("What it is"), choices=kinds)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=120,
        help_text=_(
            "The dataset's name; a later delivery under the same name updates it. Empty: the file's name."
        ),
    )
    template = forms.CharField(
        label=_("Mapping template"),
        required=False,
        max_length=80,
        help_text=_("Empty: the one whose columns are the same, if there is one."),
        widget=forms.TextInput(attrs={"list": "templates", "autocomplete": "off"}),
    )

    def options(self) -> dict:
        """The options given, empty ones left out."""
        return {
            name: value
            for name in [*OptionsForm.base_fields, "template"]
            if (value := self.cleaned_data.get(name))
        }
