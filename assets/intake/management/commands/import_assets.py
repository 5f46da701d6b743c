"""`import_assets FILE --asset-class C`: read, check and apply a file from the command line, through the same verbs as the page."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assets.intake import apply, deliveries, reading, report, understood
from assets.intake.commands import Bar, person
from assets.intake.models import SURVEY, Delivery
from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError


class Command(BaseCommand):
    # Whether the site's code is in order was asked when it was installed; asking takes as long as 10,000 rows.
    requires_system_checks: list[str] = []
    help = (
        "Import a file of assets: shapefile (zipped or loose), GeoPackage, GeoJSON, CSV, Excel, KML, GML or DXF. Exit code 0: applied (or dry run done); "
        "1: nothing applied, and why; 2: wrong usage. Without --user it is done as the machine's administrator."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--asset-class", required=True, choices=[SURVEY, *CATALOGUE], metavar="C")
        parser.add_argument("--source", default="", help="the dataset's name (default: the file's)")
        parser.add_argument(
            "--layer",
            action="append",
            metavar="NAME",
            help="only this layer of the file; repeat it for several",
        )
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="FILE.json",
            help='{"column": "field", ...}, or {"columns": {...}, "values": {"field": {"text": "word"}}}',
        )
        parser.add_argument(
            "--template",
            default="",
            metavar="NAME",
            help='a mapping template of the class ("-": none, even where the columns are the same)',
        )
        parser.add_argument("--srid", type=int, help="EPSG number of the file's coordinates")
        parser.add_argument(
            "--shift", choices=["gcj02"], help="the coordinates are those of web maps: undo their shift"
        )
        parser.add_argument("--encoding", default="")
        parser.add_argument("--on-conflict", choices=["update", "skip", "fail"], default="update")
        parser.add_argument("--on-error", choices=["reject", "abort"], default="reject")
        parser.add_argument(
            "--repair", action="store_true", help="mend outlines that are not valid, and say so"
        )
        parser.add_argument(
            "--replace-district",
            default="",
            metavar="CODE",
            help="the file holds everything of its classes there: what it lacks is set to removed",
        )
        parser.add_argument(
            "--replace-area",
            type=Path,
            metavar="FILE.geojson",
            help="the file holds everything of its classes wholly inside this polygon (WGS84)",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and compare, apply nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json")
        parser.add_argument("--user", default="", metavar="NAME")

    def handle(self, *args, **options):
        given = {
            name: options[name]
            for name in (
                "srid",
                "shift",
                "encoding",
                "layer",
                "template",
                "on_conflict",
                "on_error",
                "repair",
                "replace_district",
            )
        }
        given["mapping"] = _json("--mapping", options["mapping"])
        given["replace_area"] = _json("--replace-area", options["replace_area"])
        try:
            user = person(options["user"])
            delivery = deliveries.receive_path(
                options["file"], options["asset_class"], options["source"], user, given
            )
            bar = Bar(self.stderr)
            delivery = reading.read(delivery.pk, bar)
            bar.close()
            if delivery.state == Delivery.State.REVIEW and not options["dry_run"]:
                delivery = apply.run(delivery.pk, user, bar)
                bar.close()
        except DomainError as refusal:
            self.stderr.write(refusal.detail())
            sys.exit(1)
        self._finish(delivery, options)

    def _finish(self, delivery: Delivery, options) -> None:
        """Print the summary, write the report, leave with the right code."""
        told = report.whole(delivery)
        if options["report"]:
            with options["report"].open("w", encoding="utf-8") as file:
                json.dump(told, file, ensure_ascii=False, indent=1, default=str)
        if delivery.state in (Delivery.State.REFUSED, Delivery.State.CANCELLED):
            self.stderr.write(delivery.refusal)
            sys.exit(1)
        self.stdout.write(_summary(told, delivery))
        if options["dry_run"]:
            self.stdout.write("\n".join(_understood(delivery)))
            deliveries.cancel(delivery, person(options["user"]))


def _json(name: str, path: Path | None) -> dict | None:
    if path is None:
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{name}: {error}", returncode=2) from error
    if not isinstance(told, dict):
        raise CommandError(f"{name} must hold a JSON object", returncode=2)
    return told


def _understood(delivery: Delivery) -> Iterator[str]:
    """What the page shows of columns and texts: where each goes, how sure, why; texts that mean nothing known."""
    for layer in understood.layers(delivery):
        yield _("Columns of %(name)s") % {"name": layer["name"]} + f" ({layer['family']}, {layer['rows']})"
        for column in layer["columns"]:
            if column["fields"]:
                fields = ", ".join(column["fields"])
                sure = f" ({column['percent']} %, {column['how']})" if column["percent"] is not None else ""
                yield f"  {column['name']} -> {fields}{sure}"
            elif not column["fixed"]:
                yield f"  {column['name']} -> " + _("kept among the further columns")
        for texts in layer["texts"]:
            for text in texts["texts"]:
                if not text["word"]:
                    yield f"  ? {texts['field']}: {text['text']} (x {text['rows']})"


def _summary(told: dict, delivery: Delivery) -> str:
    """What came of it, in a few lines."""
    lines = [
        _("Changeset %(changeset)d: %(file)s as %(source)s")
        % {"changeset": delivery.pk, "file": delivery.file_name, "source": delivery.source},
        _(
            "read %(read)d = created %(created)d + updated %(updated)d + unchanged %(unchanged)d + rejected %(rejected)d"
        )
        % told,
        _("encoding %(encoding)s, EPSG:%(srid)s") % told,
    ]
    if told.get("removed"):
        lines.append(_("missing in the file, set to removed: %(removed)d") % told)
    lines += [
        f"  ! {warning['message']}" + (f" (x {warning['count']})" if warning["count"] > 1 else "")
        for warning in told["warnings"][:20]
    ]
    lines += [
        f"  - {rejection['row']} {rejection['code']}: {rejection['message']}"
        for rejection in told["rejections"][:20]
    ]
    if len(told["rejections"]) > 20:
        lines.append(
            _("  ... and %(more)d more rejected rows: see --report") % {"more": len(told["rejections"]) - 20}
        )
    return "\n".join(lines)
