"""manage.py compact_tiles: merge the map's counts, build its mains; nightly, and after large imports."""

from django.core.management.base import BaseCommand

from assets.maps import upkeep


class Command(BaseCommand):
    help = "Merge the counts and changes the map has collected and build its generalised lines. Safe at any time."

    def handle(self, *args, **options):
        upkeep.compact()
        self.stdout.write(f"{upkeep.rebuild()} tiles of zoom 14 rebuilt")
