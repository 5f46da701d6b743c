"""A plan to take away: CSV, Excel or GeoJSON, streamed row by row, each row with the reasons of its risk."""

import csv
import json
import tempfile
from collections.abc import Iterator
from typing import IO

import xlsxwriter
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from assets.registry.classes import CATALOGUE
from assets.registry.geojson import WGS84
from assets.registry.models import Asset, District
from assets.renewal.explanation import explain
from assets.renewal.models import Plan, PlanItem
from assets.standards.export_columns import ESCAPED_STARTS

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
BATCH = 2000
EXCEL_ROWS = 1_048_575


def columns() -> dict[str, str]:
    """Field names of a row, as programs know them, to what people call them."""
    return {
        "rank": _("rank"),
        "code": _("code"),
        "name": _("name"),
        "asset_class": _("class"),
        "district": _("district"),
        "condition": _("condition"),
        "age_years": _("age (years)"),
        "life_years": _("expected life (years)"),
        "size_mm": _("size (mm)"),
        "drained_m": _("drains through it (m)"),
        "road_class": _("road class"),
        "length_m": _("length (m)"),
        "area_m2": _("area (m²)"),
        "likelihood": _("likelihood"),
        "consequence": _("consequence"),
        "risk": _("risk"),
        "cost_yuan": _("cost of renewal (yuan)"),
        "reasons": _("reasons"),
    }


def rows(items: QuerySet[PlanItem]) -> Iterator[tuple[PlanItem, dict]]:
    """The items with their plain values by column, batch by batch; texts as they are."""
    names = dict(District.objects.values_list("pk", "name"))
    for item in items.iterator(chunk_size=BATCH):
        told = explain(item)
        reasons = [part.sentence for part in (*told.likelihood, *told.consequence)]
        yield (
            item,
            {
                "rank": item.rank,
                "code": item.code,
                "name": item.name,
                "asset_class": str(CATALOGUE[item.asset_class].label),
                "district": names.get(item.district_id or 0, ""),
                "condition": item.condition,
                "age_years": None if item.age_years is None else round(item.age_years, 1),
                "life_years": item.life_years,
                "size_mm": item.size_mm,
                "drained_m": None if item.drained_m is None else round(item.drained_m, 1),
                "road_class": item.road_class,
                "length_m": round(item.length_m, 2),
                "area_m2": round(item.area_m2, 1),
                "likelihood": float(item.likelihood),
                "consequence": float(item.consequence),
                "risk": float(item.risk),
                "cost_yuan": int(item.cost_yuan),
                "reasons": "; ".join(reasons),
            },
        )


class _Line:
    """What csv writes a line into."""

    def write(self, text: str) -> str:
        return text


def csv_lines(items: QuerySet[PlanItem]) -> Iterator[str]:
    """CSV in UTF-8 with the mark that Excel recognises; a text that a spreadsheet would compute has an apostrophe."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(columns().values())
    for _item, row in rows(items):
        yield writer.writerow([_unarmed(value) for value in row.values()])


def _unarmed(value):
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple(ESCAPED_STARTS) else value


def geojson_parts(plan: Plan, items: QuerySet[PlanItem]) -> Iterator[str]:
    """A FeatureCollection in WGS84 with today's place of each asset; null where it is gone."""
    shape = Asset.objects.filter(pk=OuterRef("asset_id")).annotate(
        shape=AsGeoJSON(Transform("geometry", WGS84), precision=7)
    )
    placed = items.annotate(shape=Subquery(shape.values("shape")[:1]))  # read below as item.shape
    yield f'{{"type": "FeatureCollection", "name": {json.dumps(plan.name, ensure_ascii=False)}, "features": ['
    separator = ""
    for item, row in rows(placed):
        geometry = getattr(item, "shape", None) or "null"
        properties = json.dumps(row, ensure_ascii=False)
        yield f'{separator}{{"type": "Feature", "geometry": {geometry}, "properties": {properties}}}'
        separator = ",\n"
    yield "]}"


def excel_file(plan: Plan, items: QuerySet[PlanItem]) -> IO[bytes]:
    """A workbook in a temporary file: one sheet, no cell is ever a formula."""
    target = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(
        target.name, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet()
    head = book.add_format({"bold": True})
    page.freeze_panes(1, 2)
    page.set_column(0, len(columns()) - 2, 13)
    page.set_column(len(columns()) - 1, len(columns()) - 1, 80)
    page.write_row(0, 0, list(columns().values()), head)
    for number, (_item, row) in enumerate(rows(items[:EXCEL_ROWS]), start=1):
        page.write_row(number, 0, ["" if value is None else value for value in row.values()])
    book.close()
    target.seek(0)
    return target
