# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""Which column fills which field: proposed from the names, overruled by the user, kept in the delivery's findings."""

from assets.intake import targets
from assets.intake.convert import as_text
from assets.intake.errors import SurveyUnreadable
from assets.intake.models import Delivery
from assets.intake.plan import ATTACHMENT, FEATURE, ROLES, ImportPlan, LayerPlan
from assets.intake.understanding import by_values, said, templates
from assets.intake.understanding import layers as layer_kinds
from assets.intake.understanding.proposals import Proposal, proposals
from assets.registry.classes import CATALOGUE

SURVEY_POINTS = [
    name for name, entry in CATALOGUE.items() if entry.is_node and "Point" in entry.geometry_types
]
SAMPLES = 5


def make_plan(delivery: Delivery) -> ImportPlan:
    """
    The plan of a staged delivery, its CRS still open: classes, roles and fields of each layer.

    Raises SurveyUnreadable `mapping_wrong` where the user's mapping names a column or field there is not,
    `template_unknown`.
    """
    template = templates.choose(delivery)
    plan = ImportPlan(delivery, [], said=said.of_values(delivery, template))
    for position, layer in enumerate(delivery.findings["layers"], start=1):
        classes = [delivery.asset_class]
        if delivery.is_survey:
            classes = (
                SURVEY_POINTS
                if layer_kinds.family(layer["geometry_type"]) == layer_kinds.POINTS
                else ["pipe"]
            )
        layer_plan = LayerPlan(position, layer, list(classes))
        _map(plan, layer_plan, said.of_columns(delivery, layer, template))
        plan.layers.append(layer_plan)
    return plan


def _map(plan: ImportPlan, layer: LayerPlan, told: dict[str, said.Said]) -> None:
    """Give each column its role or fields: what is said first, then the surest proposal for each field."""
    known = set(ROLES).union(*(targets.of_class(name) for name in layer.classes))
    settled = []
    for number, column in enumerate(layer.columns, start=1):
        if (one := told.get(column["name"])) is None:
            continue
        for field in one.fields:
            if field in known:
                settled.append(Proposal(number, field, 1.0, one.by))
            elif one.by == said.ASKED:
                raise SurveyUnreadable("mapping_wrong", reason=f"no field {field!r} for {column['name']!r}")
    by_name = [one for one in proposals(layer) if layer.name(one.column) not in told]
    proposed = settled + by_values.weighed(plan, layer, settled, by_name, set(told))
    taken: dict[str, int] = {}
    for proposal in proposed:
        taken.setdefault(proposal.field, proposal.column)
    layer.roles = {field: number for field, number in taken.items() if field in ROLES}
    layer.fields = {field: number for field, number in taken.items() if field not in ROLES}
    _derive(layer)
    layer.layer["mapping"] = [
        {
            "column": layer.name(proposal.column),
            "column_no": proposal.column,
            "field": proposal.field,
            "confidence": proposal.confidence,
            "by": proposal.by,
            "fits": proposal.fits,
            "used": taken[proposal.field] == proposal.column,
        }
        for proposal in proposed
    ]


def _derive(layer: LayerPlan) -> None:
    """Fields that a column fills on the side: a size its width and shape, a year its precision, an attachment the kind."""
    known = set().union(*(targets.of_class(name) for name in layer.classes))

    def on_the_side(field: str, column: int | None) -> None:
        if column and field in known and field not in layer.fields:
            layer.fields[field] = column
            layer.derived.add(field)

    size = layer.fields.get("diameter_mm")
    if size and layer.kind(size) == "text":
        for field in ("width_mm", "height_mm", "shape", "barrels"):
            on_the_side(field, size)
    on_the_side("installed_precision", layer.fields.get("installed_on"))
    if len(layer.classes) > 1:
        on_the_side("kind", layer.roles.get(ATTACHMENT))
    elif ATTACHMENT in layer.roles:
        # One class only: what stands there is at most its kind, and the column is an ordinary one.
        column = layer.roles.pop(ATTACHMENT)
        if "kind" in known:
            layer.fields.setdefault("kind", column)
    if FEATURE in layer.roles and FEATURE in known:
        layer.fields.setdefault(FEATURE, layer.roles[FEATURE])
    if len(layer.classes) == 1:
        layer.roles.pop(FEATURE, None)


def note(plan: ImportPlan) -> None:
    """Write the plan into the delivery's findings, with sample values of each column, for the page and for apply."""
    from django.db import connection

    plan.delivery.findings |= {"srid": plan.srid, "swapped_axes": plan.swapped_axes}
    with connection.cursor() as cursor:
        for layer in plan.layers:
            layer.layer["plan"] = {
                "classes": layer.classes,
                "roles": layer.roles,
                "fields": layer.fields,
                "derived": sorted(layer.derived),
            }
            if layer.columns:
                listed = ", ".join(f"left({as_text(layer, n)}, 60)" for n in range(1, len(layer.columns) + 1))
                cursor.execute(
                    f"SELECT {listed} FROM {plan.tables.layer(layer.position)} l ORDER BY row_no LIMIT {SAMPLES}"
                )
                for column, samples in zip(layer.columns, zip(*cursor.fetchall(), strict=True), strict=False):
                    column["samples"] = [sample for sample in samples if sample is not None]


def plan_from_findings(delivery: Delivery) -> ImportPlan:
    """The plan as `note` wrote it."""
    plan = ImportPlan(delivery, [], delivery.findings["srid"], delivery.findings["swapped_axes"])
    for position, layer in enumerate(delivery.findings["layers"], start=1):
        noted = layer["plan"]
        plan.layers.append(
            LayerPlan(
                position,
                layer,
                list(noted["classes"]),
                dict(noted["roles"]),
                dict(noted["fields"]),
                derived=set(noted["derived"]),
            )
        )
    return plan
