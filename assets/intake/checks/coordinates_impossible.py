from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

# What was sent as a shape and is none in the city's system: sql/impossible.sql has taken it away.
IMPOSSIBLE = "r.sent_type IS NOT NULL AND r.geometry IS NULL"

CHECK = Check(
    problem="coordinates_impossible",
    severity=REJECTS,
    stage=ROWS,
    message=_("The coordinates lie nowhere in the coordinate system of the file."),
    found=lambda plan: [rows_where(plan, IMPOSSIBLE)],
)
