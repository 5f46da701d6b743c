# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import IDENTITY, REJECTS, Check


def _found(plan):
    if plan.districts is None:
        return
    yours = ", ".join(str(int(district)) for district in plan.districts) or "NULL"
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, '', '{{}}'::jsonb
          FROM {plan.tables["identity"]} i
          JOIN {plan.tables["rows"]} r USING (rid)
          LEFT JOIN {plan.tables["districts"]} d USING (rid)
          LEFT JOIN registry_asset asset ON asset.id = i.matched_id
         WHERE d.rid IS NOT NULL AND (d.district_id IN ({yours})) IS NOT TRUE
            OR asset.id IS NOT NULL AND (asset.district_id IN ({yours})) IS NOT TRUE"""


CHECK = Check(
    problem="district_not_yours",
    severity=REJECTS,
    stage=IDENTITY,
    message=_("The place lies in a district you are not tied to: someone of that district imports it."),
    found=_found,
)
