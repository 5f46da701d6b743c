"""What an import is about to do with each layer: the frame that understanding fills and conversion reads."""

from dataclasses import dataclass, field

from assets.intake import targets
from assets.intake.models import Delivery
from assets.intake.staging import Tables

# Roles a column can have besides a field of the class.
NUMBER, START, END = "source_code", "start_node", "end_node"
ATTACHMENT, FEATURE = "attachment", "feature"
ROLES = (NUMBER, START, END, ATTACHMENT, FEATURE)


@dataclass
class LayerPlan:
    """
    One layer: which classes its rows become, and which column (from 1) fills which field.

    layer: as the reader described it. roles: role to column. fields: of all its classes, field name to column.
    meanings: fields whose texts are looked up in the table of values. derived: fields filled on the side from a column
    that is there for something else, so that what they do not understand is nobody's loss.
    """

    position: int
    layer: dict
    classes: list[str]
    roles: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    meanings: set[tuple[int, str]] = field(default_factory=set)
    derived: set[str] = field(default_factory=set)

    @property
    def columns(self) -> list[dict]:
        return self.layer["columns"]

    def kind(self, column: int) -> str:
        """The column's kind: text, integer, number, date, datetime."""
        return self.columns[column - 1]["kind"]

    def name(self, column: int) -> str:
        """The column's name in the file."""
        return self.columns[column - 1]["name"]

    def targets(self, asset_class: str) -> dict[targets.Target, int]:
        """The fields of `asset_class` that this layer brings, with their columns."""
        known = targets.of_class(asset_class)
        return {known[name]: column for name, column in self.fields.items() if name in known}

    def own(self, name: str) -> int | None:
        """The column `name` (code, source) of a layer that a registry exported; None where it is no such, or has none."""
        return self.layer.get("own", {}).get(name)

    def own_columns(self) -> dict[str, list[int]]:
        """What the columns of a registry's export are besides fields: its code, source and `extra`."""
        own = self.layer.get("own", {})
        alone = {name: [own[name]] for name in ("code", "source") if name in own}
        return {**alone, **({"extra": own["extra"]} if own else {})}

    def told_apart(self) -> set[int]:
        """Columns of a registry's export that are neither fields nor further columns: those and what it keeps itself."""
        found = set(self.layer.get("own", {}).get("left_out", ()))
        return found.union(*self.own_columns().values())

    def used(self) -> set[int]:
        """Columns that have found a place."""
        return set(self.roles.values()) | set(self.fields.values())


@dataclass
class ImportPlan:
    """
    A whole import. srid: the CRS of the coordinates as sent, swapped_axes: they have north first; districts: ids of the districts the proposer is tied to
    and all below them, None for the whole city. said: what a person or a template says of texts: field, text, word.
    """

    delivery: Delivery
    layers: list[LayerPlan]
    srid: int = 0
    swapped_axes: bool = False
    districts: list[int] | None = None
    said: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def tables(self) -> Tables:
        return Tables(self.delivery.pk)

    @property
    def classes(self) -> list[str]:
        """Every class that rows may become, nodes before pipes."""
        found = dict.fromkeys(name for layer in self.layers for name in layer.classes)
        return sorted(found, key=lambda name: name == "pipe")

    @property
    def joins_pipes(self) -> bool:
        """Whether the pipes' ends are looked for: a survey, or pipes that name their nodes."""
        return self.delivery.is_survey or any({START, END} & set(layer.roles) for layer in self.layers)

    @property
    def knows_codes(self) -> bool:
        """Whether the rows carry the codes that a registry gave them: an export of one comes back."""
        return any(layer.own("code") for layer in self.layers)

    def brought(self, asset_class: str) -> list[targets.Target]:
        """The fields of a class that the file brings."""
        found: dict[str, targets.Target] = {}
        for layer in self.layers:
            if asset_class in layer.classes:
                for target in layer.targets(asset_class):
                    found[target.name] = target
        return list(found.values())

    def mapped_names(self, asset_class: str) -> list[str]:
        """Names of the columns that fill a field of the class: what is understood leaves `extra`."""
        return sorted(
            {
                layer.name(column)
                for layer in self.layers
                if asset_class in layer.classes
                for column in layer.used()
            }
        )
