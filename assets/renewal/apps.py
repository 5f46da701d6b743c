from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RenewalConfig(AppConfig):
    """The room `renewal`; docs/architecture.md says what it holds."""

    name = "assets.renewal"
    label = "renewal"
    verbose_name = _("Renewal planning")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.renewal import story
        from assets.renewal.tasks import assess_risk_nightly
        from assets.shell.jobs.nightly import nightly

        story.tell()
        nightly(assess_risk_nightly)
