from django.utils.translation import gettext_lazy as _

from assets.intake.checks.check import REJECTS, Check

# Found by apply itself, under its locks (sql/stale.sql); no stage runs it.
CHECK = Check(
    problem="changed_meanwhile",
    severity=REJECTS,
    stage="apply",
    message=_(
        "The asset was changed in the registry after this import was checked: it was left as it is. Import again to compare anew."
    ),
    found=lambda plan: [],
)
