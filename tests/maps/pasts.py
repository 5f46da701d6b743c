"""History with dates of its own: all of a test happens at one moment, so events are moved to the day they stand for."""

from datetime import datetime

from django.db import connection

from assets.maps.upkeep import repair
from assets.registry.classes import CATALOGUE


def date_new_events(day: datetime) -> None:
    """The events written since the last call get this moment; call it in the order of the days."""
    tables = ["registry_assetevent", *(f"{entry.model._meta.db_table}event" for entry in CATALOGUE.values())]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_created_at > %s", [day, day])


def settle() -> None:
    """Work out anew what the map keeps of the past, after the last of the days."""
    repair()
