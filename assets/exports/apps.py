from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """The room `exports`; docs/architecture.md says what it holds."""

    name = "assets.exports"
    label = "exports"
    verbose_name = _("Exports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.exports import given_up, keeping
        from assets.shell.jobs import rounds

        given_up.listen()
        rounds.add_round("exports.expired", keeping.remove_expired, every_s=3600)
