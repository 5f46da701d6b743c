from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, rows_where

CHECK = Check(
    problem="code_missing",
    severity=WARNS,
    stage=ROWS,
    message=_(
        "The row has no number: the registry gives one, and will know it again by its place or ends only."
    ),
    found=lambda plan: [rows_where(plan, "r.source_code = ''")],
)
