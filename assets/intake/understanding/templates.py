"""
Mapping templates: a delivery's columns and texts as they were understood, kept under a name, and found again.

A template whose columns are exactly those of a later delivery of its class is used by itself, and said; one that has
most of them is offered.
"""

from dataclasses import dataclass

from django.db import transaction

from assets.intake import rights, targets
from assets.intake.errors import SurveyUnreadable, WrongState
from assets.intake.models import SURVEY, Delivery, MappingTemplate
from assets.intake.plan import ROLES
from assets.intake.understanding import layers as layer_kinds
from assets.intake.understanding import said
from assets.registry.classes import CATALOGUE
from assets.registry.errors import Malformed

NONE = "-"
# A template that has this share of a delivery's columns (and is known there by as much) is offered.
ALIKE = 0.6


@dataclass(frozen=True)
class Likeness:
    """How much of a template's and a delivery's columns are the same: 1 for all."""

    template: MappingTemplate
    share: float


def choose(delivery: Delivery) -> MappingTemplate | None:
    """
    The template that this delivery is read with: the one asked for, else, where nothing was said of columns, the
    newest whose columns are the same. Notes in the findings which, and which others are like it.

    Raises SurveyUnreadable `template_unknown`.
    """
    asked = delivery.option("template", "")
    alike = likenesses(delivery)
    chosen, by = None, ""
    if asked and asked != NONE:
        chosen, by = (
            MappingTemplate.objects.filter(asset_class=delivery.asset_class, name=asked).first(),
            "asked",
        )
        if chosen is None:
            raise SurveyUnreadable("template_unknown", name=asked, names=_names(delivery.asset_class))
    elif not asked and not delivery.option("mapping") and not delivery.option("values"):
        chosen, by = next((one.template for one in alike if one.share == 1), None), "columns"
    delivery.findings["template"] = {"name": chosen.name, "by": by} if chosen else None
    delivery.findings["templates_alike"] = [
        {"name": one.template.name, "share": round(one.share, 2)} for one in alike if one.template != chosen
    ]
    return chosen


def likenesses(delivery: Delivery) -> list[Likeness]:
    """The templates of the class that are like the delivery, the likest (then the newest) first."""
    here = _columns_of(delivery)
    known = MappingTemplate.objects.filter(asset_class=delivery.asset_class).order_by("-changed_at")
    found = [Likeness(template, _share(here, _columns_in(template))) for template in known]
    return sorted((one for one in found if one.share >= ALIKE), key=lambda one: -one.share)


def _share(one: set, other: set) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _columns_of(delivery: Delivery) -> set[tuple[str, str]]:
    return {
        (layer_kinds.family(layer["geometry_type"]), column["name"])
        for layer in delivery.findings["layers"]
        for column in layer["columns"]
    }


def _columns_in(template: MappingTemplate) -> set[tuple[str, str]]:
    return {(family, column) for family, columns in template.columns.items() for column in columns}


def _names(asset_class: str) -> str:
    known = MappingTemplate.objects.filter(asset_class=asset_class).values_list("name", flat=True)
    return ", ".join(known) or "-"


def keep(asset_class: str, name: str, user, columns: dict, values: dict) -> MappingTemplate:
    """
    Keep columns (by kind of layer, column to its fields) and texts as the template `name` of a class; one of that name
    is written anew. Raises NotAllowed, Malformed (no name, a field or word there is not).
    """
    rights.require_import(user)
    name = checked_name(name)
    template, _made = MappingTemplate.objects.update_or_create(
        asset_class=asset_class,
        name=name,
        defaults={
            "columns": checked_columns(asset_class, columns),
            "values": said.checked_values(values),
            "made_by": user,
        },
    )
    return template


def as_understood(delivery: Delivery) -> dict[str, dict[str, list[str]]]:
    """
    The delivery's columns as they are understood now, for a template: by kind of layer, column to its fields.

    Raises WrongState where nothing is understood yet.
    """
    layers = delivery.findings.get("layers", [])
    if not layers or "plan" not in layers[0]:
        raise WrongState(state=delivery.get_state_display())
    columns: dict[str, dict[str, list[str]]] = {}
    for layer in layers:
        family = columns.setdefault(layer_kinds.family(layer["geometry_type"]), {})
        for number, column in enumerate(layer["columns"], start=1):
            family[column["name"]] = fields_filled(layer, number)
    return columns


def fields_filled(layer: dict, number: int) -> list[str]:
    """The fields (and roles) that a column fills by the layer's noted plan, those on the side left out."""
    noted = layer["plan"]
    return [
        field
        for field, place in [*noted["roles"].items(), *noted["fields"].items()]
        if place == number and field not in noted["derived"]
    ]


def values_of(delivery: Delivery) -> dict[str, dict[str, str]]:
    """What is said of texts, by the template that was used and by the delivery's own option."""
    used = delivery.findings.get("template")
    base = (
        MappingTemplate.objects.filter(asset_class=delivery.asset_class, name=used["name"]).first()
        if used
        else None
    )
    return said.of_values(delivery, base)


def change(template: MappingTemplate, user, name: str, columns: dict, values: dict) -> None:
    """Write a template anew. Raises NotAllowed, Malformed: no or a taken name, a field or word there is not."""
    rights.require_import(user)
    name = checked_name(name)
    columns = checked_columns(template.asset_class, columns)
    with transaction.atomic():
        others = MappingTemplate.objects.filter(asset_class=template.asset_class, name=name)
        if others.exclude(pk=template.pk).exists():
            raise Malformed("name", "a name that no other template of the class has")
        template.name, template.columns, template.values = name, columns, said.checked_values(values)
        template.save()


def checked_columns(asset_class: str, columns: dict) -> dict[str, dict[str, list[str]]]:
    """A template's columns where each fills fields of the class. Raises Malformed."""
    known = fields_of(asset_class)
    for of_family in columns.values():
        for column, fields in of_family.items():
            if unknown := set(fields) - known:
                raise Malformed(column, ", ".join(sorted(known)) + f" ({', '.join(sorted(unknown))}?)")
    return columns


def checked_name(name: str) -> str:
    """A template's name. Raises Malformed where it is none."""
    name = name.strip()
    if not name or name == NONE or len(name) > 80:
        raise Malformed("name", "1 to 80 characters")
    return name


def fields_of(asset_class: str) -> set[str]:
    """Everything a column of the class (or of a survey) may fill."""
    classes = list(CATALOGUE) if asset_class == SURVEY else [asset_class]
    return set(ROLES).union(*(targets.of_class(one) for one in classes))
