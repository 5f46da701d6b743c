# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import IDENTITY, WARNS, Check
from assets.intake.limits import SAME_PLACE_M


def _found(plan):
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, '', jsonb_build_object('other_row', min(other.row_no))
          FROM {plan.tables["rows"]} r
          JOIN {plan.tables["rows"]} other
            ON ST_DWithin(other.geometry, r.geometry, {SAME_PLACE_M})
           AND other.rid < r.rid
           AND other.asset_class = r.asset_class
           AND other.dimension = 0
         WHERE r.dimension = 0
           AND NOT EXISTS (SELECT FROM {plan.tables["rejected"]} x WHERE x.rid IN (r.rid, other.rid))
         GROUP BY r.layer, r.row_no, r.source_code"""


CHECK = Check(
    problem="near_duplicate_in_file",
    severity=WARNS,
    stage=IDENTITY,
    message=_("At the same place as row %(other_row)s, under another number: surveyed twice?"),
    found=_found,
)
