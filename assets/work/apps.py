from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    """The room `work`; docs/architecture.md says what it holds."""

    name = "assets.work"
    label = "work"
    verbose_name = _("Inspections and work")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.work import asset_words, refusals, story

        refusals.offer()
        story.offer()
        asset_words.offer()
