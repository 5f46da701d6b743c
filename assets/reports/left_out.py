"""What a report says it leaves out: nobody should take a generalised picture for the registry."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assets.districts.templatetags.quantities import quantity
from assets.registry.classes import CATALOGUE
from assets.reports.contents import Contents

if TYPE_CHECKING:
    from assets.reports.page import Step

ROUNDED = {6: "0.1", 5: "1"}


def sentences(contents: Contents, shown: Mapping[str, int], step: "Step", is_first: bool) -> list[str]:
    """The sentences of the HTML report; `shown` is how many assets of each class are drawn."""
    said = []
    if contents.subject.part_of is not None:
        said.append(
            _("Only assets in the districts of the person who made this report: %s. All others are left out.")
            % contents.subject.part_of
        )
    cut = {name: count for name, count in contents.by_class.items() if shown[name] < count}
    if cut:
        counted = " · ".join(
            _("%(class)s %(shown)s of %(total)s")
            % {
                "class": CATALOGUE[name].label_plural,
                "shown": quantity(shown[name]),
                "total": quantity(total),
            }
            for name, total in cut.items()
        )
        said.append(
            _(
                "The map draws the assets in the poorest condition and the largest; not all of: %s. Figures, charts and "
                "tables count all."
            )
            % counted
        )
    said.append(
        _(
            "Shapes are simplified to within %(metres)s m and places rounded to %(rounded)s m: not for measuring."
        )
        % {"metres": f"{step.tolerance_m:g}", "rounded": ROUNDED[step.decimals]}
    )
    said.append(
        _(
            "Of each asset only the main attributes are told; levels, remarks, further columns of its source, photos and "
            "the history of its changes are left out."
        )
    )
    if step.last:
        said.append(_("Of what was done to an asset, its popup tells the last %s only.") % step.last)
    else:
        said.append(_("What was done to each asset is left out of the popups."))
    listed = min(step.happenings, len(contents.happenings))
    if listed < contents.happened:
        said.append(
            _("The newest %(shown)s of %(total)s inspections and works of the period are listed.")
            % {"shown": quantity(listed), "total": quantity(contents.happened)}
        )
    if contents.is_schematic:
        said.append(
            _("Boundaries are schematic: near them an asset may be counted in the neighbouring unit.")
        )
    said.append(_("Assets outside every district, and removed ones, are not counted."))
    if not is_first:
        said.append(_("This file was generalised more than usual so that it can be mailed."))
    return said
