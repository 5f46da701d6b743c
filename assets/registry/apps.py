from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """The room `registry`; docs/architecture.md says what it holds."""

    name = "assets.registry"
    label = "registry"
    verbose_name = _("Asset registry")
    default_auto_field = "django.db.models.BigAutoField"
