"""History is written by the database, for every writer, at a cost that stays linear."""

import time

import pytest
from django.db import connection

from assets.registry.history import acting
from assets.registry.models import Asset, Changeset
from tests import factories

pytestmark = pytest.mark.django_db


def events(asset) -> list[tuple]:
    return list(
        Asset.objects.get(pk=asset.pk)
        .asset_events.order_by("pgh_id")
        .values_list("pgh_label", "name", "condition")
    )


def test_each_change_of_an_asset_and_of_its_class_is_kept(db):
    pipe = factories.PipeFactory(name="old")
    pipe.name, pipe.diameter_mm = "new", 600
    pipe.save()
    assert events(pipe) == [("insert", "old", None), ("update", "new", None)]
    assert list(pipe.pipe_events.order_by("pgh_id").values_list("diameter_mm", flat=True)) == [400, 600]


def test_raw_sql_leaves_its_trace_too(db):
    manhole = factories.ManholeFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_asset SET name = 'by psql' WHERE id = %s", [manhole.pk])
    assert events(manhole)[-1] == ("update", "by psql", None)


def test_a_write_that_changes_nothing_leaves_no_trace(db):
    manhole = factories.ManholeFactory()
    manhole.save()
    assert len(events(manhole)) == 1


def test_the_trace_names_who_acted_and_the_changeset(users):
    changeset = Changeset.objects.create(kind="import", title="survey")
    with acting(users["gis"], changeset=changeset.pk, through="import"):
        manhole = factories.ManholeFactory()
    context = Asset.objects.get(pk=manhole.pk).asset_events.get().pgh_context
    assert context.metadata == {"user": users["gis"].pk, "changeset": changeset.pk, "through": "import"}


def test_a_bulk_update_after_a_single_one_does_not_grow_with_the_square(db):
    """PL/pgSQL would keep the nested-loop plan of the first, single-row update of the connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_asset (asset_class, code, geometry) "
            "SELECT 'manhole', 'B' || n, ST_SetSRID(ST_MakePoint(465000 + n, 2580000), 4548) "
            "FROM generate_series(1, 12000) n"
        )
        cursor.execute("UPDATE registry_asset SET name = 'one' WHERE code = 'B1'")
        spent = {}
        for rows in (3_000, 12_000):
            started = time.perf_counter()
            cursor.execute(
                "UPDATE registry_asset SET name = name || 'x' WHERE substr(code, 2)::int <= %s", [rows]
            )
            spent[rows] = time.perf_counter() - started
    # Four times the rows: four times the time when linear, sixteen when not.
    assert spent[12_000] < 9 * spent[3_000]


def test_the_history_triggers_of_updates_are_kept_from_nested_loops(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'pgtrigger\\_update%%' "
            "AND (proconfig IS NULL OR NOT 'enable_nestloop=off' = ANY (proconfig))",
            [],
        )
        assert cursor.fetchall() == []
