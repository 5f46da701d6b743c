# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check


def _found(plan):
    yield f"""
        SELECT r.layer, r.row_no, r.source_code, '',
               jsonb_build_object('reason', repaired.reason,
                                  'before_m2', round(ST_Area(repaired.sent)::numeric, 1),
                                  'after_m2', round(ST_Area(repaired.mended)::numeric, 1))
          FROM {plan.tables["repaired"]} repaired
          JOIN {plan.tables["rows"]} r USING (rid)"""


CHECK = Check(
    problem="geometry_repaired",
    severity=WARNS,
    stage=ROWS,
    message=_(
        "The outline was not valid (%(reason)s) and was repaired: %(before_m2)s m² as sent, %(after_m2)s m² now."
    ),
    found=_found,
)
