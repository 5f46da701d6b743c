# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import NETWORK, WARNS, Check


def _found(plan):
    if "pipe" not in plan.classes or not plan.joins_pipes:
        return
    # Both ends at once, in the order of the file: an index that grows at its end is cheap.
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, missing.field, jsonb_build_object('number', missing.number)
          FROM {plan.tables["ends"]} e
          JOIN {plan.tables["rows"]} r USING (rid)
         CROSS JOIN LATERAL (
                   SELECT 'start_node', r.start_number WHERE e.start_node_id IS NULL
                    UNION ALL
                   SELECT 'end_node', r.end_number WHERE e.end_node_id IS NULL
               ) AS missing (field, number)
         WHERE e.start_node_id IS NULL OR e.end_node_id IS NULL
         ORDER BY r.rid"""


CHECK = Check(
    problem="end_node_missing",
    severity=WARNS,
    stage=NETWORK,
    message=_("No node for %(field)s (%(number)s), neither by number nor by place: the end stays open."),
    found=_found,
)
