"""Small networks for tests: nodes in a row, pipes between them by number."""

from collections.abc import Iterable

from assets.registry.models import Asset, Pipe
from tests.factories import ManholeFactory, PipeFactory, line, point

WEST_M, SOUTH_M, STEP_M = 462_000, 2_578_000, 40


def place(number: int) -> tuple[float, float]:
    """Where node `number` lies: rows of fifty, STEP_M apart."""
    return WEST_M + STEP_M * (number % 50), SOUTH_M + STEP_M * (number // 50)


def nodes(count: int, **fields) -> list[Asset]:
    """Manholes N0, N1 ..."""
    return [
        ManholeFactory(code=f"N{number}", geometry=point(*place(number)), **fields) for number in range(count)
    ]


def pipe(made: list[Asset], code: str, start: int | None, end: int | None, **fields) -> Pipe:
    """A pipe from node `start` to node `end`, drawn between them; None leaves that end unknown."""
    corners = [
        place(number) if number is not None else (WEST_M - 30.0, SOUTH_M - 30.0) for number in (start, end)
    ]
    if corners[0] == corners[1]:
        east, north = corners[0]
        corners = [(east, north), (east + 5, north + 5), corners[1]]
    return PipeFactory(
        code=code,
        geometry=fields.pop("geometry", line(*corners)),
        start_node=None if start is None else made[start],
        end_node=None if end is None else made[end],
        **fields,
    )


def network(count: int, edges: Iterable[tuple[int, int]]) -> list[Asset]:
    """`count` nodes and a pipe P0, P1 ... for each edge."""
    made = nodes(count)
    for number, (start, end) in enumerate(edges):
        pipe(made, f"P{number}", start, end)
    return made
