"""
Traces upstream through the API's view, beside the bare recursive walk over the pipes' own indexes: 1,000 to 100,000 pipes.

The sewers are binary trees laid beside the city in one transaction that is rolled back. What a trace costs for each pipe
must not grow with the city: the same table from two sizes of city tells. Bare SQL: ids only, no rights, no pipes drawn
against the flow, nothing left out.
"""

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from assets.registry.models import Role, User
from tests.bench import sample
from tests.bench.nearby import succeed

PIPES = (1_000, 10_000, 100_000)
ROUNDS = 5
PROMISED_MS = 1000
# Node n drains through pipe n to node n / 2: everything lies upstream of node 1. Numbers of pipes follow those of nodes.
LAY = """
INSERT INTO registry_asset (id, asset_class, code, geometry, status)
SELECT %(base)s + n, 'manhole', 'BENCH-M' || %(base)s + n,
       ST_SetSRID(ST_MakePoint(470000 + n %% 500, 2580000 + n / 500), %(srid)s), 'in_service'
  FROM generate_series(1, %(pipes)s + 1) n;
INSERT INTO registry_manhole (asset_ptr_id) SELECT %(base)s + n FROM generate_series(1, %(pipes)s + 1) n;
INSERT INTO registry_asset (id, asset_class, code, geometry, status)
SELECT %(base)s + 500000 + n, 'pipe', 'BENCH-P' || %(base)s + n,
       ST_SetSRID(ST_MakeLine(ST_MakePoint(470000 + n %% 500, 2580000 + n / 500),
                              ST_MakePoint(470000.5 + n / 2 %% 500, 2580000 + n / 2 / 500)), %(srid)s), 'in_service'
  FROM generate_series(2, %(pipes)s + 1) n;
INSERT INTO registry_pipe (asset_ptr_id, start_node_id, end_node_id)
SELECT %(base)s + 500000 + n, %(base)s + n, %(base)s + n / 2 FROM generate_series(2, %(pipes)s + 1) n;
"""
BARE = """
WITH RECURSIVE walk (pipe_id, node_id) AS (
    SELECT NULL::bigint, %(node)s::bigint
    UNION
    SELECT pipe.asset_ptr_id, pipe.start_node_id FROM walk JOIN registry_pipe pipe ON pipe.end_node_id = walk.node_id
)
SELECT pipe_id, node_id FROM walk
"""


def main(assets: int) -> None:
    """Print the table: medians of the view and of the bare walk."""
    user, _made = User.objects.get_or_create(username="bench", defaults={"role": Role.PLANNER})
    client = Client()
    client.force_login(user)
    print("| pipes upstream | view, ms | slowest | a pipe, microseconds | bare walk, ms | view / bare |")
    print("| --- | --- | --- | --- | --- | --- |")
    with transaction.atomic():
        for pipes in PIPES:
            with connection.cursor() as cursor:
                cursor.execute("SELECT max(id) + 1000000 FROM registry_asset")
                base = cursor.fetchone()[0]
                cursor.execute(LAY, {"base": base, "pipes": pipes, "srid": settings.REGISTRY_SRID})
                cursor.execute("ANALYZE registry_pipe")
            _row(client, base, pipes)
        transaction.set_rollback(True)


def _row(client: Client, base: int, pipes: int) -> None:
    address = f"/api/v1/assets/BENCH-M{base + 1}/upstream/"
    answered = client.get(address).json()
    if answered["assets_by_class"] != {"pipe": pipes, "manhole": pipes}:
        raise RuntimeError(f"{address}: {answered['assets_by_class']} of {pipes} pipes")
    view, plain = [], []
    for _round in range(ROUNDS):
        view.append(sample.milliseconds(lambda: succeed(client, address)))
        plain.append(sample.milliseconds(lambda: _bare(base + 1)))
    through, alone = sample.median(view), sample.median(plain)
    kept = "" if max(view) <= PROMISED_MS else f" (promised: {PROMISED_MS})"
    print(
        f"| {pipes:,} | {through:.0f} | {max(view):.0f}{kept} | {through * 1000 / pipes:.1f} | {alone:.0f} | {through / alone:.2f} |",
        flush=True,
    )


def _bare(node: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"node": node})
        return len(cursor.fetchall())
