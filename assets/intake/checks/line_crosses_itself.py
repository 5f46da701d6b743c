from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, rows_where

# A line of three vertices cannot cross itself, and most pipes have two: they are not asked.
CHECK = Check(
    problem="line_crosses_itself",
    severity=WARNS,
    stage=ROWS,
    message=_("The line crosses or touches itself: a pipe does not; look at its vertices."),
    found=lambda plan: [
        rows_where(plan, "r.dimension = 1 AND ST_NPoints(r.geometry) > 3 AND NOT ST_IsSimple(r.geometry)")
    ],
)
