from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, not_understood

CHECK = Check(
    problem="out_of_range",
    severity=WARNS,
    stage=ROWS,
    message=_("%(text)s is out of the range of %(field)s: the field stays as it is, the text is kept."),
    found=lambda plan: not_understood(plan, {"number", "whole"}, "intake_number(typed) IS NOT NULL"),
)
