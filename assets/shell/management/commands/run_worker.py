"""`manage.py run_worker`: runs queued tasks, brings back those of workers that died, and makes the rooms' rounds."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from assets.shell.jobs.presence import Presence, workers_alive
from assets.shell.jobs.rounds import Rounds


class Command(DatabaseWorker):
    """django-tasks-db's worker with recovery. Run as many as wanted, each under a supervisor."""

    help = (
        "Runs background tasks until it is told to end; SIGTERM lets the task at hand finish. "
        "Tasks whose worker died are run again. Run it under a supervisor that starts it anew when it ends."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--check",
            action="store_true",
            help="Run nothing; say how many workers are alive, fail if none is.",
        )
        parser.set_defaults(queue_name="*", interval=0.2, reload=False, startup_delay=False)

    def handle(self, **options: Any) -> None:
        """Work while holding this worker's proof of life, or only look for others'."""
        if options.pop("check"):
            self._report_alive()
            return
        with Presence(options["worker_id"]), Rounds():
            super().handle(**options)

    def _report_alive(self) -> None:
        alive = workers_alive()
        if alive == 0:
            raise CommandError("No worker is alive.")
        self.stdout.write(f"{alive} alive")
