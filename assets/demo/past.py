"""The city's history as if it had been kept for five years: first survey, ageing, inspections, repairs, removals."""

from datetime import date
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from assets.demo.store import SOURCE
from assets.registry.classes import CATALOGUE
from assets.registry.history import acting

SQL = (Path(__file__).parent / "sql" / "past.sql").read_text(encoding="utf-8")
DRAWN = {
    "status",
    "condition",
    "condition_assessed_on",
    "condition_method",
    "condition_reason",
}
# A class's own row was recorded with its asset.
BACKDATE = """
UPDATE {events} event SET pgh_created_at = past_asset.first_recorded_at
  FROM past_asset
 WHERE event.pgh_obj_id = past_asset.id AND event.pgh_label = 'insert'
"""
MAP_COUNTS = "maps_rebuild_counts"


@transaction.atomic
def live_through(seed: int, today: date) -> int:
    """
    Write the past of the city of source "demo" as seen from `today`, after its records; returns how many events it has.

    The same seed, city and day give the same past. The rows stay as they are, but for a few that become removed. The
    stores of figures, and the map's counts where they know days, are made anew from it.
    """
    event = apps.get_model("registry", "AssetEvent")
    kept = [
        field.column
        for field in event._meta.local_fields
        if not field.name.startswith("pgh_") and field.column not in DRAWN
    ]
    quote = connection.ops.quote_name
    sql = SQL.replace("{kept_of_asset}", ", ".join(f"asset.{quote(column)}" for column in kept))
    sql = sql.replace("{kept}", ", ".join(map(quote, kept)))
    with acting(through="seed"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(sql, {"seed": str(seed), "today": today, "source": SOURCE})
        written = cursor.rowcount
        for entry in CATALOGUE.values():
            of_class = apps.get_model("registry", f"{entry.model.__name__}Event")
            cursor.execute(BACKDATE.format(events=quote(of_class._meta.db_table)))
        cursor.execute("ANALYZE registry_assetevent")
        cursor.execute("SELECT districts_rebuild()")
        cursor.execute("SELECT to_regproc(%s) IS NOT NULL", [MAP_COUNTS])
        if cursor.fetchone()[0]:
            cursor.execute(f"SELECT {MAP_COUNTS}()")
    return written
