"""manage.py load_districts [FILE]: a city's own administrative units and boundaries."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assets.registry import district_files
from assets.registry.errors import DomainError
from assets.registry.history import acting

FIXTURES = settings.BASE_DIR / "fixtures"
OWN = (FIXTURES / "shantou_divisions.csv", FIXTURES / "shantou_districts_schematic.geojson")


class Command(BaseCommand):
    help = (
        "Load administrative units: a CSV of the tree (code, name, level, parent) or shapes with codes and names "
        "in any declared CRS. Without FILE the units of fixtures/. Assets follow changed boundaries."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="*", type=Path)

    def handle(self, *args, file, **options):
        try:
            with acting(through="load_districts"):
                for path in file or OWN:
                    counts = district_files.load(district_files.read(path))
                    self.stdout.write(
                        _("%(file)s: %(created)s new, %(updated)s changed, %(unchanged)s unchanged")
                        % {"file": path.name, **counts}
                    )
        except DomainError as error:
            raise CommandError(error.detail()) from error
