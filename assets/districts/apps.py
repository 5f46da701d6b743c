from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistrictsConfig(AppConfig):
    """The room `districts`; docs/architecture.md says what it holds."""

    name = "assets.districts"
    label = "districts"
    verbose_name = _("District figures")
    default_auto_field = "django.db.models.BigAutoField"
