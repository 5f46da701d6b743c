from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """The room `network`; docs/architecture.md says what it holds."""

    name = "assets.network"
    label = "network"
    verbose_name = _("Drainage network")
    default_auto_field = "django.db.models.BigAutoField"
