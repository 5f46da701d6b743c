"""What a person sends back of the page's tables of columns and texts."""

from assets.intake import understood
from assets.intake.models import Delivery
from assets.intake.understanding import layers as layer_kinds


def columns(delivery: Delivery, sent) -> tuple[dict, dict]:
    """
    What a person sends back of the table of columns: the mapping that differs from what was understood (with what was
    asked before), by layer; and all columns for a template, by kind of layer.
    """
    asked: dict[str, dict] = {}
    whole: dict[str, dict[str, list[str]]] = {}
    several = len(delivery.findings.get("layers", [])) > 1
    before = delivery.option("mapping") or {}
    for told, layer in zip(understood.layers(delivery), delivery.findings.get("layers", []), strict=False):
        of_layer, of_family = {}, whole.setdefault(layer_kinds.family(layer["geometry_type"]), {})
        earlier = before.get(layer["name"]) or before.get(layer_kinds.family(layer["geometry_type"])) or {}
        if not any(isinstance(value, dict) for value in before.values()):
            earlier = before
        for column in told["columns"]:
            given = sent.get(f"c-{told['position']}-{column['number']}")
            fields = column["fields"] if given is None else [one for one in given.split(",") if one]
            of_family[column["name"]] = fields
            if fields != column["fields"] or column["name"] in earlier:
                of_layer[column["name"]] = fields[0] if len(fields) == 1 else fields or "extra"
        if several:
            asked[layer["name"]] = of_layer
        else:
            return of_layer, whole
    return {name: said for name, said in asked.items() if said}, whole


def values(delivery: Delivery, sent) -> dict[str, dict[str, str]]:
    """What a person sends back of the texts: field, text, word, where it is other than understood or was said before."""
    said: dict[str, dict[str, str]] = {
        field: dict(texts) for field, texts in (delivery.option("values") or {}).items()
    }
    for position, layer in enumerate(delivery.findings.get("layers", []), start=1):
        for place, noted in enumerate(layer.get("texts", [])):
            for number, text in enumerate(noted["texts"]):
                word = sent.get(f"v-{position}-{place}-{number}")
                if word is not None and (word != text["word"] or text["said"]):
                    said.setdefault(noted["field"], {})[text["text"]] = word
    return said
