"""
Circles in the network: pipes whose water comes back to them.

The database takes away, round by round, all that is reached from heads or leads to ends without a circle (each pipe
once); of a sound network nothing is left. What is left is small and is told apart here, by strongly connected parts.
"""

from collections import defaultdict
from pathlib import Path

from django.db import connection
from psycopg2.extras import execute_values

SQL = Path(__file__).parent / "sql"
PREPARE, PEEL = (
    (SQL / f"{name}.sql").read_text(encoding="utf-8") for name in ("cycles_prepare", "cycles_peel")
)
ALL_NODES = "INSERT INTO frontier SELECT DISTINCT {near} FROM flow"
WAYS = ({"near": "upper_node", "far": "lower_node"}, {"near": "lower_node", "far": "upper_node"})


def find_cycles() -> int:
    """
    Fill the temporary table `on_cycle` (pipe_id, circle: a number for each knot of circles); how many pipes.

    Needs a transaction: the table lives until its end.
    """
    with connection.cursor() as cursor:
        cursor.execute(PREPARE)
        for way in WAYS:
            cursor.execute(ALL_NODES.format(**way))
            while cursor.rowcount:
                cursor.execute(PEEL.format(**way))
        cursor.execute("SELECT pipe_id, upper_node, lower_node FROM flow ORDER BY pipe_id")
        left = cursor.fetchall()
        knot = knots([(upper, lower) for _pipe, upper, lower in left])
        rows = [(pipe, knot[upper]) for pipe, upper, lower in left if knot[upper] == knot[lower]]
        if rows:
            execute_values(cursor.cursor, "INSERT INTO on_cycle VALUES %s", rows)
    return len(rows)


def knots(edges: list[tuple[int, int]]) -> dict[int, int]:
    """
    The strongly connected part each node belongs to, numbered from 1 (Tarjan 1972, without recursion).

    >>> knots([(1, 2), (2, 1), (2, 3)])[1] == knots([(1, 2), (2, 1), (2, 3)])[2]
    True
    """
    following: dict[int, list[int]] = defaultdict(list)
    for upper, lower in edges:
        following[upper].append(lower)
        following.setdefault(lower, [])
    index: dict[int, int] = {}
    lowest: dict[int, int] = {}
    part: dict[int, int] = {}
    open_nodes: list[int] = []
    parts = 0
    for root in list(following):
        if root in index:
            continue
        path = [(root, iter(following[root]))]
        index[root] = lowest[root] = len(index)
        open_nodes.append(root)
        while path:
            node, onward = path[-1]
            for after in onward:
                if after not in index:
                    index[after] = lowest[after] = len(index)
                    open_nodes.append(after)
                    path.append((after, iter(following[after])))
                    break
                if after not in part:
                    lowest[node] = min(lowest[node], index[after])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == index[node]:
                    parts += 1
                    while True:
                        closed = open_nodes.pop()
                        part[closed] = parts
                        if closed == node:
                            break
    return part
