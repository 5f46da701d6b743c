from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

CHECK = Check(
    problem="zero_length",
    severity=REJECTS,
    stage=ROWS,
    message=_("The line has no length: it begins and ends at one place."),
    found=lambda plan: [
        rows_where(plan, "r.dimension = 1 AND NOT ST_IsEmpty(r.geometry) AND ST_Length(r.geometry) < 0.001")
    ],
)
