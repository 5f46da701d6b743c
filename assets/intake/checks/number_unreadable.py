from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, not_understood

CHECK = Check(
    problem="number_unreadable",
    severity=WARNS,
    stage=ROWS,
    message=_("%(text)s is no number: %(field)s stays as it is, the text is kept."),
    found=lambda plan: not_understood(plan, {"number", "whole"}, "intake_number(typed) IS NULL"),
)
