"""
What a person says of columns and texts, in the option `mapping` and `values` or through a template.

Columns: `{"column": "field"}`, several fields as a list, "" or "extra" for none; by the layer's name or its kind
(points, lines, areas) one level deeper where there are several. Values: `{"field": {"text": "word"}}`.
"""

from dataclasses import dataclass

from assets.intake.errors import SurveyUnreadable
from assets.intake.models import Delivery, MappingTemplate
from assets.intake.understanding import layers as layer_kinds
from assets.intake.understanding import vocabulary
from assets.registry.errors import Malformed

NOWHERE = {"", "extra"}
ASKED, TEMPLATE = "asked", "template"


@dataclass(frozen=True)
class Said:
    """What is said of one column: its fields (none: a further column), and by whom."""

    fields: tuple[str, ...]
    by: str


def of_columns(delivery: Delivery, layer: dict, template: MappingTemplate | None) -> dict[str, Said]:
    """
    What is said of a layer's columns; a person's word before the template's.

    Raises SurveyUnreadable `mapping_wrong` where the person names a column that is not there.
    """
    names = {column["name"] for column in layer["columns"]}
    found = {}
    if template:
        family = layer_kinds.family(layer["geometry_type"])
        for column, fields in (template.columns.get(family) or {}).items():
            if column in names:
                found[column] = Said(tuple(fields), TEMPLATE)
    several = len(delivery.findings["layers"]) > 1
    for column, field in _asked(delivery, layer).items():
        if column in names:
            found[column] = Said(_fields(column, field), ASKED)
        elif not several:
            raise SurveyUnreadable(
                "mapping_wrong", reason=f"no column {column!r}; there are {', '.join(sorted(names))}"
            )
    return found


def _asked(delivery: Delivery, layer: dict) -> dict:
    given = delivery.option("mapping") or {}
    if any(isinstance(value, dict) for value in given.values()):
        return given.get(layer["name"]) or given.get(layer_kinds.family(layer["geometry_type"])) or {}
    return given


def _fields(column: str, given) -> tuple[str, ...]:
    fields = [given] if isinstance(given, str) or given is None else given
    if not isinstance(fields, list) or not all(isinstance(field, str) or field is None for field in fields):
        raise SurveyUnreadable("mapping_wrong", reason=f"{column!r} must name one field, or a list of fields")
    return tuple(field for field in fields if field and field not in NOWHERE)


def of_values(delivery: Delivery, template: MappingTemplate | None) -> dict[str, dict[str, str]]:
    """Field, text, word as said; a person's word before the template's."""
    found = {field: dict(texts) for field, texts in template.values.items()} if template else {}
    for field, texts in (delivery.option("values") or {}).items():
        found.setdefault(field, {}).update(texts)
    return found


def checked_values(given) -> dict[str, dict[str, str]]:
    """
    The option `values` where it is one: each text's word one of its field's domain, "" for "not known".

    Raises Malformed, naming the words there are.
    """
    expected = '{"field": {"text": "word"}}'
    if not isinstance(given, dict):
        raise Malformed("values", expected)
    for field, texts in given.items():
        known = vocabulary.all_words(field)
        if not known:
            raise Malformed("values", expected + f": {field!r} is no field with a list of words")
        if not isinstance(texts, dict):
            raise Malformed("values", expected)
        for text, word in texts.items():
            if word is not None and word not in known | {""}:
                raise Malformed(f"values: {field}: {text}", ", ".join(sorted(known)))
    return {field: {text: word or "" for text, word in texts.items()} for field, texts in given.items()}


def split(given: dict) -> tuple[dict, dict | None]:
    """A mapping as a file may hold it, into columns and values: both under their names, or columns alone."""
    if (
        given
        and set(given) <= {"columns", "values"}
        and all(isinstance(part, dict) for part in given.values())
    ):
        return given.get("columns", {}), given.get("values")
    return given, None
