"""manage.py compact_tiles: merge the map's counts, build what low zooms draw; nightly, and after large imports."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from assets.maps import upkeep


class Command(BaseCommand):
    help = (
        "Merge the counts and changes the map has collected and build what its low zooms draw. Safe at any time. "
        "With --check it also recounts and ends with 1 where the map counts otherwise."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="recount from the assets, and say what differs"
        )
        parser.add_argument(
            "--as-of", type=date.fromisoformat, default=None, help="with --check: a past day too (2025-06-30)"
        )
        parser.add_argument(
            "--repair", action="store_true", help="work out all counts anew from the history first"
        )

    def handle(self, *args, check, as_of, repair, **options):
        if repair:
            upkeep.repair()
        upkeep.compact()
        self.stdout.write(f"{upkeep.rebuild()} tiles of zoom 14 rebuilt")
        if not check:
            return
        found = upkeep.differences() + (upkeep.differences(as_of) if as_of else [])
        for one in found:
            when = one.as_of or "now"
            self.stderr.write(
                f"{when}: {one.asset_class}, condition {one.condition}, {one.status}, district {one.district_id}: "
                f"the map counts {one.kept}, there are {one.recounted}"
            )
        if found:
            raise CommandError(
                f"{len(found)} counts of the map differ; compact_tiles --repair makes them anew"
            )
        self.stdout.write("the map counts what there is")
