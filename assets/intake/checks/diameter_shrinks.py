# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import NETWORK, WARNS, Check, brought


def _found(plan):
    if "pipe" not in plan.classes or not plan.joins_pipes or not brought(plan, "pipe", "diameter_mm"):
        return
    against = "coalesce(p.f_flow_against, false)" if brought(plan, "pipe", "flow_against") else "false"
    # The widest pipe that leaves a node must be as wide as each that enters it; the delivery's own pipes only.
    yield f"""
        WITH flows AS MATERIALIZED (
            SELECT e.rid, p.f_diameter_mm AS diameter_mm,
                   CASE WHEN {against} THEN e.end_node_id ELSE e.start_node_id END AS from_id,
                   CASE WHEN {against} THEN e.start_node_id ELSE e.end_node_id END AS to_id
              FROM {plan.tables["ends"]} e
              JOIN {plan.tables.proposed("pipe")} p USING (rid)
             WHERE p.f_diameter_mm IS NOT NULL AND e.start_node_id <> e.end_node_id
        ), leaving AS (
            SELECT from_id AS node_id, max(diameter_mm) AS diameter_mm FROM flows GROUP BY from_id
        )
        SELECT r.layer, r.row_no, r.source_code, 'diameter_mm',
               jsonb_build_object('diameter_mm', flows.diameter_mm, 'next_mm', leaving.diameter_mm)
          FROM flows
          JOIN leaving ON leaving.node_id = flows.to_id
          JOIN {plan.tables["rows"]} r USING (rid)
         WHERE leaving.diameter_mm < flows.diameter_mm"""


CHECK = Check(
    problem="diameter_shrinks",
    severity=WARNS,
    stage=NETWORK,
    message=_(
        "DN%(diameter_mm)s flows into nothing wider than DN%(next_mm)s: a size or a direction is wrong, or a bottleneck."
    ),
    found=_found,
)
