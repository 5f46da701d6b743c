"""Rows of the difference as people read them: fields by their labels, values by their words."""

from dataclasses import dataclass, field

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from assets.intake.difference import Row
from assets.registry import wording
from assets.registry.classes import CATALOGUE


@dataclass
class ToldRow:
    """A row for the page. changes: (field, before, after); conflict: (field, when compared, now, in the file)."""

    row: Row
    class_label: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    conflict: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def map_state(self) -> str:
        """What the map must be asked for to show the row."""
        return "removed" if self.row.state == "removed" else ""


def told(row: Row) -> ToldRow:
    """The row in words."""
    entry = CATALOGUE.get(row.asset_class)
    return ToldRow(
        row,
        str(entry.label) if entry else "",
        [_told(row.asset_class, name, pair) for name, pair in row.changes.items()],
        [_told(row.asset_class, name, three) for name, three in row.conflict.items()],
    )


def _told(asset_class: str, name: str, values: list) -> tuple:
    if name == "geometry":
        return (_("Place"), *(_place(value) for value in values))
    try:
        found = wording.field_of(asset_class, name)
    except (FieldDoesNotExist, KeyError):
        return (name, *("" if value is None else str(value) for value in values))
    if found.is_relation:
        return (wording.label_of(found), *("" if value is None else str(value) for value in values))
    return (wording.label_of(found), *(wording.text_of(found, value) for value in values))


def _place(text: str | None) -> str:
    """A place short enough for a table cell."""
    return "" if not text else text if len(text) <= 60 else text[:57] + "…"
