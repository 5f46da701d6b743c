from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """The room `registry`; docs/architecture.md says what it holds."""

    name = "assets.registry"
    label = "registry"
    verbose_name = _("Asset registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.registry.codes import load_component_classes
        from assets.registry.tracking import keep_bulk_updates_linear

        post_migrate.connect(keep_bulk_updates_linear, sender=self)
        post_migrate.connect(load_component_classes, sender=self)
