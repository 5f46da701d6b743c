from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, not_understood

CHECK = Check(
    problem="choice_unknown",
    severity=WARNS,
    stage=ROWS,
    message=_("%(text)s is no known value of %(field)s: the field stays as it is, the text is kept."),
    found=lambda plan: not_understood(plan, {"choice", "list", "yes_no"}),
)
