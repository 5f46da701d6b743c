from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

CHECK = Check(
    problem="code_too_long",
    severity=REJECTS,
    stage=ROWS,
    message=_("The number is longer than 64 characters."),
    found=lambda plan: [rows_where(plan, "length(r.source_code) > 64")],
)
