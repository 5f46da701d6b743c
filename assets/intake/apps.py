from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """The room `intake`; docs/architecture.md says what it holds."""

    name = "assets.intake"
    label = "intake"
    verbose_name = _("Imports and exports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.intake import abandoned, given_up
        from assets.shell.jobs import rounds

        given_up.listen()
        rounds.add_round("intake.abandoned", abandoned.recover_abandoned, abandoned.EVERY_S)
