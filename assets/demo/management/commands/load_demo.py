"""manage.py load_demo: districts, accounts and the demonstration city; quick where all is there."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from assets.demo.accounts import PASSWORD, make_accounts
from assets.demo.records import draw_photos
from assets.districts.recount import recount
from assets.registry.models import Asset, District
from assets.renewal.assessment import assess


class Command(BaseCommand):
    help = "Load the demonstration: Shantou's districts, an account for each role, a city of 20,000 assets."

    def add_arguments(self, parser):
        parser.add_argument("--assets", type=int, default=20_000)

    def handle(self, *args, assets, **options):
        if settings.PRODUCTION:
            raise CommandError("This is production (REGISTRY_MODE): the demonstration is not loaded here.")
        if not District.objects.filter(boundary__isnull=False).exists():
            call_command("load_districts", stdout=self.stdout)
        if made := make_accounts():
            self.stdout.write(f"Accounts: {', '.join(made)} (password {PASSWORD})")
        if Asset.objects.exists():
            self.stdout.write("The registry holds assets already: nothing was added.")
            return
        call_command("seed_city", assets=assets, seed=1, stdout=self.stdout, stderr=self.stderr)
        draw_photos()
        # What a registry in use does by itself every night, so that the first look finds it done.
        recount()
        assess()
