from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, rows_where

CHECK = Check(
    problem="duplicate_vertices",
    severity=WARNS,
    stage=ROWS,
    message=_("%(count)s vertices stand twice at one place: the line was clicked twice there."),
    found=lambda plan: [
        rows_where(
            plan,
            "r.dimension > 0 AND ST_NPoints(r.geometry) > 2"
            " AND ST_NPoints(r.geometry) > ST_NPoints(ST_RemoveRepeatedPoints(r.geometry))"
            " AND NOT ST_Length(r.geometry) = 0",
            "jsonb_build_object('count', ST_NPoints(r.geometry) - ST_NPoints(ST_RemoveRepeatedPoints(r.geometry)))",
        )
    ],
)
