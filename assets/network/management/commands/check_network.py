"""manage.py check_network: what is wrong with the drainage network's topology."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assets.network.checks import CHECKS, CheckResult, check_network
from assets.registry.districts import subtree
from assets.registry.models import District

SHOWN = 5


class Command(BaseCommand):
    help = (
        "List what is wrong with the network's topology as a table, and with --geojson as points for a map."
    )

    def add_arguments(self, parser):
        parser.add_argument("--district", help="only in this district and below it, like 440507")
        parser.add_argument(
            "--geojson", type=Path, metavar="FILE", help="write every finding as GeoJSON (WGS84)"
        )
        parser.add_argument(
            "--show", type=int, default=SHOWN, metavar="N", help=f"findings of each check to print ({SHOWN})"
        )

    def handle(self, *args, district, geojson, show, **options):
        if show < 0:
            raise CommandError(_("--show must be 0 or more."))
        if geojson and not geojson.absolute().parent.is_dir():
            raise CommandError(_("%s: there is no such folder.") % geojson.parent)
        results = check_network(self.district_ids(district), most=None if geojson else show)
        if geojson:
            self.write_features(geojson, results)
        for result in results:
            self.tell(result, show)
        total = sum(result.count for result in results)
        self.stdout.write(
            _("%(total)s findings in %(checks)s checks") % {"total": total, "checks": len(CHECKS)}
        )

    def district_ids(self, code: str | None) -> list[int] | None:
        """The district's and all ids below it; None for the whole city."""
        if code is None:
            return None
        district = District.objects.filter(code=code).first()
        if district is None:
            raise CommandError(_("There is no district %s.") % code)
        return list(subtree(district).values_list("pk", flat=True))

    def tell(self, result: CheckResult, show: int) -> None:
        """One check of the table: how often, and the worst of it."""
        check = result.check
        self.stdout.write(f"{result.count:>9,}  {check.name:<20} {check.title}")
        if not result.count:
            return
        for finding in result.findings[:show]:
            measure = "" if finding.measure is None else f"{float(finding.measure):.2f} {check.unit}".strip()
            parts = (finding.code, finding.other_code or "", measure, f"{finding.lon:.6f},{finding.lat:.6f}")
            self.stdout.write(" " * 11 + "  ".join(part for part in parts if part))
        self.stdout.write(" " * 11 + str(check.advice))

    def write_features(self, path: Path, results: list[CheckResult]) -> None:
        """All findings as one GeoJSON FeatureCollection."""
        features = [finding.as_feature() for result in results for finding in result.findings]
        collection = {"type": "FeatureCollection", "features": features}
        try:
            path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
