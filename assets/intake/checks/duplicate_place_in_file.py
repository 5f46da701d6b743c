# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import IDENTITY, REJECTS, Check


def _found(plan):
    yield f"""
        SELECT r.layer, r.row_no, '', '', jsonb_build_object('first_row', d.first_row)
          FROM {plan.tables["duplicates"]} d
          JOIN {plan.tables["rows"]} r USING (rid)
         WHERE NOT d.by_number"""


CHECK = Check(
    problem="duplicate_place_in_file",
    severity=REJECTS,
    stage=IDENTITY,
    message=_("Without a number, and drawn exactly as row %(first_row)s: nothing tells the two apart."),
    found=_found,
)
