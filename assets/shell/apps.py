from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    """The room `shell`; docs/architecture.md says what it holds."""

    name = "assets.shell"
    label = "shell"
    verbose_name = _("Shell")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assets.shell.jobs import nightly, pruning, rounds

        rounds.add_round("shell.finished_tasks", pruning.prune_finished_tasks, pruning.EVERY_S)
        rounds.add_round("shell.nightly", nightly.queue_what_is_due, nightly.EVERY_S, nightly.EVERY_S)

        from django.contrib import admin
        from django.contrib.auth.decorators import login_not_required, login_required

        # One login page: strangers at the admin's door are sent to ours, with its language switch and design.
        # The admin's own remains for those who are logged in and may not enter: it says so.
        admin.site.login = login_not_required(login_required(admin.site.login))  # type: ignore[method-assign]
