# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import NETWORK, WARNS, Check


def _found(plan):
    if "pipe" not in plan.classes or not plan.joins_pipes:
        return
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, 'end_node', jsonb_build_object('number', r.end_number)
          FROM {plan.tables["ends"]} e
          JOIN {plan.tables["rows"]} r USING (rid)
         WHERE e.start_node_id = e.end_node_id"""


CHECK = Check(
    problem="pipe_to_itself",
    severity=WARNS,
    stage=NETWORK,
    message=_("The pipe starts and ends at the same node (%(number)s)."),
    found=_found,
)
