"""The report as a sheet to print: A4 in PDF, made by WeasyPrint from a page of its own."""

from collections.abc import Mapping
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assets.districts.templatetags.quantities import quantity
from assets.exports.added import AddedOrder, Listener, Written
from assets.reports import charts
from assets.reports.contents import Contents, gather
from assets.reports.picture import Picture, picture
from assets.reports.printing import require_printing
from assets.reports.subject import judge

HAPPENINGS = 30


def judge_sheet(given: Mapping[str, str], user) -> AddedOrder:
    """As subject.judge; and ExportRefused at once where this server cannot print."""
    order = judge("pdf", given, user)
    require_printing()
    return order


def write_sheet(order: AddedOrder, path: Path, listener: Listener) -> Written:
    """Write the sheet that the order asks for to `path`. Raises BeforeTheRegistry, ExportRefused."""
    require_printing()
    subject = order.subject
    with translation.override(subject.language):
        contents = gather(subject, HAPPENINGS)
        total = contents.total.count
        listener(0, max(total, 1))
        drawn = picture(contents)
        context = {
            "contents": contents,
            "subject": subject,
            "language": subject.language,
            "charts": charts.all_of(contents),
            "legend": charts.legend(contents),
            "picture": drawn,
            "left_out": _left_out(contents, drawn),
        }
        _print(render_to_string("reports/sheet.html", context), path)
    listener(max(total, 1), max(total, 1))
    return Written(total, contents.by_class)


def _left_out(contents: Contents, drawn: Picture | None) -> list[str]:
    said = []
    if contents.subject.part_of is not None:
        said.append(
            _("Only assets in the districts of the person who made this report: %s. All others are left out.")
            % contents.subject.part_of
        )
    if drawn is None:
        said.append(_("No boundary of this district is known, so no map is drawn."))
    else:
        pipes = contents.by_class.get("pipe", 0)
        if drawn.pipes_drawn < pipes:
            said.append(
                _("The map draws %(shown)s of %(total)s pipes: the poorest and the largest.")
                % {"shown": quantity(drawn.pipes_drawn), "total": quantity(pipes)}
            )
        said.append(
            _(
                "The map is simplified and shows neither manholes nor inlets; numbers are those of the worst assets."
            )
        )
    if len(contents.happenings) < contents.happened:
        said.append(
            _("The newest %(shown)s of %(total)s inspections and works of the period are listed.")
            % {"shown": quantity(len(contents.happenings)), "total": quantity(contents.happened)}
        )
    if contents.is_schematic:
        said.append(
            _("Boundaries are schematic: near them an asset may be counted in the neighbouring unit.")
        )
    said.append(_("Assets outside every district, and removed ones, are not counted."))
    return said


def _print(page: str, path: Path) -> None:
    # Here and not above: it takes most of a second, and the site must start where Pango is missing.
    from PIL import ImageFile
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    # WeasyPrint sets it as it is imported, for the whole process: broken photos would be taken from then on.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    class NoNetwork(URLFetcher):
        """Nothing is fetched: all that a sheet shows stands in its page."""

        def fetch(self, url, headers=None):
            raise ValueError(f"a sheet fetches nothing: {url[:80]}")

    fetcher = NoNetwork(allowed_protocols=())
    style = finders.find("reports/sheet.css")
    if style is None:
        raise FileNotFoundError("static file reports/sheet.css")
    sheet = CSS(string=Path(style).read_text(encoding="utf-8"), url_fetcher=fetcher)
    HTML(string=page, url_fetcher=fetcher).write_pdf(path, stylesheets=[sheet])
