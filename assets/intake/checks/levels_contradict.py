# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, brought

# Ground, bottom and depth are read from one staff: they may differ by a reading each, not by more.
SLACK_M = 0.1


def _found(plan):
    for asset_class in plan.classes:
        if len(brought(plan, asset_class, "ground_level_m", "bottom_level_m")) < 2:
            continue
        by_depth = "NULL::double precision"
        if brought(plan, asset_class, "depth_m"):
            by_depth = "p.f_ground_level_m - p.f_depth_m"
        yield f"""
            SELECT r.layer, r.row_no, r.source_code, 'bottom_level_m',
                   jsonb_build_object('ground_m', p.f_ground_level_m, 'bottom_m', p.f_bottom_level_m)
              FROM {plan.tables.proposed(asset_class)} p
              JOIN {plan.tables["rows"]} r USING (rid)
             WHERE p.f_bottom_level_m > p.f_ground_level_m
                OR abs(p.f_bottom_level_m - ({by_depth})) > {SLACK_M}"""


CHECK = Check(
    problem="levels_contradict",
    severity=WARNS,
    stage=ROWS,
    message=_("The bottom (%(bottom_m)s m) does not agree with the ground (%(ground_m)s m) and the depth."),
    found=_found,
)
