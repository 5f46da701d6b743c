"""Fields of the registry that an import may fill: their kind, SQL type and table, read from the models."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.contrib.postgres.fields import ArrayField
from django.db import models

from assets.registry.classes import CATALOGUE
from assets.registry.models import Asset

# Common fields that a file may bring. Identity, place and what the database keeps are not among them.
COMMON = (
    "name",
    "status",
    "condition",
    "condition_assessed_on",
    "condition_method",
    "condition_reason",
    "installed_on",
    "installed_precision",
    "owner",
    "maintainer",
    "road",
    "address",
    "note",
)
# Of a class's own fields, those that are joined, not read.
JOINED = {"start_node", "end_node"}
SQL_TYPES = {
    "choice": "text",
    "text": "text",
    "number": "double precision",
    "whole": "integer",
    "yes_no": "boolean",
    "date": "date",
    "list": "character varying[]",
}


@dataclass(frozen=True)
class Target:
    """
    A field that a column can be mapped to.

    kind: choice, text, number, whole, yes_no, date or list; domain: of `standards.value_domains`, "" for none;
    own: a column of the class's table, not of the assets' table.
    """

    name: str
    kind: str
    own: bool
    domain: str = ""
    length: int | None = None
    positive: bool = False

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]

    @property
    def staged(self) -> str:
        """Its column in the staging table."""
        return f"f_{self.name}"

    @cached_property
    def field(self) -> models.Field:
        """The model's field, for its label; of the first class that has it."""
        if not self.own:
            return _common_field(self.name)
        return next(
            field for entry in CATALOGUE.values() for field in entry.own_fields if field.name == self.name
        )


@cache
def of_class(asset_class: str) -> dict[str, Target]:
    """Every field that an import of `asset_class` may fill, by name."""
    common = [_target(_common_field(name), own=False) for name in COMMON]
    own = [
        _target(field, own=True) for field in CATALOGUE[asset_class].own_fields if field.name not in JOINED
    ]
    return {target.name: target for target in common + own}


def _common_field(name: str) -> models.Field:
    return next(field for field in Asset._meta.local_fields if field.name == name)


def _target(field: models.Field, own: bool) -> Target:
    kind = _kind(field)
    domain = _domain(field) if kind == "choice" else ""
    return Target(
        field.name,
        kind,
        own,
        domain,
        field.max_length if kind == "text" else None,
        isinstance(field, models.PositiveSmallIntegerField | models.PositiveIntegerField),
    )


def _kind(field: models.Field) -> str:
    if isinstance(field, ArrayField):
        return "list"
    if field.choices:
        return "choice" if isinstance(field, models.CharField) else "whole"
    for kind, types in (
        ("date", models.DateField),
        ("yes_no", models.BooleanField),
        ("number", models.FloatField),
        ("whole", models.IntegerField),
    ):
        if isinstance(field, types):
            return kind
    return "text"


def _domain(field: models.Field) -> str:
    """The trade's domain that a choice field takes its values from; "" for choices of the model's own."""
    function = getattr(field.choices, "func", None) or getattr(field.choices, "choices_func", None)
    arguments = getattr(function, "args", ())
    return arguments[0] if arguments else ""


def label(name: str) -> str:
    """A field's label in the active language; its name where no class has such a field."""
    if name in {field.name for field in Asset._meta.local_fields}:
        return str(_common_field(name).verbose_name)
    for entry in CATALOGUE.values():
        for field in entry.own_fields:
            if field.name == name:
                return str(field.verbose_name)
    return name
