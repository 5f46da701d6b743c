"""
A layer that a registry exported itself: its columns are the fields' own names, and nothing is to be guessed.

Its `code` and `source` come back, its `extra` is unfolded, and what the registry keeps itself is left out.
"""

from assets.intake import targets
from assets.intake.plan import END, NUMBER, START, LayerPlan
from assets.registry.classes import CATALOGUE
from assets.standards import export_columns

ROLES_OF_EXPORTS = {NUMBER, START, END}


def is_one(layer: LayerPlan) -> bool:
    """Whether the layer is such an export; of one class, for a whole survey is never exported as one layer."""
    return len(layer.classes) == 1 and export_columns.is_export(column["name"] for column in layer.columns)


def fields(layer: LayerPlan) -> dict[int, str]:
    """Column to the field it fills. Notes in the layer (`own`) which columns are told apart, and how."""
    asset_class = layer.classes[0]
    names = export_columns.names_with(field.name for field in CATALOGUE[asset_class].own_fields)
    full = export_columns.full_names((column["name"] for column in layer.columns), names)
    known = ROLES_OF_EXPORTS | set(targets.of_class(asset_class))
    own: dict = {"extra": [], "left_out": []}
    found = {}
    for number, column in enumerate(layer.columns, start=1):
        name = full.get(column["name"], column["name"].lower())
        if name in export_columns.IDENTITY:
            own[name] = number
        elif export_columns.is_part_of_extra(name):
            own["extra"].append(number)
        elif name in known:
            found[number] = name
        elif name in export_columns.KEPT_BY_REGISTRY:
            own["left_out"].append(number)
    layer.layer["own"] = own
    return found
