"""
The report as one HTML file made with folium: map, history, charts and tables, with everything inside it.

Too large, it is made again with less, down the steps of STEPS, and says what was left out.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from assets.exports.added import AddedOrder, Listener, Written
from assets.exports.errors import ExportRefused
from assets.registry.classes import CATALOGUE, CONDITION_LABELS
from assets.registry.facts import MEASURES, measure_label
from assets.registry.models import Asset, District
from assets.registry.wording import label_of, text_of
from assets.reports import charts, inlined
from assets.reports.contents import Contents, gather
from assets.reports.left_out import sentences
from assets.reports.packing import as_script_json, days, packed
from assets.reports.shapes import Drawn, drawn, fair_shares, fields_of, last_done, outlines
from assets.shell.palette import CONDITION_COLOURS, CONDITION_UNKNOWN_COLOUR
from assets.work.models import Task

LARGEST_BYTES = 10_000_000
HAPPENINGS = 6000
LONGEST_NAME = 80


@dataclass(frozen=True)
class Step:
    """
    How much detail a file has: assets drawn at most, what was done last to each, letters of what was said of it.

    `tolerance_m`: how far a simplified line may lie from the true one. `decimals` of a degree: 6 is 0.1 m, 5 is 1 m.
    """

    assets: int
    last: int
    said: int
    tolerance_m: float
    decimals: int
    happenings: int


STEPS = (
    Step(assets=40_000, last=3, said=80, tolerance_m=0.5, decimals=6, happenings=HAPPENINGS),
    Step(assets=30_000, last=1, said=40, tolerance_m=2, decimals=5, happenings=4000),
    Step(assets=15_000, last=1, said=0, tolerance_m=5, decimals=5, happenings=2000),
    Step(assets=5_000, last=0, said=0, tolerance_m=15, decimals=5, happenings=500),
)


def write_page(order: AddedOrder, path: Path, listener: Listener) -> Written:
    """
    Write the report that the order asks for to `path`.

    Raises BeforeTheRegistry, and ExportRefused where not even the last of STEPS makes it small enough to be mailed.
    """
    subject = order.subject
    with translation.override(subject.language):
        contents = gather(subject, HAPPENINGS)
        total = contents.total.count
        listener(0, max(total, 1))
        for number, step in enumerate(STEPS):
            text, shown = _made(contents, step, is_first=not number)
            if len(text) <= LARGEST_BYTES:
                break
        else:
            raise ExportRefused("report_too_large", limit=LARGEST_BYTES // 1_000_000)
    path.write_bytes(text)
    listener(max(total, 1), max(total, 1))
    remarks: list[tuple[str, dict]] = []
    if shown < total or number:
        told = {"drawn": f"{shown:,}", "total": f"{total:,}", "metres": f"{step.tolerance_m:g}"}
        remarks.append(("report_generalised", told))
    listed = min(step.happenings, len(contents.happenings))
    if listed < contents.happened:
        remarks.append(("happenings_cut", {"shown": f"{listed:,}", "total": f"{contents.happened:,}"}))
    return Written(total, contents.by_class, remarks)


def _made(contents: Contents, step: Step, is_first: bool) -> tuple[bytes, int]:
    """The file, and how many assets are drawn in it."""
    from assets.reports.folium_map import map_parts  # folium brings pandas along: a third of every start

    counts = contents.by_class
    shares = fair_shares(counts, step.assets)
    names = {unit.code: unit.label for unit in District.objects.filter(pk__in=contents.district_ids)}
    layers = [
        _layer(contents, name, drawn(contents, name, share, step.tolerance_m, step.decimals), step, names)
        for name, share in shares.items()
    ]
    data = {
        "decimals": step.decimals,
        "outlines": _outlines(contents),
        "layers": layers,
        "kinds": [force_str(task.label) for task in Task],
        "months": [f"{month:%Y-%m}" for month in contents.months],
        "happenings": _happenings(contents, step),
        "conditions": {
            "names": [_("unknown"), *map(force_str, CONDITION_LABELS.values())],
            "colours": [CONDITION_UNKNOWN_COLOUR, *CONDITION_COLOURS.values()],
        },
        "texts": _texts(),
    }
    shown = {layer["name"]: len(layer["codes"]) for layer in layers}
    context = {
        "contents": contents,
        "subject": contents.subject,
        "language": contents.subject.language,
        "charts": charts.all_of(contents),
        "left_out": sentences(contents, shown, step, is_first),
        "legend": charts.legend(contents),
        "data": as_script_json(data),
        "map": map_parts(layers),
        **inlined.everything(),
    }
    return render_to_string("reports/page.html", context).encode(), sum(shown.values())


def _layer(
    contents: Contents, name: str, assets: list[Drawn], step: Step, district_names: dict[str, str]
) -> dict[str, Any]:
    """A class as the file's script takes it: a column for each thing told of its assets."""
    entry = CATALOGUE[name]
    done = last_done([asset.id for asset in assets], contents.subject.moment, step.last)
    statuses = dict(Asset.Status.choices)
    return {
        "name": name,
        "label": force_str(entry.label),
        "title": f"{force_str(entry.label_plural)} ({contents.by_class[name]:,})",
        "inspectable": entry.inspectable,
        "codes": [asset.code for asset in assets],
        "names": packed(asset.name[:LONGEST_NAME] for asset in assets),
        "conditions": "".join(str(asset.condition or 0) for asset in assets),
        "dimensions": "".join(str(asset.dimension) for asset in assets),
        "statuses": packed(force_str(statuses[asset.status]) for asset in assets),
        "districts": packed(district_names.get(asset.district or "", "") for asset in assets),
        "facts": _facts(name, assets),
        "shapes": [asset.shape for asset in assets],
        "done": [_done(done.get(asset.id, ()), step.said) for asset in assets] if done else [],
    }


def _facts(name: str, assets: list[Drawn]) -> list[dict]:
    """The columns of facts that any of the assets has, each with its label."""
    columns = []
    for field in fields_of(name):
        texts: dict[Any, str] = {}
        column = []
        for asset in assets:
            value = asset.values[field.name]
            key = tuple(value) if isinstance(value, list) else value
            if key not in texts:
                texts[key] = text_of(field, value)[:LONGEST_NAME]
            column.append(texts[key])
        if any(column):
            label = measure_label(field.name) if field.name in MEASURES else label_of(field)
            columns.append({"label": label, **packed(column)})
    return columns


KIND_PLACE = {task.value: place for place, task in enumerate(Task)}


def _done(rows, said: int) -> list:
    """What was done last to an asset, flat: day, kind, condition (0 unknown), yuan, what was said; and so on."""
    flat: list = []
    for when, kind, condition, cost, text in rows:
        flat += [
            days(timezone.localdate(when)),
            KIND_PLACE[kind],
            condition or 0,
            int(cost or 0),
            _cut(text, said),
        ]
    return flat


def _cut(text: str | None, length: int) -> str:
    """The text on one line, with a dot of three where it was longer."""
    line = " ".join((text or "").split())
    return line if len(line) <= length else f"{line[: length - 1]}…" if length else ""


def _outlines(contents: Contents) -> list[dict]:
    english = contents.subject.language.startswith("en")
    return [
        {
            "name": (unit["name_en"] if english and unit["name_en"] else unit["name"]),
            "own": unit["code"] == contents.subject.district.code,
            "shape": unit["drawn"],
        }
        for unit in outlines(contents, tolerance_m=20)
    ]


def _happenings(contents: Contents, step: Step) -> dict:
    """The newest inspections and works, column by column; places in 1e-5 degrees."""
    listed = contents.happenings[: step.happenings]
    return {
        "days": [days(timezone.localdate(row.happened_at)) for row in listed],
        "works": "".join("1" if row.what == "work_order" else "0" for row in listed),
        "kinds": [KIND_PLACE[row.kind] for row in listed],
        "labels": packed(force_str(row.class_label) for row in listed),
        "codes": packed(row.code for row in listed),
        "said": packed(_cut(row.said, step.said) for row in listed),
        "conditions": "".join(str(row.condition or 0) for row in listed),
        "yuan": [int(row.cost_yuan or 0) for row in listed],
        "lon": [round(row.lon * 1e5) for row in listed],
        "lat": [round(row.lat * 1e5) for row in listed],
        "total": contents.happened,
    }


def _texts() -> dict[str, str]:
    """What the file's script says."""
    return {
        "period": _("The whole period"),
        "counted": _("%s inspections and works"),
        "more": _("Show more"),
        "nothing": _("Nothing was recorded in this time."),
        "last": _("Done last"),
        "never": _("Nothing recorded"),
        "condition": _("Condition"),
        "status": _("Status"),
        "district": _("District"),
        "code": _("Code"),
        "yuan": _("%s yuan"),
        "layers": _("Layers"),
        "nearer": _("Zoom in"),
        "farther": _("Zoom out"),
        "close": _("Close"),
        "absent": _("This asset is not drawn in this file."),
    }
