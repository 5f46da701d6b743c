"""
Staging tables: a delivery's rows as they were sent, and as they would go into the registry.

In the schema `intake`, unlogged (a crash empties them; the delivery is then read again), named after the delivery:
`d7_layer1` the rows as sent, `d7_manhole` what they become, `d7_values` what texts mean. Dropped when the
delivery is applied, refused or cancelled.
"""

from dataclasses import dataclass

from django.db import connection

SCHEMA = "intake"
SQL_TYPES = {
    "text": "text",
    "integer": "bigint",
    "number": "double precision",
    "date": "text",
    "datetime": "text",
}

# values: what distinct texts mean; rows: identity and place of every row; rejected: rows that stay out; repaired: outlines mended;
# identity: which asset each row is; nodes, own_nodes, ends: the joining of pipes; districts; verdicts;
# missing: what a full replacement would remove.
NAMES = (
    "values",
    "rows",
    "rejected",
    "repaired",
    "duplicates",
    "identity",
    "nodes",
    "own_nodes",
    "ends",
    "districts",
    "verdicts",
    "missing",
    "stale",
    "codes",
)


@dataclass(frozen=True)
class Tables:
    """Names of a delivery's staging tables, ready to stand in SQL."""

    delivery: int

    def layer(self, number: int) -> str:
        """Rows as sent of layer `number` (from 1)."""
        return f"{SCHEMA}.d{self.delivery}_layer{number}"

    def proposed(self, asset_class: str) -> str:
        """Rows as they would go into the registry as `asset_class`."""
        return f"{SCHEMA}.d{self.delivery}_{asset_class}"

    def __getitem__(self, name: str) -> str:
        return f"{SCHEMA}.d{self.delivery}_{name}"

    def names(self) -> dict[str, str]:
        """All but the layers' and the classes' tables, by the names that statements use."""
        return {name: self[name] for name in NAMES}


def create_layer(tables: Tables, number: int, columns: list[dict]) -> str:
    """Make the empty table for a layer's rows: row_no, geometry as sent, c1 to cn. Its name."""
    table = tables.layer(number)
    typed = "".join(
        f", c{position} {SQL_TYPES[column['kind']]}" for position, column in enumerate(columns, 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE {table} (row_no bigint, geometry geometry{typed})")
    return table


def drop(delivery: int, only_proposed: bool = False) -> None:
    """Drop the delivery's staging tables, all or those after the rows as sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename LIKE %s",
            [SCHEMA, f"d{delivery}\\_%"],
        )
        for (name,) in cursor.fetchall():
            if not (only_proposed and name.startswith(f"d{delivery}_layer")):
                cursor.execute(f'DROP TABLE IF EXISTS {SCHEMA}."{name}"')


def analyze(cursor, *tables: str) -> None:
    """
    Tell the planner what staging tables hold, from a sample of 3,000 rows.

    They are joined whole by row number: a sample ten times as large, with the boxes of as many geometries, plans the
    same and cost a twentieth of an import.
    """
    for table in tables:
        cursor.execute(f"SELECT set_config('default_statistics_target', '10', true); ANALYZE {table}")


def exists(table: str) -> bool:
    """Whether a staging table is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        return cursor.fetchone()[0]


def staged_deliveries() -> set[int]:
    """Ids of all deliveries that have a staging table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT substring(tablename FROM '^d([0-9]+)_')::bigint FROM pg_tables WHERE schemaname = %s",
            [SCHEMA],
        )
        return {row[0] for row in cursor.fetchall() if row[0] is not None}
