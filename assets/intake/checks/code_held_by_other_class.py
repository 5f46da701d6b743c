# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import IDENTITY, REJECTS, Check


def _found(plan):
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, 'source_code', jsonb_build_object('held_by', i.matched_class)
          FROM {plan.tables["identity"]} i
          JOIN {plan.tables["rows"]} r USING (rid)
         WHERE i.matched_class <> r.asset_class"""


CHECK = Check(
    problem="code_held_by_other_class",
    severity=REJECTS,
    stage=IDENTITY,
    message=_("In the registry the number %(code)s of this source is of another class (%(held_by)s)."),
    found=_found,
)
