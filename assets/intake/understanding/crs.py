"""In which coordinate system the coordinates are: the user's word, else the file's, else their ranges."""

from django.db import connection

from assets.intake.errors import SurveyUnreadable
from assets.intake.models import Delivery
from assets.intake.plan import ImportPlan
from assets.standards import coordinates

# The middle of the coordinates, so that one wild row does not hide the others: rows looked at, share cut at each side.
ROWS_LOOKED_AT = 100_000
CUT = 0.02

MIDDLE = """
SELECT percentile_disc({cut}) WITHIN GROUP (ORDER BY x), percentile_disc({cut}) WITHIN GROUP (ORDER BY y),
       percentile_disc(1 - {cut}) WITHIN GROUP (ORDER BY x), percentile_disc(1 - {cut}) WITHIN GROUP (ORDER BY y)
  FROM ({places}) AS places (x, y)
 WHERE x BETWEEN -1e9 AND 1e9 AND y BETWEEN -1e9 AND 1e9
"""


def settle(delivery: Delivery, plan: ImportPlan) -> int:
    """
    The EPSG number of the coordinates as sent; what was thought goes into the findings (`crs`, `crs_remarks`).

    Raises SurveyUnreadable: `crs_unknown` (neither told nor fitting the city), `crs_unusable` (the database knows it not).
    """
    box = _middle(plan)
    fitting = [candidate for candidate in coordinates.candidates(*box)] if box else []
    declared = next((layer.layer["srid"] for layer in plan.layers if layer.layer["srid"]), None)
    asked = delivery.option("srid")
    delivery.findings["crs"] = {
        "asked": asked,
        "declared": declared,
        "declared_as": next((layer.layer["crs"][:200] for layer in plan.layers if layer.layer["crs"]), ""),
        "box": box,
        "candidates": [_candidate_json(candidate) for candidate in fitting],
    }
    fitting_srids = [candidate.srid for candidate in fitting]
    remarks = delivery.findings["crs_remarks"] = []
    if asked or declared:
        srid = int(asked or declared)
        if not asked and fitting_srids and srid not in fitting_srids:
            parameters = {"declared": srid, "others": ", ".join(map(str, fitting_srids))}
            remarks.append({"problem": "crs_doubtful", "parameters": parameters})
    elif fitting_srids:
        srid = fitting_srids[0]
        parameters = {"srid": srid, "others": ", ".join(map(str, fitting_srids[1:])) or "-"}
        remarks.append({"problem": "crs_guessed", "parameters": parameters})
    elif box:
        names = ("min_x", "min_y", "max_x", "max_y")
        raise SurveyUnreadable("crs_unknown", **{name: f"{value:.6g}" for name, value in zip(names, box, strict=True)})
    else:
        srid = 4326  # not one geometry: every row is rejected for that
    _require_known(srid)
    return srid


def _candidate_json(candidate) -> dict:
    return {"srid": candidate.srid, "name": getattr(candidate, "name", "")}


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
