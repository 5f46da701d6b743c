from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MapsConfig(AppConfig):
    """The room `maps`; docs/architecture.md says what it holds."""

    name = "assets.maps"
    label = "maps"
    verbose_name = _("Maps")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.maps import drawn_word, upkeep
        from assets.maps.tasks import compact_nightly
        from assets.shell.jobs import rounds
        from assets.shell.jobs.nightly import nightly

        drawn_word.offer()
        rounds.add_round("maps.tidy", upkeep.tidy, upkeep.TIDY_EVERY_S)
        nightly(compact_nightly)
