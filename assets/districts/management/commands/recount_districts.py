"""manage.py recount_districts: the figures' stores against the rows and the history; the worker does it every night."""

import json

from django.core.management.base import BaseCommand, CommandError

from assets.districts.recount import recount
from assets.registry.errors import DomainError


class Command(BaseCommand):
    help = (
        "Recount the stores of figures from the rows and the history, and record the result. "
        "Fails (exit 1) where anything differs."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--repair",
            action="store_true",
            help="Where anything differs, make the stores anew; writers wait.",
        )

    def handle(self, *args, repair, **options):
        try:
            done = recount(repair=repair)
        except DomainError as error:
            raise CommandError(error.detail()) from error
        seconds = (done.finished_at - done.started_at).total_seconds()
        self.stdout.write(f"{seconds:.1f} s, {json.dumps(done.counted)}")
        for difference in done.differences:
            self.stdout.write(json.dumps(difference, ensure_ascii=False))
        if done.repaired:
            self.stdout.write(f"{done.found} differences; the stores were made anew.")
        elif done.found:
            raise CommandError(
                f"{done.found} differences; nothing was changed (--repair makes the stores anew)."
            )
