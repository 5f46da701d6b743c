# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, brought


def _found(plan):
    for asset_class in plan.classes:
        if len(brought(plan, asset_class, "installed_on", "condition_assessed_on")) < 2:
            continue
        yield f"""
            SELECT r.layer, r.row_no, r.source_code, 'condition_assessed_on',
                   jsonb_build_object('assessed', p.f_condition_assessed_on, 'built', p.f_installed_on)
              FROM {plan.tables.proposed(asset_class)} p
              JOIN {plan.tables["rows"]} r USING (rid)
             WHERE p.f_condition_assessed_on < p.f_installed_on"""


CHECK = Check(
    problem="assessed_before_built",
    severity=WARNS,
    stage=ROWS,
    message=_("Its condition was assessed on %(assessed)s, before it was built on %(built)s."),
    found=_found,
)
