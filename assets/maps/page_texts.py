"""What the map's scripts need to know: classes, conditions, measures, days, rights, and every sentence they show."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assets.maps.measures import MEASURES
from assets.maps.past import first_day
from assets.registry.choices import domain_choices
from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.filters import LONGEST_TEXT
from assets.registry.models import Asset
from assets.registry.rights import Right, may
from assets.work.models import Task


def tabs() -> list[dict]:
    """The panel's parts."""
    return [
        {"name": "show", "label": _("Legend"), "icon": "layers"},
        {"name": "filter", "label": _("Filter"), "icon": "filter"},
        {"name": "select", "label": _("Select"), "icon": "select"},
        {"name": "time", "label": _("Time"), "icon": "calendar"},
        {"name": "views", "label": _("Views"), "icon": "bookmark"},
    ]


def shortcuts() -> list[tuple[list[str], str]]:
    """The keys of the help dialog."""
    return [
        (["?"], _("This list")),
        (["/"], _("Search")),
        (["1", "2", "3", "4", "5"], _("Legend, filter, select, time, views")),
        (["W"], _("List what is in the window")),
        (["P"], _("Draw a polygon on the map")),
        (
            ["Space", "Enter", "Backspace"],
            _("While drawing, on the map: put a corner at the cross, finish, take back"),
        ),
        (["[", "]"], _("One step back in time, one step on")),
        (["←", "↑", "↓", "→", "+", "-"], _("On the map: move, zoom")),
        (["Esc"], _("Stop drawing, close what is open")),
    ]


def _groups() -> list[dict]:
    """The legend's groups, in the order people look for them."""
    return [
        {"name": _("Drainage"), "classes": ["pipe", "manhole", "inlet", "outfall", "junction"]},
        {"name": _("Structures"), "classes": ["pumping_station", "sluice_gate", "treatment_plant"]},
        {"name": _("Green and water"), "classes": ["park", "water_body"]},
        {"name": _("Waste"), "classes": ["waste_facility"]},
    ]


def page_setup(user) -> dict:
    """Plain JSON for `json_script`."""
    return {
        "language": get_language(),
        "city": settings.REGISTRY_CITY_CODE,
        "today": timezone.localdate().isoformat(),
        "began": first_day().isoformat(),
        "may_export": may(user, Right.EXPORT),
        "longest_within": LONGEST_TEXT,
        "addresses": {"assets": _address("asset-list"), "exports": _address("export-list")},
        "classes": {
            entry.name: {
                "label": str(entry.label_plural),
                "one": str(entry.label),
                "symbol": entry.symbol,
                "measure": entry.measure,
            }
            for entry in CATALOGUE.values()
        },
        "groups": _groups(),
        "conditions": {
            "0": _("Unknown"),
            **{str(grade): str(label) for grade, label in CONDITION_LABELS.items()},
        },
        "statuses": {value: str(label) for value, label in Asset.Status.choices},
        "materials": [
            {"value": value, "label": str(label)} for value, label in domain_choices("pipe_material")
        ],
        "kinds": {value: str(label) for value, label in Task.choices},
        "reasons": {value: str(label) for value, label in domain_choices("condition_reason")},
        "measures": measures(),
        "texts": texts(),
    }


def measures() -> list[dict]:
    """What colours may show: name, label, unit, the labels of the bands 0 (unknown or none) to 5."""
    return [
        {
            "name": name,
            "label": str(measure.label),
            "unit": str(measure.unit),
            "bands": [str(label) for label in measure.labels],
            "period": measure.period,
        }
        for name, measure in MEASURES.items()
    ]


def _address(door: str) -> str:
    try:
        return reverse(door)
    except NoReverseMatch:
        return ""


def texts() -> dict[str, str]:
    """The sentences of the scripts, by name."""
    return {
        "map": _("Map of the assets; arrow keys move it, plus and minus zoom"),
        "map_right": _("Map of the second day"),
        "assets": _("%(count)s assets"),
        "assets_here": _("%(count)s assets here; click to come closer"),
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
        "no_answer": _("The site did not answer. Try again in a moment."),
        "locate_failed": _("Your position is not known: allow it in the browser, or move the map by hand."),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "locate": _("My position"),
        "reset_north": _("Turn north up"),
        "close": _("Close"),
        "remove_filter": _("Remove this filter: %(filter)s"),
        "classes": _("Classes"),
        "condition": _("Condition"),
        "status": _("Status"),
        "district": _("District"),
        "none": _("none"),
        "of": _("%(some)s of %(all)s"),
        "year_from": _("Installed from"),
        "year_to": _("Installed to"),
        "diameter_min": _("Diameter from (mm)"),
        "diameter_max": _("Diameter to (mm)"),
        "material": _("Material"),
        "owner": _("Owner"),
        "inspected_since": _("Inspected on or after"),
        "inspected_before": _("Not inspected since"),
        "maintained_since": _("Maintained on or after"),
        "maintained_before": _("Not maintained since"),
        "overdue": _("Overdue"),
        "yes": _("yes"),
        "no": _("no"),
        "as_of": _("As it stood on"),
        "today": _("Today"),
        "play": _("Play"),
        "pause": _("Pause"),
        "copied": _("The address is copied."),
        "copy_by_hand": _("Copy it from the browser's address bar."),
        "draw_rectangle": _("Press on the map and pull to the opposite corner."),
        "draw_polygon": _(
            "Click the corners; finish with a double click or Enter. Keys: move the map with the arrows, "
            "Space puts a corner at the cross, Backspace takes it back."
        ),
        "draw_freehand": _("Press on the map and draw around what you want."),
        "too_few_corners": _("A polygon needs at least three corners."),
        "selected": _("Selected: %(count)s assets"),
        "selecting": _("Counting …"),
        "repaired": _("The outline crossed itself: it was cut at the crossings, every part counts."),
        "first_rows": _("The sums count all; listed are the first %(count)s, the worst first."),
        "period_said": _("Works and costs from %(since)s to %(until)s."),
        "whole_counted": _("An asset that touches the shape counts as a whole."),
        "nothing_selected": _("Nothing here passes the filters."),
        "class": _("Class"),
        "count": _("Count"),
        "length_km": _("Length (km)"),
        "area_ha": _("Area (ha)"),
        "inspections": _("Inspections"),
        "works": _("Works"),
        "cost": _("Cost (yuan)"),
        "total": _("Total"),
        "code": _("Code"),
        "name": _("Name"),
        "installed": _("Installed"),
        "by_kind": _("Works by their kind"),
        "show_on_map": _("Show on the map: %(code)s"),
        "open_table": _("Open in the asset table"),
        "open_table_box": _("Open the rectangle around it in the asset table"),
        "export": _("Export these"),
        "export_box": _("Export the rectangle around it"),
        "changed": _("%(count)s assets changed from %(from)s to %(to)s in this window"),
        "nothing_changed": _("Nothing changed here between these days."),
        "more": _("Show more"),
        "when": _("When"),
        "asset": _("Asset"),
        "what": _("What changed"),
        "why": _("Why"),
        "through": _("Through"),
        "what_created": _("new in the registry"),
        "what_deleted": _("deleted"),
        "what_removed": _("removed"),
        "what_moved": _("moved by %(metres)s m"),
        "what_condition": _("condition %(before)s → %(after)s"),
        "what_status": _("status %(before)s → %(after)s"),
        "what_edited": _("data changed"),
        "word_moved": _("moved"),
        "word_condition": _("condition"),
        "word_status": _("status"),
        "changeset": _("Import %(number)s: %(title)s"),
        "work": _("Work %(number)s: %(title)s"),
        "inspection": _("%(kind)s on %(day)s"),
        "by": _("by %(who)s"),
        "same_days": _("Choose two different days, the earlier one left."),
        "printed": _("Printed %(day)s"),
        "scale": _("Scale bar"),
        "unknown": _("Unknown"),
        "mean": _("mean of the known: %(value)s"),
        "legend": _("Legend"),
    }
