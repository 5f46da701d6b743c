from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

CHECK = Check(
    problem="geometry_invalid",
    severity=REJECTS,
    stage=ROWS,
    message=_(
        "The outline is not valid: %(reason)s. Mend it and send the row again, or let it be repaired (an option of the import)."
    ),
    found=lambda plan: [
        rows_where(
            plan,
            "r.dimension = 2 AND NOT ST_IsEmpty(r.geometry) AND NOT ST_IsValid(r.geometry)",
            "jsonb_build_object('reason', ST_IsValidReason(r.geometry))",
        )
    ],
)
