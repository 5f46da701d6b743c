"""`export_assets OUT`: assets into a GeoPackage, zipped shapefiles, GeoJSON, CSV or Excel, from the command line."""

import signal
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assets.exports.bar import Bar
from assets.exports.errors import remark
from assets.exports.order import ENCODINGS, FORMATS, judge, machine_administrator
from assets.exports.writing import write_file
from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError, Malformed
from assets.registry.models import User

FILTERS = ("district", "bbox", "as_of", "source", "condition", "status", "srid", "encoding")


class Command(BaseCommand):
    help = (
        "Export assets; the format follows from OUT's ending. Exit code 0: written; 1: nothing written, and why; "
        "2: wrong usage. Without --user it is done as the machine's administrator."
    )

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path, metavar="OUT.(gpkg|zip|geojson|csv|xlsx)")
        parser.add_argument(
            "--asset-class", action="append", choices=list(CATALOGUE), metavar="C", help="may be repeated"
        )
        parser.add_argument("--district", metavar="CODE", help="a district and all below it")
        parser.add_argument("--bbox", metavar="minlon,minlat,maxlon,maxlat", help="degrees, WGS84")
        parser.add_argument("--as-of", metavar="DATE", help="as it stood at the end of that day")
        parser.add_argument("--source", metavar="NAME", help="only assets of that dataset")
        parser.add_argument("--condition", metavar="4,5", help="only in these conditions")
        parser.add_argument("--status", metavar="in_service", help="only of this status")
        parser.add_argument("--srid", metavar="N", help="EPSG number of the coordinates written")
        parser.add_argument("--encoding", metavar="|".join(ENCODINGS), help="of shapefile tables and CSV")
        parser.add_argument("--user", default="", metavar="NAME")

    def handle(self, *args, **options):
        signal.signal(signal.SIGTERM, lambda *told: sys.exit(1))  # so that the half file is removed
        out: Path = options["out"]
        words = {name: options[name] for name in FILTERS if options[name]}
        words["format"] = _format(out)
        if options["asset_class"]:
            words["asset_class"] = ",".join(options["asset_class"])
        bar = Bar(self.stderr)
        try:
            outcome = write_file(judge(words, _person(options["user"])), out, bar)
        except Malformed as refusal:
            raise CommandError(refusal.detail(), returncode=2) from refusal
        except DomainError as refusal:
            bar.close()
            self.stderr.write(refusal.detail())
            sys.exit(1)
        bar.close()
        listed = ", ".join(f"{name} {rows}" for name, rows in outcome.by_class.items())
        self.stdout.write(
            _("%(file)s: %(rows)d assets (%(classes)s)")
            % {"file": out, "rows": outcome.rows, "classes": listed}
        )
        for word, parameters in outcome.remarks:
            self.stdout.write(f"  ! {remark(word, parameters)}")


def _format(out: Path) -> str:
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise CommandError(_("OUT must end with one of %s.") % endings, returncode=2)
    return form


def _person(name: str) -> User:
    if not name:
        return machine_administrator()
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise CommandError(_("There is no user %s.") % repr(name), returncode=2) from None
