from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    """The room `shell`; docs/architecture.md says what it holds."""

    name = "assets.shell"
    label = "shell"
    verbose_name = _("Shell")
    default_auto_field = "django.db.models.BigAutoField"
