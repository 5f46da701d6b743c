"""Asset codes: given by the database (sql/codes.sql), 16 digits by GB/T 30428.2."""

from django.db import connection

from assets.standards.component_codes import CLASSES, component_classes_for


def allocate(county: str, asset_class: str, count: int) -> list[str]:
    """
    `count` fresh codes for `asset_class` in the county of six digits, in rising order; never given again.

    Raises IntegrityError (constraint `codes_used_up`) where every component class of the county is full.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_allocate_codes(%s, %s, %s)", [county, asset_class, count])
        return [row[0] for row in cursor.fetchall()]


def load_component_classes(using: str, **signal) -> None:
    """After each migrate: the trade's component classes where the table is empty; a city's own corrections stay."""
    from assets.registry.models import ComponentClass

    known = ComponentClass.objects.using(using)
    if known.exists():
        return
    known.bulk_create(
        [
            ComponentClass(
                asset_class=entry.asset_class,
                component_class=entry.code,
                position=component_classes_for(entry.asset_class).index(entry.code),
                name=entry.zh,
                is_extension=entry.is_extension,
            )
            for entry in CLASSES
        ],
        ignore_conflicts=True,
    )
