from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldConfig(AppConfig):
    """The room `field`; docs/architecture.md says what it holds."""

    name = "assets.field"
    label = "field"
    verbose_name = _("Field")
    default_auto_field = "django.db.models.BigAutoField"
