# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, brought

# Steeper than one in five is a drop structure or a wrong level.
STEEPEST = 0.2
SHORTEST_M = 1  # over less a drop says nothing of a slope


def _found(plan):
    if len(brought(plan, "pipe", "start_invert_m", "end_invert_m")) < 2:
        return
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, 'end_invert_m',
               jsonb_build_object('percent', round((abs(p.f_start_invert_m - p.f_end_invert_m) * 100
                                                    / ST_Length(r.geometry))::numeric, 1))
          FROM {plan.tables.proposed("pipe")} p
          JOIN {plan.tables["rows"]} r USING (rid)
         WHERE ST_Length(r.geometry) > {SHORTEST_M}
           AND abs(p.f_start_invert_m - p.f_end_invert_m) > {STEEPEST} * ST_Length(r.geometry)"""


CHECK = Check(
    problem="slope_implausible",
    severity=WARNS,
    stage=ROWS,
    message=_("A slope of %(percent)s %%: a drop, or one of the two inverts is wrong."),
    found=_found,
)
