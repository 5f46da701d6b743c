"""Doors to the district rules that the database keeps (sql/districts.sql)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from assets.registry.models import District


@contextmanager
def settled() -> Iterator[None]:
    """
    Inside, the writer vouches that every row it writes already has its right `district_id`.

    For bulk writers that computed districts set-based; must lie inside a transaction, ends with the block.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("districts.settled() needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('registry.districts_settled', 'on', true)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('registry.districts_settled', '', true)")


def subtree(district: District) -> QuerySet:
    """The district and all units below it."""
    return District.objects.filter(
        Q(tree_path=district.tree_path) | Q(tree_path__startswith=district.tree_path + "/")
    )
