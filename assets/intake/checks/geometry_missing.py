from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

CHECK = Check(
    problem="geometry_missing",
    severity=REJECTS,
    stage=ROWS,
    message=_("The row has no place: it holds no geometry."),
    found=lambda plan: [rows_where(plan, "r.sent_type IS NULL")],
)
