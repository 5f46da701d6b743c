# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""In which coordinate system the coordinates are: the user's word, else the file's, else their ranges."""

from dataclasses import asdict

from django.conf import settings
from django.db import connection

from assets.intake.errors import REASONS, SurveyUnreadable
from assets.intake.models import Delivery
from assets.intake.plan import ImportPlan
from assets.standards import coordinates

# The middle of the coordinates, so that one wild row does not hide the others: rows looked at, share cut at each side.
ROWS_LOOKED_AT = 100_000
CUT = 0.02
REGISTRY_LIKE = settings.REGISTRY_SRID

MIDDLE = """
SELECT percentile_disc({cut}) WITHIN GROUP (ORDER BY x), percentile_disc({cut}) WITHIN GROUP (ORDER BY y),
       percentile_disc(1 - {cut}) WITHIN GROUP (ORDER BY x), percentile_disc(1 - {cut}) WITHIN GROUP (ORDER BY y)
  FROM ({places}) AS places (x, y)
 WHERE x BETWEEN -1e9 AND 1e9 AND y BETWEEN -1e9 AND 1e9
"""


def settle(delivery: Delivery, plan: ImportPlan) -> None:
    """
    Settle in the plan the EPSG number of the coordinates as sent, and whether their axes are swapped (north first).

    What was thought goes into the findings (`crs`, `crs_remarks`). Raises SurveyUnreadable: `crs_...` where the
    coordinates fit the city in no known system and none is told, `crs_unusable` where the database knows it not.
    """
    box = _middle(plan)
    fitting = coordinates.candidates(*box) if box else []
    declared = next((layer.layer["srid"] for layer in plan.layers if layer.layer["srid"]), None)
    asked = delivery.option("srid")
    delivery.findings["crs"] = {
        "asked": asked,
        "declared": declared,
        "declared_as": next((layer.layer["crs"][:200] for layer in plan.layers if layer.layer["crs"]), ""),
        "box": box,
        "candidates": [asdict(candidate) for candidate in fitting],
    }
    told = asked or declared
    if told:
        plan.srid = int(told)
        same = [candidate for candidate in fitting if plan.srid in _equals(candidate.srid)]
        plan.swapped_axes = bool(same) and all(candidate.swapped_axes for candidate in same)
        doubtful = bool(fitting) and not same and not asked
        remark = "crs_swapped" if plan.swapped_axes else "crs_doubtful" if doubtful else ""
    elif fitting:
        plan.srid, plan.swapped_axes = fitting[0].srid, fitting[0].swapped_axes
        remark = "crs_guessed_swapped" if plan.swapped_axes else "crs_guessed"
    elif box:
        raise _unknown(box)
    else:
        plan.srid, remark = REGISTRY_LIKE, ""  # not one geometry: every row is rejected for that
    others = [str(candidate.srid) for candidate in fitting if candidate.srid != plan.srid]
    parameters = {"srid": plan.srid, "others": ", ".join(others) or "-"}
    delivery.findings["crs_remarks"] = [{"problem": remark, "parameters": parameters}] if remark else []
    _require_known(plan.srid)


def _equals(srid: int) -> tuple[int, ...]:
    """The system and those whose numbers are the same in this city."""
    return (srid, *coordinates.SAME_NUMBERS.get(srid, ()))


def _unknown(box: tuple[float, float, float, float]) -> SurveyUnreadable:
    told = coordinates.refusal(*box)
    reason = f"crs_{told.code}" if told and f"crs_{told.code}" in REASONS else "crs_unknown_system"
    names = ("min_x", "min_y", "max_x", "max_y")
    return SurveyUnreadable(reason, **{name: f"{value:.7g}" for name, value in zip(names, box, strict=True)})


def _middle(plan: ImportPlan) -> tuple[float, float, float, float] | None:
    """min x, min y, max x, max y of the staged coordinates without the outermost rows; None without any."""
    places = " UNION ALL ".join(
        f"(SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_StartPoint(ST_BoundingDiagonal(geometry)) AS p"
        f" FROM {plan.tables.layer(layer.position)}"
        f" WHERE geometry IS NOT NULL AND NOT ST_IsEmpty(geometry) LIMIT {ROWS_LOOKED_AT}) corner)"
        for layer in plan.layers
    )
    with connection.cursor() as cursor:
        cursor.execute(MIDDLE.format(cut=CUT, places=places))
        box = cursor.fetchone()
    return None if box[0] is None else box


def _require_known(srid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM spatial_ref_sys WHERE srid = %s)", [srid])
        if not cursor.fetchone()[0]:
            raise SurveyUnreadable("crs_unusable", srid=srid)
