"""
How much of the network drains through each pipe: the length above it and its own, in metres.

Added up from the heads down, each pipe once, round by round in the database. Where water parts (several pipes leave a
node) it is divided evenly among them, so that sums are kept and nothing counts twice. Pipes that lie on a circle have
no answer; what lies below a circle counts the circle's own pipes and what enters the network after it, so it may be
less than the truth.
"""

from pathlib import Path

from django.db import connection

from assets.network.cycles import knots

SQL = Path(__file__).parent / "sql"
PREPARE, ROUND, OPEN = (
    (SQL / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("drained_prepare", "drained_round", "drained_open")
)


def add_up() -> int:
    """
    Fill the temporary tables `drained` (pipe_id, length_m) and `load` (node_id, length_m: what comes down to a node).

    Returns how many pipes lie on circles and have no answer. Needs a transaction: the tables live until its end.
    """
    on_circles = 0
    with connection.cursor() as cursor:
        cursor.execute(PREPARE)
        while True:
            _run_down(cursor)
            circling = _circling(cursor)
            if not circling:
                return on_circles
            on_circles += len(circling)
            cursor.execute(OPEN, {"pipes": circling})


def _run_down(cursor) -> None:
    cursor.execute(ROUND)
    while cursor.rowcount:
        cursor.execute(ROUND)


def _circling(cursor) -> list[int]:
    """The pipes left that lie on circles; empty where all is done."""
    cursor.execute("SELECT pipe_id, upper_node, lower_node FROM flow")
    left = cursor.fetchall()
    knot = knots([(upper, lower) for _pipe, upper, lower in left])
    return [pipe for pipe, upper, lower in left if knot[upper] == knot[lower]]
