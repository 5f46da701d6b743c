"""`assess_renewal`: assess the risk of every asset anew, for a nightly timer or by hand."""

from django.core.management.base import BaseCommand

from assets.renewal.assessment import assess


class Command(BaseCommand):
    help = "Assess the risk of every asset anew: what the renewal page ranks."

    def handle(self, *args, **options) -> None:
        made = assess()
        self.stdout.write(f"{made.assets} assets assessed; {made.on_circles} pipes lie on circles")
