"""
How a test that commits leaves the database empty: in milliseconds, where Django's flush takes seconds.

Django's flush truncates every table (new files for 84 tables and 300 indexes, each on the disk) and has every room fill
in again what it fills in after a migrate. Here the rows are deleted, and what a migrate leaves is put back from a copy.
"""

from django.core.management import call_command
from django.db import ProgrammingError, connections, transaction

KEPT = "as_migrated"  # the schema of the copies
# What the rooms' and Django's own `post_migrate` fill in. Everything else is empty after a flush.
FILLED_BY_MIGRATE = ["django_content_type", "auth_permission", "registry_componentclass"]


def keep_what_migrate_left(alias: str) -> None:
    """Copy the tables that a migrate has filled; once for each test database."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE; CREATE SCHEMA {KEPT}")
        for table in FILLED_BY_MIGRATE:
            cursor.execute(f"CREATE TABLE {KEPT}.{table} AS TABLE {table}")


def empty(alias: str) -> None:
    """
    Every table as a migrate leaves it, whatever it held.

    Waits as TRUNCATE does for whoever still writes (a process that a test has killed). Triggers and foreign keys sleep
    meanwhile, as they do under TRUNCATE ... CASCADE; to say so takes a superuser, and Django's flush serves the others.
    """
    connection = connections[alias]
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    named = [connection.ops.quote_name(table) for table in tables]
    try:
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"LOCK TABLE {', '.join(named)} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(";".join(f"DELETE FROM {table}" for table in named))
            for table in FILLED_BY_MIGRATE:
                cursor.execute(f"INSERT INTO {table} TABLE {KEPT}.{table}")
    except ProgrammingError:  # not a superuser
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            database=alias,
            reset_sequences=False,
            allow_cascade=False,
        )
