from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check, rows_where

# Not a number counts as larger than any: so "not between" finds it too.
IMPOSSIBLE = """
    r.sent_type IS NOT NULL
    AND (r.geometry IS NULL
         OR NOT (ST_XMin(r.geometry) BETWEEN -1e9 AND 1e9 AND ST_XMax(r.geometry) BETWEEN -1e9 AND 1e9
                 AND ST_YMin(r.geometry) BETWEEN -1e9 AND 1e9 AND ST_YMax(r.geometry) BETWEEN -1e9 AND 1e9))
"""

CHECK = Check(
    problem="coordinates_impossible",
    severity=REJECTS,
    stage=ROWS,
    message=_("The coordinates lie nowhere in the coordinate system of the file."),
    found=lambda plan: [rows_where(plan, IMPOSSIBLE)],
)
