"""
How tests leave the database: as a migrate leaves it, in milliseconds, and with nothing going on in it meanwhile.

Django's flush truncates every table (new files for 84 tables and 300 indexes, each on the disk), has every room fill in
again what it fills in after a migrate, and forgets what migrations themselves have filled in: a test's surroundings then
hang on whether one that commits ran before it. Here the rows are deleted, and what a migrate left comes from a copy.
"""

from django.core.management import call_command
from django.db import ProgrammingError, connections, transaction

KEPT = "as_migrated"  # the schema of the copies
# What migrations fill in, and what comes after each migrate; every other table is empty then.
FILLED_BY_MIGRATE = [
    "auth_permission",
    "django_content_type",
    "registry_componentclass",
    "work_maintenanceplan",
    "work_maintenanceplanevent",
]

# An autovacuum that comes while a test has rows which it will never commit notes a table of many pages and no row: the
# same report of 20,000 assets then took 97 seconds instead of 2. So tests have it off, and `reclaim` does its work.
NO_AUTOVACUUM = """
DO $$
DECLARE
    own regclass;
BEGIN
    FOR own IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', own);
    END LOOP;
    -- No test pulls the plug: what is committed need not be on the disk before the next statement.
    EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());
END $$
"""
LARGE_BYTES = 1 << 20
LARGE = """
SELECT oid::regclass::text FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'spatial_ref_sys'
   AND pg_relation_size(oid) > %s
"""


def prepare(alias: str) -> None:
    """Make a test database ready: nothing runs in it by itself, and what a migrate has filled is copied."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(NO_AUTOVACUUM)
        cursor.execute("SET synchronous_commit = off")
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


def reclaim(alias: str) -> None:
    """Give back the room of rows that are no more, where there are many: the next tests' scans need not pass by them."""
    with connections[alias].cursor() as cursor:
        cursor.execute(LARGE, [LARGE_BYTES])
        for (table,) in cursor.fetchall():
            cursor.execute(f"VACUUM {table}")
