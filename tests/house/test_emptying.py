"""After a test that commits, the database is as a migrate leaves it."""

import pytest
from django.db import connection

from assets.registry.models import ComponentClass, Role, User
from assets.work.models import MaintenancePlan
from tests import emptying, factories

pytestmark = pytest.mark.django_db(transaction=True)


def filled() -> dict[str, int]:
    """Table to how many rows it has, of those that have any."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return {table: rows for table, rows in cursor.fetchall() if rows}


def test_what_a_test_left_is_gone_and_what_it_took_is_back(request):
    before = filled()
    assert sorted(before) == emptying.FILLED_BY_MIGRATE
    districts = request.getfixturevalue("districts")
    User.objects.create_user("crew", role=Role.CREW).districts.set([districts["440507"]])
    for factory in factories.FACTORIES.values():
        factory()
    ComponentClass.objects.all().delete()
    MaintenancePlan.objects.all().delete()
    assert len(filled()) > 25
    emptying.empty("default")
    assert filled() == before
