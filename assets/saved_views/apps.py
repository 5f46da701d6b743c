from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SavedViewsConfig(AppConfig):
    """The room `saved_views`; docs/architecture.md says what it holds."""

    name = "assets.saved_views"
    label = "saved_views"
    verbose_name = _("Saved views")
    default_auto_field = "django.db.models.BigAutoField"
