from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The room `demo`; docs/architecture.md says what it holds."""

    name = "assets.demo"
    label = "demo"
    verbose_name = _("Demonstration city")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.demo import accounts  # noqa: F401  registers its check
