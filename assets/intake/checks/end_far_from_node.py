# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake import limits
from assets.intake.checks.check import NETWORK, WARNS, Check


def _found(plan):
    if "pipe" not in plan.classes or not plan.joins_pipes:
        return
    for end in ("start", "end"):
        yield f"""
            SELECT r.layer, r.row_no, r.source_code, '{end}_node',
                   jsonb_build_object('number', r.{end}_number, 'distance_m', round(e.{end}_distance_m::numeric, 2))
              FROM {plan.tables["ends"]} e
              JOIN {plan.tables["rows"]} r USING (rid)
             WHERE e.{end}_distance_m > {limits.snap_m()}"""


CHECK = Check(
    problem="end_far_from_node",
    severity=WARNS,
    stage=NETWORK,
    message=_("The pipe ends %(distance_m)s m from the node it names (%(number)s)."),
    found=_found,
)
