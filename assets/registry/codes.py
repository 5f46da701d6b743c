"""Asset codes: given by the database (sql/codes.sql), 16 digits by GB/T 30428.2."""

from django.db import connection


def allocate(county: str, asset_class: str, count: int) -> list[str]:
    """
    `count` fresh codes for `asset_class` in the county of six digits, in rising order; never given again.

    Raises IntegrityError (constraint `codes_used_up`) where every component class of the county is full.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_allocate_codes(%s, %s, %s)", [county, asset_class, count])
        return [row[0] for row in cursor.fetchall()]
