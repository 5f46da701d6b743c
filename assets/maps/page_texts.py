"""What the map's scripts need to know from the registry: classes, conditions, statuses, and every sentence they show."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.models import Asset


def _groups() -> list[dict]:
    """The legend's groups, in the order people look for them."""
    return [
        {"name": _("Drainage"), "classes": ["pipe", "manhole", "inlet", "outfall", "junction"]},
        {"name": _("Structures"), "classes": ["pumping_station", "sluice_gate", "treatment_plant"]},
        {"name": _("Green and water"), "classes": ["park", "water_body"]},
        {"name": _("Waste"), "classes": ["waste_facility"]},
    ]


def page_texts() -> dict:
    """Plain JSON for `json_script`."""
    return {
        "language": get_language(),
        "classes": {
            entry.name: {"label": str(entry.label_plural), "one": str(entry.label), "symbol": entry.symbol}
            for entry in CATALOGUE.values()
        },
        "groups": _groups(),
        "conditions": {
            "0": _("Unknown"),
            **{str(grade): str(label) for grade, label in CONDITION_LABELS.items()},
        },
        "statuses": {value: str(label) for value, label in Asset.Status.choices},
        "texts": {
            "assets_here": _("%(count)s assets here; zoom in to see each"),
            "choose_one": _("Several things lie here. Which one?"),
            "card_failed": _("The card could not be loaded. Try again in a moment."),
            "tiles_failed": _(
                "Part of the map could not be loaded. Check the network; it loads again when you move the map."
            ),
            "no_webgl": _(
                "This browser cannot draw the map (WebGL is missing or off). Use the asset table instead."
            ),
            "nothing_found": _("Nothing found. Search by the beginning of a code, or by a part of a name."),
            "search_failed": _("The search did not answer. Try again."),
            "locate_failed": _(
                "Your position is not known: allow it in the browser, or move the map by hand."
            ),
            "zoom_in": _("Zoom in"),
            "zoom_out": _("Zoom out"),
            "locate": _("My position"),
            "reset_north": _("Turn north up"),
            "close": _("Close"),
        },
    }
