"""What drains to an asset, and what it drains to."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError
from assets.registry.models import Asset, Pipe
from assets.registry.scope import EVERYTHING, Scope

TRACE_LIMIT = 200_000  # assets in one answer: some 5 MB of codes

SQL = Path(__file__).parent / "sql"
TRACE, SUMMARY, FEATURES = (
    (SQL / f"{name}.sql").read_text(encoding="utf-8") for name in ("trace", "trace_summary", "trace_features")
)


class Direction(StrEnum):
    """Which way a trace goes."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


ENDS = {
    Direction.UPSTREAM: {"near": "end_node_id", "far": "start_node_id"},
    Direction.DOWNSTREAM: {"near": "start_node_id", "far": "end_node_id"},
}


class NotOfTheNetwork(DomainError):
    """A trace was asked for from something that no pipe joins (400)."""

    code = "not_of_the_network"
    message = _("%(code)s is not part of the drainage network (%(asset_class)s): nothing flows through it.")


@dataclass(frozen=True)
class Trace:
    """
    An answer. `asset_codes` are pipes and nodes, nearest first, without the start; `pipe_length_m` their pipes' metres.

    truncated: there was more than TRACE_LIMIT. partly_hidden: some of it lies where the user may not look; it was
    walked through and left out. note: why there is nothing, in the active language; empty where there is something.
    """

    start: str
    direction: Direction
    asset_codes: list[str]
    pipe_length_m: float
    assets_by_class: dict[str, int]
    truncated: bool
    partly_hidden: bool
    note: str

    def as_json(self) -> dict:
        """The trace as the API answers it."""
        return {
            "start": self.start,
            "direction": self.direction.value,
            "asset_codes": self.asset_codes,
            "pipe_length_m": round(self.pipe_length_m, 2),
            "assets_by_class": self.assets_by_class,
            "truncated": self.truncated,
            "partly_hidden": self.partly_hidden,
            "note": self.note,
        }


def trace(asset: Asset, direction: Direction, scope: Scope = EVERYTHING, most: int | None = None) -> Trace:
    """
    Everything upstream or downstream of a node or a pipe, `most` assets at most (TRACE_LIMIT by default).

    Water is taken to run from a pipe's start to its end, or the other way where `flow_against` says so.
    Raises NotOfTheNetwork for anything else than a pipe or a node.
    """
    [(codes, length_m, by_class, truncated, hidden)] = _walk(SUMMARY, asset, direction, scope, most)
    counted = json.loads(by_class)  # Django takes psycopg2's reading of JSON away
    by_class = {name: counted[name] for name in CATALOGUE if name in counted}
    note = "" if codes else _why_nothing(asset, direction, hidden)
    return Trace(asset.code, direction, codes, length_m, by_class, truncated, hidden, note)


def traced_features(
    asset: Asset, direction: Direction, scope: Scope = EVERYTHING, most: int | None = None
) -> str:
    """The same assets as GeoJSON Features in WGS84: the text of a JSON array without its brackets."""
    [(features,)] = _walk(FEATURES, asset, direction, scope, most)
    return features


def entry_node(asset: Asset, direction: Direction) -> int | None:
    """The id of the node a trace begins at: the node itself, or the pipe's end on that side. Raises NotOfTheNetwork."""
    if asset.is_node:
        return asset.pk
    if asset.asset_class != "pipe":
        raise NotOfTheNetwork(code=asset.code, asset_class=CATALOGUE[asset.asset_class].label)
    pipe = Pipe.objects.only("start_node_id", "end_node_id", "flow_against").get(pk=asset.pk)
    towards_start = (direction == Direction.UPSTREAM) != pipe.flow_against
    return pipe.start_node_id if towards_start else pipe.end_node_id


def _walk(ending: str, asset: Asset, direction: Direction, scope: Scope, most: int | None) -> list[tuple]:
    parameters = {
        "node": entry_node(asset, direction),
        "start": asset.pk,
        "most": TRACE_LIMIT if most is None else most,
        **scope.sql_parameters(),
    }
    with connection.cursor() as cursor:
        cursor.execute((TRACE + ending).format(**ENDS[direction]), parameters)
        return cursor.fetchall()


def _why_nothing(asset: Asset, direction: Direction, hidden: bool) -> str:
    """A sentence for an empty trace."""
    if hidden:
        return gettext("All of it lies outside what you may see.")
    if entry_node(asset, direction) is None:
        return gettext("The node at this end of the pipe is not known, so the trace cannot go on.")
    if direction == Direction.UPSTREAM:
        return gettext("No pipe drains to it: it is the head of its sewer.")
    return gettext("No pipe leaves it: the network ends here.")
