"""The form that asks for a report of a district."""

from typing import cast

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from assets.exports import added
from assets.registry import choosing
from assets.reports.subject import LANGUAGES, current_language


class ReportForm(added.AddedForm):
    """A district as a file. Whether the words make sense is for subject.judge to say."""

    anchor = "report"
    title = _("A district to take away")
    intro = _(
        "Condition map, maintenance history, charts and tables of one district in one file: as a page for any browser, "
        "small enough to mail, or as a sheet to print."
    )

    format = forms.ChoiceField(
        label=_("Format"),
        choices=lambda: [
            (name, added.FORMATS[name].label) for name in ("html", "pdf") if name in added.FORMATS
        ],
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    as_of = forms.DateField(
        label=_("As it stood on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The end of that day. Empty: as it stands now."),
    )
    since = forms.DateField(
        label=_("Work since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Work until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: the last 365 days."),
    )
    language = forms.ChoiceField(
        label=_("Language of the file"),
        choices=[(code, get_language_info(code)["name_local"]) for code in LANGUAGES],
    )

    def __init__(self, *args, user, **options) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["language"].initial = current_language()
        district = cast(forms.ChoiceField, self.fields["district"])
        whole_city = ("", _("The whole city, as far as you may see it"))
        offered = choosing.districts(user)
        code = str(self.data.get("district") or self.initial.get("district") or "")
        if code and code not in dict(offered):  # communities are not offered, but may come by a link
            offered = [*offered, (code, code)]
        district.choices = [whole_city, *offered]
