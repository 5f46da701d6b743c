# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""Which layers of the file are meant, and whether they can be what they are said to be."""

from django.db import connection

from assets.intake.errors import SurveyUnreadable
from assets.intake.models import Delivery
from assets.intake.plan import ATTACHMENT, ImportPlan
from assets.registry.classes import CATALOGUE

POINTS, LINES, AREAS, UNKNOWN = "points", "lines", "areas", "unknown"


def family(geometry_type: str) -> str:
    """points, lines, areas or unknown, of a layer's geometry type as GDAL names it ("2.5D MultiPoint", "Unknown")."""
    for word, name in (
        ("Point", POINTS),
        ("LineString", LINES),
        ("Curve", LINES),
        ("Polygon", AREAS),
        ("Surface", AREAS),
    ):
        if word in geometry_type:
            return name
    return UNKNOWN


def families(asset_class: str) -> set[str]:
    """What things of a class may be drawn as."""
    return {family(name) for name in CATALOGUE[asset_class].geometry_types}


def chosen(delivery: Delivery, found: list[dict]) -> list[dict]:
    """
    The layers that the import takes, of those found.

    Raises SurveyUnreadable: no such layer, several that could be meant, none of the right kind, or empty.
    """
    asked = asked_layers(delivery)
    if missing := [name for name in asked if name not in {layer["name"] for layer in found}]:
        raise SurveyUnreadable("layer_not_found", layer=", ".join(missing), layers=_names(found))
    candidates = [layer for layer in found if layer["name"] in asked] if asked else found
    if delivery.is_survey:
        taken = _of_survey(candidates)
    else:
        taken = candidates if len(asked) > 1 else _of_class(delivery.asset_class, candidates)
    if not any(layer["announced_rows"] for layer in taken):
        raise SurveyUnreadable("layer_empty", layer=_names(taken))
    return [layer for layer in taken if layer["announced_rows"]]


def asked_layers(delivery: Delivery) -> list[str]:
    """The layers that were asked for, by name; none where nothing was said."""
    asked = delivery.option("layer") or []
    return [asked] if isinstance(asked, str) else list(asked)


def listed(found: list[dict]) -> list[dict]:
    """What a person needs to know of each layer of a file to choose among them."""
    return [
        {
            "name": layer["name"],
            "family": family(layer["geometry_type"]),
            "geometry_type": layer["geometry_type"],
            "rows": layer["announced_rows"],
            "format": layer["format"],
        }
        for layer in found
    ]


def _of_survey(candidates: list[dict]) -> list[dict]:
    points = [layer for layer in candidates if family(layer["geometry_type"]) == POINTS]
    lines = [layer for layer in candidates if family(layer["geometry_type"]) == LINES]
    if not points:
        raise SurveyUnreadable("survey_needs_points")
    return points + lines


def _of_class(asset_class: str, candidates: list[dict]) -> list[dict]:
    if len(candidates) == 1:
        return candidates
    # As a registry exports them: the class's layer among others, or its points, lines and areas apart.
    named = {asset_class, *(f"{asset_class}_{one}" for one in (POINTS, LINES, AREAS))}
    if own := [layer for layer in candidates if layer["name"].lower() in named]:
        return own
    suiting = [
        layer for layer in candidates if family(layer["geometry_type"]) in families(asset_class) | {UNKNOWN}
    ]
    if len(suiting) > 1:
        raise SurveyUnreadable("layer_ambiguous", layers=_names(suiting))
    return suiting or candidates[:1]


def _names(layers: list[dict]) -> str:
    return ", ".join(layer["name"] for layer in layers)


def settle_classes(plan: ImportPlan) -> None:
    """Leave of a survey's point classes only those that its attachments name."""
    for layer in plan.layers:
        if len(layer.classes) == 1:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT value FROM {plan.tables['values']} WHERE layer = %s AND field = 'asset_class'",
                [layer.position],
            )
            named = {row[0] for row in cursor.fetchall()}
        fallbacks = {"manhole", "junction"} if ATTACHMENT in layer.roles else {"manhole"}
        layer.classes = [name for name in layer.classes if name in named | fallbacks]


def refuse_wrong_type(plan: ImportPlan) -> None:
    """Raise SurveyUnreadable where not one row of a layer is drawn as its class is: the wrong file, or the wrong class."""
    if not plan.delivery.row_findings.filter(severity="rejects", problem="wrong_geometry_type").exists():
        return
    with connection.cursor() as cursor:
        for layer in plan.layers:
            cursor.execute(
                f"""SELECT count(*) FILTER (WHERE r.sent_type IS NOT NULL),
                           count(finding.row_no),
                           string_agg(DISTINCT r.sent_type, ', ')
                      FROM {plan.tables["rows"]} r
                      LEFT JOIN intake_finding finding
                             ON finding.delivery_id = %s AND finding.problem = 'wrong_geometry_type'
                            AND finding.severity = 'rejects'
                            AND finding.layer = r.layer AND finding.row_no = r.row_no
                     WHERE r.layer = %s""",
                [plan.delivery.pk, layer.position],
            )
            drawn, wrong, given = cursor.fetchone()
            if drawn and wrong == drawn:
                entry = CATALOGUE[layer.classes[0]]
                raise SurveyUnreadable(
                    "wrong_geometry_type",
                    **{
                        "class": str(entry.label),
                        "allowed": ", ".join(entry.geometry_types),
                        "layer": layer.layer["name"],
                        "given": given,
                    },
                )
