"""manage.py seed_city --assets N --seed S: a synthetic but believable city."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assets.demo.city import seed_city
from assets.demo.past import live_through
from assets.demo.records import record_years
from assets.registry.errors import DomainError


class Command(BaseCommand):
    help = "Build a synthetic city of about N assets, the same for the same seed, districts and day."

    def add_arguments(self, parser):
        parser.add_argument("--assets", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--today", type=date.fromisoformat, default=None, help="the day the city is seen on"
        )

    def handle(self, *args, assets, seed, today, **options):
        if not 1 <= assets <= 10_000_000:
            raise CommandError("--assets must lie between 1 and 10,000,000.")
        today = today or timezone.localdate()
        try:
            with transaction.atomic():  # a city without its past would never get one
                written = seed_city(assets, seed, today, progress=self.progress)
                records = record_years(seed, today)
                events = live_through(seed, today)
        except DomainError as error:
            raise CommandError(error.detail()) from error
        self.stdout.write(
            f"{written} assets, {records['inspections']} inspections, {records['work_orders']} work orders,"
            f" {events} events of five years"
        )

    def progress(self, written: int) -> None:
        self.stderr.write(f"\r{written} assets", ending="")
        self.stderr.flush()
