"""The columns of an export: every field of the class under its model's name, and the SQL that gives it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE
from assets.registry.facts import MEASURES, measure_label
from assets.registry.models import Asset
from assets.registry.wording import label_of
from assets.standards.export_columns import AFTER_OWN, BEFORE_OWN

TEXTS = ("text", "list", "json")


@dataclass(frozen=True)
class Column:
    """
    One column. kind: text, whole, number, yes_no, date, moment, list (comma-separated words) or json (an object as text).

    own: of the class's table; `sql` stands in a statement of rows.py.
    """

    name: str
    kind: str
    own: bool
    sql: str

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS


def of_class(asset_class: str) -> list[Column]:
    """All columns of a class's export in their order."""
    own = [_column(field, own=True) for field in CATALOGUE[asset_class].own_fields]
    return [*map(_common, BEFORE_OWN), *own, *map(_common, AFTER_OWN)]


def of_classes(asset_classes: Iterable[str]) -> list[Column]:
    """The columns of a table that holds several classes: the common ones around those that any class has."""
    own: dict[str, Column] = {}
    for asset_class in asset_classes:
        for column in of_class(asset_class):
            if column.own:
                own.setdefault(column.name, column)
    return [*map(_common, BEFORE_OWN), *own.values(), *map(_common, AFTER_OWN)]


def label(asset_class: str, name: str) -> str:
    """The column's label in the reader's language."""
    if name in MEASURES:
        return measure_label(name)
    if name == "asset_class":
        return _("Class")
    return label_of(CATALOGUE[asset_class].model._meta.get_field(name))


def _common(name: str) -> Column:
    if name in MEASURES:
        return Column(name, "number", False, f"asset.{name}")
    if name == "district":
        return Column(name, "text", False, "district.code")
    return _column(next(field for field in Asset._meta.local_fields if field.name == name), own=False)


def _column(field: models.Field, own: bool) -> Column:
    if field.is_relation:
        return Column(field.name, "text", own, f"{field.name}.code")
    kind = _kind(field)
    sql = f"{'own' if own else 'asset'}.{field.column}"
    if kind == "list":
        sql = f"array_to_string({sql}, ',')"
    if kind == "json":
        sql = f"{sql}::text"
    return Column(field.name, kind, own, sql)


def _kind(field: models.Field) -> str:
    for kind, types in (
        ("list", ArrayField),
        ("json", models.JSONField),
        ("moment", models.DateTimeField),
        ("date", models.DateField),
        ("yes_no", models.BooleanField),
        ("number", models.FloatField),
        ("whole", models.IntegerField),
    ):
        if isinstance(field, types):
            return kind
    return "text"
