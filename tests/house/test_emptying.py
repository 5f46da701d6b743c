"""After a test that commits, the database is as a migrate leaves it."""

import pytest
from django.core.management import call_command
from django.db import connection

from assets.registry.models import ComponentClass, Role, User
from tests import emptying, factories

pytestmark = pytest.mark.django_db(transaction=True)


def filled() -> dict[str, int]:
    """Table to how many rows it has, of those that have any."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return {table: rows for table, rows in cursor.fetchall() if rows}


def test_what_a_test_left_is_gone_and_what_it_took_is_back(districts):
    User.objects.create_user("crew", role=Role.CREW).districts.set([districts["440507"]])
    for factory in factories.FACTORIES.values():
        factory()
    ComponentClass.objects.all().delete()
    assert len(filled()) > 25
    emptying.empty("default")
    kept = filled()
    assert sorted(kept) == sorted(emptying.FILLED_BY_MIGRATE)
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    assert filled() == kept, "Django's own flush leaves the same"
