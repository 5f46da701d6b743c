from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import ROWS, WARNS, Check, not_understood

CHECK = Check(
    problem="date_unreadable",
    severity=WARNS,
    stage=ROWS,
    message=_("%(text)s is no date: %(field)s stays as it is, the text is kept."),
    found=lambda plan: not_understood(plan, {"date"}),
)
