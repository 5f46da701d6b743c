"""What was understood of a delivery, as its page tells it: columns, texts, encodings, layers, coordinate systems."""

import json
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assets.intake import staging, targets
from assets.intake.models import SURVEY, Delivery
from assets.intake.plan import ATTACHMENT, END, FEATURE, NUMBER, START
from assets.intake.sql import statement
from assets.intake.understanding import layers as layer_kinds
from assets.intake.understanding import templates, vocabulary
from assets.registry.classes import CATALOGUE
from assets.registry.models import District
from assets.standards import coordinates

ROLE_LABELS = {
    NUMBER: gettext_lazy("Number of the thing in the survey"),
    START: gettext_lazy("Start node's number"),
    END: gettext_lazy("End node's number"),
    ATTACHMENT: gettext_lazy("Attachment (what stands there)"),
    FEATURE: gettext_lazy("Feature of the point"),
}
FAMILY_LABELS = {
    layer_kinds.POINTS: gettext_lazy("points"),
    layer_kinds.LINES: gettext_lazy("lines"),
    layer_kinds.AREAS: gettext_lazy("areas"),
    layer_kinds.UNKNOWN: gettext_lazy("mixed"),
}
HOW = {
    "asked": gettext_lazy("you said so"),
    "template": gettext_lazy("from the template"),
    "name": gettext_lazy("by its name"),
    "cut": gettext_lazy("by its name, cut off"),
    "mojibake": gettext_lazy("by its name, misread"),
    "numbered": gettext_lazy("by its name, a second one"),
    "values": gettext_lazy("by its values"),
}
PLACES_SHOWN = 400


@dataclass(frozen=True)
class Choice:
    """An entry of a list to choose from."""

    value: str
    label: str
    selected: bool = False


def field_label(field: str) -> str:
    """A field or role as people call it."""
    if field in ROLE_LABELS:
        return str(ROLE_LABELS[field])
    text = targets.label(field)
    return text[:1].upper() + text[1:]


def fields_of_classes(classes: list[str], points: bool) -> dict[str, str]:
    """Field to label of everything a column of a layer may fill: its roles first, then by label."""
    roles = [NUMBER]
    if classes == ["pipe"]:
        roles += [START, END]
    elif points and len(classes) > 1:
        roles += [ATTACHMENT, FEATURE]
    known = dict.fromkeys(name for asset_class in classes for name in targets.of_class(asset_class))
    others = sorted((name for name in known if name not in roles), key=field_label)
    return {name: field_label(name) for name in [*roles, *others]}


def layers(delivery: Delivery) -> list[dict]:
    """Each layer that was taken: its columns with fields, confidence and samples, its texts with their words."""
    told = []
    for position, layer in enumerate(delivery.findings.get("layers", []), start=1):
        if "plan" not in layer:
            continue
        family = layer_kinds.family(layer["geometry_type"])
        known = fields_of_classes(classes_of(delivery, layer), family == layer_kinds.POINTS)
        told.append(
            {
                "position": position,
                "name": layer.get("name", ""),
                "family": FAMILY_LABELS[family],
                "rows": layer.get("rows"),
                "columns": _columns(layer, known),
                "texts": _texts(layer, classes_of(delivery, layer)),
                "unknown_texts": sum(one["unknown"] for one in layer.get("texts", [])),
            }
        )
    return told


def classes_of(delivery: Delivery, layer: dict) -> list[str]:
    """The classes that the rows of a layer may become, also those that none of them did."""
    if not delivery.is_survey:
        return [delivery.asset_class]
    from assets.intake.understanding.columns import SURVEY_POINTS

    is_points = layer_kinds.family(layer["geometry_type"]) == layer_kinds.POINTS
    return SURVEY_POINTS if is_points else ["pipe"]


def _columns(layer: dict, known: dict[str, str]) -> list[dict]:
    own = layer.get("own", {})
    own_numbers = {number for name in ("code", "source") if (number := own.get(name))} | set(
        own.get("extra", [])
    )
    proposals: dict[int, list[dict]] = {}
    for proposal in layer.get("mapping", []):
        proposals.setdefault(proposal.get("column_no", 0), []).append(proposal)
    columns = []
    for number, column in enumerate(layer.get("columns", []), start=1):
        if number in own.get("left_out", []):
            continue
        fields = templates.fields_filled(layer, number)
        used = [one for one in proposals.get(number, []) if one["used"]]
        best = max(used, key=lambda one: one["confidence"], default=None)
        columns.append(
            {
                "number": number,
                "name": column.get("name", ""),
                "samples": [str(sample) for sample in column.get("samples", [])[:3]],
                "fields": fields,
                "fixed": number in own_numbers,
                "choices": choices(fields, known),
                "percent": round(100 * best["confidence"]) if best else None,
                "how": HOW.get(best["by"], "") if best else "",
                "fits": round(100 * best["fits"]) if best and best.get("fits") is not None else None,
                "ambiguous": ", ".join(
                    field_label(field) for field in layer.get("ambiguous", {}).get(column.get("name", ""), [])
                ),
            }
        )
    return columns


def choices(fields: list[str], known: dict[str, str]) -> list[Choice]:
    found = [Choice(name, label, [name] == fields) for name, label in known.items()]
    if len(fields) > 1:
        found.insert(0, Choice(",".join(fields), _(", ").join(map(field_label, fields)), True))
    elif fields and fields[0] not in known:
        found.insert(0, Choice(fields[0], field_label(fields[0]), True))
    return found


def _texts(layer: dict, classes: list[str]) -> list[dict]:
    told = []
    for place, noted in enumerate(layer.get("texts", [])):
        known = vocabulary.words(noted["field"], classes)
        told.append(
            {
                "place": place,
                "field": noted["field"],
                "label": field_label(noted["field"]),
                "column": layer["columns"][noted["column"] - 1]["name"],
                "unknown": noted["unknown"],
                "more": noted["more"],
                "texts": [
                    {
                        **text,
                        "place": number,
                        "choices": [
                            Choice(word, label, word == text["word"]) for word, label in known.items()
                        ],
                    }
                    for number, text in enumerate(noted["texts"])
                ],
            }
        )
    return told


def found_layers(delivery: Delivery) -> list[dict]:
    """Every layer of the file, for choosing among them: name, kind, rows, whether it was taken, whether it suits."""
    asked = layer_kinds.asked_layers(delivery)
    taken = asked or [layer["name"] for layer in delivery.findings.get("layers", [])]
    if delivery.asset_class == SURVEY:
        suiting = {layer_kinds.POINTS, layer_kinds.LINES}
    else:
        suiting = layer_kinds.families(delivery.asset_class) | {layer_kinds.UNKNOWN}
    return [
        {
            **layer,
            "label": FAMILY_LABELS.get(layer["family"], layer["family"]),
            "taken": layer["name"] in taken,
            "suits": layer["family"] in suiting,
        }
        for layer in delivery.findings.get("found", [])
    ]


def encodings(delivery: Delivery) -> list[dict]:
    """The likeliest encodings of the file, each with the same values as they read in it; none where all is ASCII."""
    for layer in delivery.findings.get("layers", []):
        told = layer.get("encoding", {})
        if told.get("compared"):
            return [{**one, "used": one["encoding"] == told.get("reported")} for one in told["compared"]]
    return []


def systems(delivery: Delivery) -> list[dict]:
    """The coordinate systems that fit, the one used first: srid, swapped_axes, name, percent, used."""
    crs = delivery.findings.get("crs") or {}
    used = delivery.findings.get("srid")
    chinese = (get_language() or "").startswith("zh")
    found = [
        {
            "srid": one["srid"],
            "swapped_axes": one["swapped_axes"],
            "name": one["zh"] if chinese else one["en"],
            "percent": round(100 * one["confidence"]),
            "used": one["srid"] == used,
        }
        for one in crs.get("candidates", [])
    ]
    if used and not any(one["used"] for one in found):
        swapped, label = bool(delivery.findings.get("swapped_axes")), coordinates.label_of(used)
        name = label.zh if chinese else label.en
        found.append({"srid": used, "swapped_axes": swapped, "name": name, "percent": None, "used": True})
    return sorted(found, key=lambda one: not one["used"])


def places(delivery: Delivery) -> dict:
    """
    Where the delivery lies in each system that fits, in WGS84: `systems` with `places` (some hundred positions) and
    `extent` (GeoJSON); `districts`: the outlines of the city's districts.
    """
    found = systems(delivery)
    tables = staging.Tables(delivery.pk)
    positions = range(1, len(delivery.findings.get("layers", [])) + 1)
    layers_there = [tables.layer(number) for number in positions if staging.exists(tables.layer(number))]
    if layers_there:
        share = max(PLACES_SHOWN // len(layers_there), 1)
        union = " UNION ALL ".join(
            statement("places", layer=layer, share=str(share)) for layer in layers_there
        )
        with connection.cursor() as cursor:
            for system in found:
                cursor.execute(
                    statement("places_in", places=union),
                    {"srid": system["srid"], "swapped": system["swapped_axes"]},
                )
                drawn, extent = cursor.fetchone()
                system["places"] = json.loads(drawn)["coordinates"] if drawn else []
                system["extent"] = json.loads(extent) if extent else None
    return {"systems": found, "districts": _outlines()}


def _outlines() -> dict:
    with connection.cursor() as cursor:
        cursor.execute(statement("outlines"), {"level": District.Level.DISTRICT})
        shapes = [
            {
                "type": "Feature",
                "properties": {"name": name, "name_en": name_en},
                "geometry": json.loads(outline),
            }
            for name, name_en, outline in cursor.fetchall()
        ]
    return {"type": "FeatureCollection", "features": shapes}


def class_label(asset_class: str) -> str:
    """What a delivery or template is of, in words."""
    if asset_class == SURVEY:
        return _("Whole drainage survey (points and lines)")
    return str(CATALOGUE[asset_class].label) if asset_class in CATALOGUE else asset_class
