"""`export_report OUT`: a district as one HTML file or a PDF sheet, from the command line."""

import signal
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assets.exports.bar import Bar
from assets.exports.errors import remark
from assets.exports.order import judge, machine_administrator
from assets.exports.writing import write_file
from assets.registry.errors import DomainError, Malformed
from assets.registry.models import User
from assets.reports.subject import LANGUAGES

FORMATS = ("html", "pdf")
WORDS = ("district", "as_of", "since", "until", "language")


class Command(BaseCommand):
    help = (
        "Write a district's condition map, history, charts and tables to one file; the format follows from OUT's ending. "
        "Exit code 0: written; 1: nothing written, and why; 2: wrong usage. Without --user it is done as the machine's "
        "administrator."
    )

    def add_arguments(self, parser):
        parser.add_argument("out", type=Path, metavar="OUT.(html|pdf)")
        parser.add_argument(
            "--district", metavar="CODE", help="a district and all below it; the city by default"
        )
        parser.add_argument("--as-of", metavar="DATE", help="as it stood at the end of that day")
        parser.add_argument(
            "--since", metavar="DATE", help="work from that day on; by default the last 365 days"
        )
        parser.add_argument("--until", metavar="DATE", help="work up to that day")
        parser.add_argument("--language", metavar="|".join(LANGUAGES), help="of the file; Chinese by default")
        parser.add_argument("--user", default="", metavar="NAME")

    def handle(self, *args, **options):
        signal.signal(signal.SIGTERM, lambda *told: sys.exit(1))  # so that the half file is removed
        out: Path = options["out"]
        form = out.suffix.lower().removeprefix(".")
        if form not in FORMATS:
            endings = ", ".join(f".{name}" for name in FORMATS)
            raise CommandError(_("OUT must end with one of %s.") % endings, returncode=2)
        words = {"format": form, **{name: options[name] for name in WORDS if options[name]}}
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
        self.stdout.write(
            _("%(file)s: %(rows)d assets, %(size)s MB")
            % {"file": out, "rows": outcome.rows, "size": f"{outcome.size_bytes / 1e6:.1f}"}
        )
        for word, parameters in outcome.remarks:
            self.stdout.write(f"  ! {remark(word, parameters)}")


def _person(name: str) -> User:
    if not name:
        return machine_administrator()
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        raise CommandError(_("There is no user %s.") % repr(name), returncode=2) from None
