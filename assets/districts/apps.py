from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistrictsConfig(AppConfig):
    """The room `districts`; docs/architecture.md says what it holds."""

    name = "assets.districts"
    label = "districts"
    verbose_name = _("District figures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.districts.tasks import recount_nightly
        from assets.shell.jobs.nightly import nightly

        nightly(recount_nightly)
