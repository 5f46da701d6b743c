# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import NETWORK, WARNS, Check


def _found(plan):
    if "pipe" not in plan.classes or not plan.joins_pipes:
        return
    for end in ("start", "end"):
        yield f"""
            SELECT r.layer, r.row_no, r.source_code, '{end}_node', jsonb_build_object('number', r.{end}_number)
              FROM {plan.tables["ends"]} e
              JOIN {plan.tables["rows"]} r USING (rid)
             WHERE e.{end}_node_id IS NULL"""


CHECK = Check(
    problem="end_node_missing",
    severity=WARNS,
    stage=NETWORK,
    message=_("No node for %(field)s (%(number)s), neither by number nor by place: the end stays open."),
    found=_found,
)
