"""Assessing the risk of the whole registry: one transaction, set-based; readers see the last one until it is done."""

import json
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from assets.network import drained
from assets.registry.classes import CATALOGUE
from assets.renewal.models import Assessment
from assets.standards import ageing, renewal

SQL = Path(__file__).parent / "sql"
ASSESS, STANDING = ((SQL / f"{name}.sql").read_text(encoding="utf-8") for name in ("assess", "standing"))
ONE_AT_A_TIME = 0x1A7E
CLASSES = [entry.name for entry in CATALOGUE.values() if entry.inspectable]


def assess(user=None) -> Assessment:
    """Assess every asset in or out of service anew; the assessment, with its rows in Risk and Standing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [ONE_AT_A_TIME])
        cursor.execute("SET LOCAL work_mem = '256MB'")
        on_circles = drained.add_up()
        cursor.execute("ANALYZE drained; ANALYZE load")
        cursor.execute("DELETE FROM renewal_risk")
        cursor.execute("DELETE FROM renewal_standing")
        cursor.execute(ASSESS, parameters())
        assets = cursor.rowcount
        cursor.execute(STANDING)
        made = Assessment.objects.create(made_by=user, assets=assets, on_circles=on_circles)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE renewal_risk; ANALYZE renewal_standing")
    made.refresh_from_db()
    return made


def parameters() -> dict:
    """The tables of standards/renewal.py and ageing.py as assess.sql takes them."""
    shares, scores = zip(*renewal.AGE_CURVE, strict=True)
    return {
        "today": timezone.localdate(),
        "classes": CLASSES,
        "lives": json.dumps(ageing.EXPECTED_LIFE_YEARS),
        "pipe_lives": json.dumps(ageing.PIPE_LIFE_YEARS),
        "road_words": json.dumps({word: one.name for one in renewal.ROAD_CLASSES for word in one.words}),
        "road_scores": json.dumps({one.name: one.score for one in renewal.ROAD_CLASSES}),
        "road_columns": list(renewal.ROAD_CLASS_COLUMNS),
        "age_shares": list(shares),
        "age_scores": list(scores),
        **_steps("size", renewal.SIZE_STEPS_MM),
        **_steps("drained", renewal.DRAINED_STEPS_M),
        "kind_scores": json.dumps(renewal.KIND_SCORES),
        "unknown_likelihood": renewal.UNKNOWN_LIKELIHOOD,
        "age_part": renewal.AGE_SHARE,
        **{f"{name}_weight": weight for name, weight in renewal.WEIGHTS.items()},
        "pipe_limits": [step.from_value for step in renewal.PIPE_YUAN_PER_M],
        "pipe_prices": [step.score for step in renewal.PIPE_YUAN_PER_M],
        "yuan_each": json.dumps(renewal.YUAN_EACH),
        "yuan_per_m2": json.dumps(renewal.YUAN_PER_M2),
    }


def _steps(name: str, steps: tuple[renewal.Step, ...]) -> dict[str, list[float]]:
    return {
        f"{name}_limits": [step.from_value for step in steps],
        f"{name}_scores": [step.score for step in steps],
    }
