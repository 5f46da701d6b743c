"""`revert_changeset ID`: take an applied changeset back; refuses, listing them, where later changes stand on it."""

import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from assets.intake import revert
from assets.intake.commands import Bar, person
from assets.intake.errors import RevertRefused
from assets.registry.errors import DomainError


class Command(BaseCommand):
    help = (
        "Take an applied changeset back. Exit code 0: done; 1: refused, and why; 2: wrong usage. "
        "Without --user it is done as the machine's administrator."
    )

    def add_arguments(self, parser):
        parser.add_argument("changeset", type=int, metavar="ID")
        parser.add_argument("--user", default="", metavar="NAME")

    def handle(self, *args, **options):
        bar = Bar(self.stderr)
        try:
            undoing = revert.run(options["changeset"], person(options["user"]), bar)
        except DomainError as refusal:
            bar.close()
            self.stderr.write(refusal.detail())
            if isinstance(refusal, RevertRefused):
                for entry in refusal.standing:
                    self.stderr.write("  {code}  {what}  {at}  {changeset}".format(**entry))
            sys.exit(1)
        bar.close()
        counts = {"created": 0, "updated": 0, "deleted": 0, **undoing.counts}
        self.stdout.write(
            _("Changeset %(id)d: deleted %(deleted)d, restored %(updated)d, brought back %(created)d")
            % {"id": undoing.pk, **counts}
        )
