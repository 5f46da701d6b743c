"""
How a model's history is written: by statement-level triggers into an event table, whoever writes.

Statement level, and without the generated columns: a row-level trigger on a table with a Mercator column
costs 140 times the plain insert. `history.py` reads what is written here.
"""

from collections.abc import Callable, Iterable

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.gis.db import models


def track(
    exclude: Iterable[str] = (), fields: Iterable[str] | None = None, *, by_time: bool = False
) -> Callable:
    """
    Class decorator: keep every insert, update and delete of the model's own columns in `<Model>Event`.

    `exclude` names columns that the database computes; `fields` limits to these (never both). `by_time`: events are
    also asked for by their moment (when did it begin, what happened since).
    The event keeps `pgh_obj_id` (the row), `pgh_label` (insert, update, delete), `pgh_created_at` and a context
    with the acting user and changeset (see `history.acting`).
    """

    def decorate(model):
        own = [field.name for field in model._meta.local_fields if field.name not in set(exclude)]
        attributes = {"pgh_id": models.BigAutoField(primary_key=True)}
        for field in model._meta.local_fields:
            if isinstance(field, models.GeometryField) and field.name in own:
                # Its values are copies of rows already checked; an index on them costs a fifth of an import.
                attributes[field.name] = type(field)(
                    srid=settings.REGISTRY_SRID, null=field.null, spatial_index=False
                )
        times = (
            [models.Index(fields=["pgh_created_at"], name=f"{model._meta.model_name}_event_time")]
            if by_time
            else []
        )
        return pghistory.track(
            pghistory.InsertEvent(level=pgtrigger.Statement),
            pghistory.UpdateEvent(level=pgtrigger.Statement),
            pghistory.DeleteEvent(level=pgtrigger.Statement),
            fields=list(fields or own),
            obj_field=pghistory.ObjForeignKey(
                related_name=f"{model._meta.model_name}_events", db_index=False
            ),
            model_name=f"{model.__name__}Event",
            attrs=attributes,
            meta={
                "indexes": [
                    models.Index(
                        fields=["pgh_obj", "-pgh_id"], name=f"{model._meta.model_name}_event_latest"
                    ),
                    *times,
                ]
            },
        )(model)

    return decorate


KEEP_BULK_UPDATES_LINEAR = """
DO $$
DECLARE
    update_function regprocedure;
BEGIN
    FOR update_function IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE proname LIKE 'pgtrigger\\_update%' AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = off', update_function);
    END LOOP;
END $$
"""


def keep_bulk_updates_linear(using: str, **signal) -> None:
    """
    After each migrate: forbid nested loops in the history triggers of updates.

    They join old to new rows, and PL/pgSQL keeps the first plan of a connection: after one update of a single row
    a later update of 30,000 rows took 80 s instead of 1. Covers psql and QGIS too.
    """
    from django.db import connections

    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute(KEEP_BULK_UPDATES_LINEAR)
