"""What this room offers through the exports' door: two formats, their form, their sentences, and the system's check."""

from functools import partial

from django.core import checks
from django.utils.translation import gettext_lazy as _

from assets.exports import errors
from assets.exports.added import Added, add_form, add_format
from assets.reports.subject import WORDS, judge

REASONS = {
    "printing_missing": _(
        "This server cannot make PDF sheets yet: it lacks %(missing)s. Ask an administrator to install it "
        "(Debian: apt-get install %(packages)s), or take the HTML report."
    ),
    "report_too_large": _(
        "Even without details this report would have more than %(limit)s MB. Choose a smaller district."
    ),
}
REMARKS = {
    "report_generalised": _(
        "Made smaller to be mailed: %(drawn)s of %(total)s assets are drawn on the map, shapes to within %(metres)s m."
    ),
    "happenings_cut": _("The newest %(shown)s of %(total)s inspections and works are listed."),
}


def offer() -> None:
    """Tell the exports of this room's formats; called once, as the site starts."""
    from assets.reports.forms import ReportForm
    from assets.reports.page import write_page
    from assets.reports.printing import missing_for_printing
    from assets.reports.sheet import judge_sheet, write_sheet

    errors.REASONS.update(REASONS)
    errors.REMARKS.update(REMARKS)
    add_format(
        Added(
            name="html",
            label=_("HTML file, opens without network"),
            content_type="text/html; charset=utf-8",
            words=WORDS,
            judge=partial(judge, "html"),
            write=write_page,
        )
    )
    add_format(
        Added(
            name="pdf",
            label=_("PDF sheet (A4)"),
            content_type="application/pdf",
            words=WORDS,
            judge=judge_sheet,
            write=write_sheet,
        )
    )
    add_form(ReportForm)
    checks.register(missing_for_printing)
