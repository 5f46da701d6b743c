# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, ROWS, Check


def _found(plan):
    for layer in plan.layers:
        came, announced = layer.layer["rows"], layer.layer["announced_rows"]
        if announced > came:
            yield f"SELECT {layer.position}, row_no, '', '', '{{}}'::jsonb FROM generate_series({came + 1}, {announced}) AS row_no"


CHECK = Check(
    problem="row_lost",
    severity=REJECTS,
    stage=ROWS,
    message=_("The file is cut off: it announces this row and does not hold it."),
    found=_found,
)
