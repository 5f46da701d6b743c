"""The public report of an import (design.md): counts, what was understood, every rejection, warnings summed up."""

from collections.abc import Iterator

from django.db.models import Count, Min

from assets.intake.checks import sentence
from assets.intake.models import Delivery, Finding
from assets.intake.plan import ImportPlan, LayerPlan

# So many rejections stand in the stored report; `rejections()` gives all.
REJECTIONS_STORED = 1000


def of(plan: ImportPlan, counts: dict) -> dict:
    """The report of a checked or applied delivery, its first REJECTIONS_STORED rejections in it."""
    delivery = plan.delivery
    encodings = sorted({layer.layer["encoding"].get("reported", "utf-8") for layer in plan.layers})
    return {
        "changeset": delivery.pk,
        **counts,
        "encoding": encodings[0] if len(encodings) == 1 else ",".join(encodings),
        "srid": plan.srid,
        "mapping": mapping(plan),
        "values": plan.said or delivery.report.get("values", {}),
        "template": (delivery.findings.get("template") or {}).get("name", ""),
        "rejections": list(rejections(delivery, REJECTIONS_STORED)),
        "warnings": warnings(plan),
    }


def mapping(plan: ImportPlan) -> dict:
    """Column name to field (several, where it fills fields of several classes); by layer where there are several."""
    by_layer = {layer.layer["name"]: _of_layer(layer) for layer in plan.layers}
    return by_layer if len(by_layer) > 1 else next(iter(by_layer.values()), {})


def _of_layer(layer: LayerPlan) -> dict[str, str]:
    fields: dict[int, list[str]] = {}
    for field, column in [*layer.roles.items(), *layer.fields.items()]:
        if field not in layer.derived and field not in fields.setdefault(column, []):
            fields[column].append(field)
    for name, columns in layer.own_columns().items():
        fields |= {column: [name] for column in columns}
    return {layer.name(column): ", ".join(fields[column]) for column in sorted(fields)}


def rejections(delivery: Delivery, limit: int | None = None) -> Iterator[dict]:
    """Every rejection, in the order of layers and rows, streamed; sentences in the active language."""
    found = delivery.row_findings.filter(severity=Finding.Severity.REJECTS)
    for finding in found[:limit].iterator(chunk_size=5000):
        yield as_json(finding)


def as_json(finding: Finding) -> dict:
    """One finding as the report gives it; `layer` tells the rows of several layers apart."""
    return {
        "row": finding.row_no,
        "layer": finding.layer,
        "code": finding.code,
        "field": finding.field,
        "problem": finding.problem,
        "message": sentence(finding.problem, finding.code, finding.field, finding.parameters),
    }


def warnings(plan: ImportPlan) -> list[dict]:
    """What to know although it went in: of the whole file, then of rows, summed up by problem, field and layer."""
    return [*_of_layers(plan), *row_warnings(plan.delivery)]


def warnings_now(delivery: Delivery) -> list[dict]:
    """
    The report's warnings of the whole file with their sentences in the active language; as noted where nothing was understood.

    The report itself was written in the language of whoever, or whatever worker, had the file checked.
    """
    from assets.intake.understanding.columns import plan_from_findings

    layers = delivery.findings.get("layers") or [{}]
    if not all("plan" in layer for layer in layers):
        return [warning for warning in delivery.report.get("warnings", []) if not warning["row"]]
    return list(_of_layers(plan_from_findings(delivery)))


def row_warnings(delivery: Delivery) -> list[dict]:
    """Warnings of rows, summed up: problem, layer, field, how many, and the first row with its sentence."""
    summed = (
        delivery.row_findings.filter(severity=Finding.Severity.WARNS)
        .order_by()
        .values("problem", "layer", "field")
        .annotate(count=Count("pk"), first=Min("pk"))
        .order_by("-count")
    )
    firsts = Finding.objects.in_bulk([group["first"] for group in summed])
    return [
        {
            **as_json(firsts[group["first"]]),
            "count": group["count"],
        }
        for group in summed
    ]


def _of_layers(plan: ImportPlan) -> Iterator[dict]:
    from assets.intake.understanding.remarks import remarks

    for remark in remarks(plan):
        yield {"row": None, "layer": remark.layer, "code": "", "field": "", "count": 1, **remark.as_json()}


def whole(delivery: Delivery) -> dict:
    """The report with every rejection in it, also of a delivery that was refused (all counts 0 but what is known)."""
    told = delivery.report or {
        "changeset": delivery.pk,
        **dict.fromkeys(("read", "created", "updated", "unchanged", "rejected"), 0),
        "encoding": "",
        "srid": None,
        "mapping": {},
        "warnings": [],
    }
    told = {
        **told,
        "rejections": list(rejections(delivery)),
        "warnings": [*warnings_now(delivery), *row_warnings(delivery)],
    }
    if delivery.refusal_code:
        told["refused"] = {"code": delivery.refusal_code, "message": delivery.refusal}
    return told
