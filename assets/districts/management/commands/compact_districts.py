"""manage.py compact_districts: merge what the stores of figures have collected; the worker does it every night."""

from django.core.management.base import BaseCommand

from assets.districts import tally


class Command(BaseCommand):
    help = "Merge the differences that the stores of figures have collected. Safe at any time."

    def handle(self, *args, **options):
        tally.compact()
