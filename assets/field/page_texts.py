"""The sentences static/field/*.js shows, in the reader's language."""

from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.models import Asset


def page_texts() -> dict:
    """All sentences and labels of the page; {places} are filled by the script."""
    return {
        "classes": {entry.name: str(entry.label) for entry in CATALOGUE.values()},
        "conditions": {str(grade): str(label) for grade, label in CONDITION_LABELS.items()},
        "condition_unknown": _("not assessed"),
        "statuses": {value: str(label) for value, label in Asset.Status.choices},
        "here": _("you stand on it"),
        "metres": _("{n} m"),
        "kilometres": _("{n} km"),
        "directions": [
            _("north"),
            _("north-east"),
            _("east"),
            _("south-east"),
            _("south"),
            _("south-west"),
            _("west"),
            _("north-west"),
        ],
        "asking": _("Finding your position. The phone may ask for your permission: choose Allow."),
        "live": _("Your position, accurate to {n} m"),
        "live_poor": _("Your position, accurate only to {n} m: step into the open"),
        "chosen": _("A place chosen by hand: {lon}, {lat}"),
        "denied": _(
            "The position may not be used. Allow it for this site in the browser's settings, or choose a place below."
        ),
        "unavailable": _(
            "The phone cannot tell its position here. Step into the open, or choose a place below."
        ),
        "timeout": _(
            "No position came within {n} seconds. Step into the open and try again, or choose a place below."
        ),
        "insecure": _(
            "This page was opened without encryption (http), so the browser does not give it the position. "
            "Open it by https, or choose a place below."
        ),
        "nothing": _("Nothing of these classes is near. Choose others above."),
        "offline": _("No connection. What you see was loaded at {time}; it comes up to date by itself."),
        "offline_empty": _("No connection. The list comes by itself when there is one again."),
        "failed": _("The list could not be loaded: {reason}"),
        "logged_out": _("Your login has ended. Log in again to go on."),
        "map_label": _("Small map: tap to choose a place"),
        "bad_place": _("Longitude and latitude are two numbers in degrees, like 116.70 and 23.37."),
    }
