"""What a person should know of the whole file: remarks on its layers, each a machine word and a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from assets.intake.plan import ImportPlan

SENTENCES = {
    "shapes_cut_off": _("The .shp is cut off: %(bytes)d bytes are missing. Whole rows were read."),
    "shapes_past_end": _("The .shp goes on %(bytes)d bytes past its stated end."),
    "parts_differ": _("The .shp holds %(shapes)d shapes, the .dbf %(records)d rows."),
    "prj_unreadable": _("The .prj cannot be read: the coordinates themselves tell their system."),
    "table_unreadable": _("The .dbf cannot be read: the rows come without attributes."),
    "encoding_guessed": _(
        "The file does not say its text encoding: %(encoding)s by its values (%(percent)d %% sure)."
    ),
    "encoding_overruled": _("The file says %(declared)s, but its values are %(encoding)s."),
    "text_mended": _("%(count)d texts are not valid %(encoding)s: bad characters became question marks."),
    "crs_guessed": _(
        "The file does not say its coordinate system: taken as EPSG:%(srid)d by its coordinates. Others that fit: %(others)s."
    ),
    "crs_guessed_swapped": _(
        "The file does not say its coordinate system: taken as EPSG:%(srid)d with north first. Others that fit: %(others)s."
    ),
    "crs_swapped": _("The coordinates are EPSG:%(srid)d with north first: the axes were swapped back."),
    "crs_doubtful": _(
        "The file says EPSG:%(srid)d, but in the city its coordinates fit %(others)s: look at the map."
    ),
    "gcj02_named": _(
        "The file speaks of GCJ-02 (%(named)s): coordinates of web maps, some 550 m off. If they are, have the shift undone."
    ),
    "gcj02_placed": _(
        "The places look like GCJ-02, the shifted coordinates of web maps: of %(tried)d tried, %(as_sent)d lie on known assets as sent, %(undone_would)d once the shift is undone. Have it undone."
    ),
    "gcj02_undone": _("The shift of GCJ-02 was undone for %(undone)d places."),
    "template_used": _("Read with the mapping template %(name)s, whose columns are the same."),
    "template_asked": _("Read with the mapping template %(name)s."),
    "columns_kept": _("Columns that found no field, kept with each asset: %(columns)s."),
    "layers_left": _("Layers of the file that were not taken: %(layers)s."),
}


@dataclass(frozen=True)
class Remark:
    """A remark on a layer (its number from 1; 0 on the whole file)."""

    problem: str
    layer: int = 0
    parameters: dict = field(default_factory=dict)

    def as_json(self) -> dict:
        return {"problem": self.problem, "message": force_str(SENTENCES[self.problem]) % self.parameters}


def remarks(plan: ImportPlan) -> Iterator[Remark]:
    """Every remark on the delivery, in the order of its layers."""
    findings = plan.delivery.findings
    for remark in findings.get("crs_remarks", []):
        yield Remark(remark["problem"], 0, remark["parameters"])
    yield from _of_shift(findings.get("shift") or {})
    if used := findings.get("template"):
        problem = "template_used" if used["by"] == "columns" else "template_asked"
        yield Remark(problem, 0, {"name": used["name"]})
    if findings.get("others"):
        yield Remark("layers_left", 0, {"layers": ", ".join(findings["others"])})
    for layer in plan.layers:
        for warning in layer.layer["warnings"]:
            yield Remark(
                warning["problem"], layer.position, {k: v for k, v in warning.items() if k != "problem"}
            )
        yield from _of_encoding(layer.position, layer.layer["encoding"])
        left = [
            layer.name(number)
            for number in range(1, len(layer.columns) + 1)
            if number not in layer.used() | layer.told_apart()
        ]
        if left:
            yield Remark("columns_kept", layer.position, {"columns": ", ".join(left)})


def _of_shift(shift: dict) -> Iterator[Remark]:
    if shift.get("undone"):
        yield Remark("gcj02_undone", 0, {"undone": shift["undone"]})
    elif shift.get("tried"):
        yield Remark("gcj02_placed", 0, {name: shift[name] for name in ("tried", "as_sent", "undone_would")})
    elif shift.get("named"):
        yield Remark("gcj02_named", 0, {"named": shift["named"]})


def _of_encoding(position: int, encoding: dict) -> Iterator[Remark]:
    reported = encoding.get("reported", "utf-8")
    if encoding.get("overruled"):
        yield Remark("encoding_overruled", position, {"declared": encoding["declared"], "encoding": reported})
    elif encoding.get("by") == "values":
        percent = round(100 * encoding["confidence"])
        yield Remark("encoding_guessed", position, {"encoding": reported, "percent": percent})
    if encoding.get("undecodable"):
        yield Remark("text_mended", position, {"count": encoding["undecodable"], "encoding": reported})
