# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, brought

# Nothing of a city's drainage that still works is older; an installation may be planned, so a status can excuse the future.
EARLIEST = "1850-01-01"


def _found(plan):
    for asset_class in plan.classes:
        for field in brought(plan, asset_class, "installed_on", "condition_assessed_on"):
            planned = ""
            if field == "installed_on" and brought(plan, asset_class, "status"):
                planned = " AND p.f_status IS DISTINCT FROM 'planned'"
            yield f"""
                SELECT r.layer, r.row_no, r.source_code, '{field}', jsonb_build_object('date', p.f_{field})
                  FROM {plan.tables.proposed(asset_class)} p
                  JOIN {plan.tables["rows"]} r USING (rid)
                 WHERE p.f_{field} < '{EARLIEST}' OR p.f_{field} > current_date{planned}"""


CHECK = Check(
    problem="date_implausible",
    severity=WARNS,
    stage=ROWS,
    message=_("%(field)s is %(date)s: before anything was built, or still to come."),
    found=_found,
)
