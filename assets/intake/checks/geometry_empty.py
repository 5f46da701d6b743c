from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

CHECK = Check(
    problem="geometry_empty",
    severity=REJECTS,
    stage=ROWS,
    message=_("The geometry has no corner: draw it."),
    found=lambda plan: [rows_where(plan, "r.geometry IS NOT NULL AND ST_IsEmpty(r.geometry)")],
)
