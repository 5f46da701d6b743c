"""Forms of the import pages."""

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
    repair = forms.BooleanField(
        label=_("Repair outlines that are not valid"),
        required=False,
        help_text=_("What was changed is shown before it is applied."),
    )

    @classmethod
    def of(cls, delivery: Delivery) -> "OptionsForm":
        """The form as the delivery's options stand."""
        return cls(initial={name: delivery.option(name) for name in cls.base_fields})


class UploadForm(OptionsForm):
    """A file and what it is."""

    field_order = ["file", "asset_class", "source"]
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Zipped shapefile, GeoPackage, GeoJSON, CSV or Excel with coordinates, KML, GML or DXF; Chinese column names and GBK are fine."
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

    layer = forms.CharField(
        label=_("Layer"),
        required=False,
        max_length=200,
        help_text=_("Only this one of the file's layers. Empty: all that suit."),
    )

    def options(self) -> dict:
        """The options given, empty ones left out."""
        return {
            name: value
            for name in [*OptionsForm.base_fields, "layer"]
            if (value := self.cleaned_data.get(name))
        }
