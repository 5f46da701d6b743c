# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import IDENTITY, REJECTS, Check


def _found(plan):
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, 'source_code', jsonb_build_object('first_row', d.first_row)
          FROM {plan.tables["duplicates"]} d
          JOIN {plan.tables["rows"]} r USING (rid)
         WHERE d.by_number"""


CHECK = Check(
    problem="duplicate_in_file",
    severity=REJECTS,
    stage=IDENTITY,
    message=_(
        "The number %(code)s stands in row %(first_row)s already: the first is taken, this one is not."
    ),
    found=_found,
)
