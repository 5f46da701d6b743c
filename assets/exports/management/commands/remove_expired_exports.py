"""`remove_expired_exports`: remove the files of exports that were kept for their days (REGISTRY_EXPORT_DAYS)."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from assets.exports.keeping import remove_expired


class Command(BaseCommand):
    help = "Remove the files of exports whose days are over. The worker does it too, after each export."

    def handle(self, *args, **options):
        self.stdout.write(_("%(count)d files removed") % {"count": remove_expired()})
