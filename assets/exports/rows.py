# ruff: noqa: S608 - names of tables and columns are the models' own; values travel as parameters
"""
The rows of an export, straight from the database: what stands now, or stood at a moment (the history's event tables).

One statement a class; read through a server-side cursor or COPY, so that memory does not grow with the rows.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from assets.exports.added import AddedOrder
from assets.exports.columns import Column
from assets.exports.errors import ExportRefused
from assets.exports.order import Order
from assets.registry import serializers
from assets.registry.classes import CATALOGUE
from assets.registry.history import require_begun
from assets.registry.models import Asset

ROWS_A_BATCH = 10_000
COPY_BYTES = 1 << 18
DIMENSION_TYPES = {0: ("Point",), 1: ("LineString", "MultiLineString"), 2: ("Polygon", "MultiPolygon")}

NOW = """
  FROM ({chosen}) chosen
  JOIN registry_asset asset ON asset.id = chosen.key
  JOIN {own_table} own ON own.asset_ptr_id = chosen.key
  LEFT JOIN registry_district district ON district.id = asset.district_id"""

# The measures and moments that the asset has stored are computed for its history, which keeps none of them.
PAST = """
  FROM ({chosen}) chosen
  JOIN registry_assetevent stood ON stood.pgh_id = chosen.key
  JOIN LATERAL (
       SELECT event.*
         FROM {own_events} event
        WHERE event.pgh_obj_id = stood.pgh_obj_id AND event.pgh_created_at <= %s
        ORDER BY event.pgh_id DESC
        LIMIT 1
       ) own ON true
  CROSS JOIN LATERAL (
       SELECT stood.*,
              ST_Dimension(stood.geometry) AS dimension,
              ST_Length(stood.geometry) AS length_m,
              ST_Area(stood.geometry) AS area_m2,
              greatest(stood.pgh_created_at, own.pgh_created_at) AS updated_at,
              (SELECT min(first.pgh_created_at) FROM registry_assetevent first
                WHERE first.pgh_obj_id = stood.pgh_obj_id) AS created_at
       ) asset
  LEFT JOIN registry_district district ON district.id = asset.district_id"""

NODE_NOW = "LEFT JOIN registry_asset {end} ON {end}.id = own.{end}_id"
NODE_PAST = """
  LEFT JOIN LATERAL (
       SELECT event.code
         FROM registry_assetevent event
        WHERE event.pgh_obj_id = own.{end}_id AND event.pgh_created_at <= %s
        ORDER BY event.pgh_id DESC
        LIMIT 1
       ) {end} ON true"""


@dataclass(frozen=True)
class Counted:
    """What an order finds of a class: rows, the OGC types they have by dimension, bytes of the longest `extra`."""

    asset_class: str
    rows: int
    types: dict[int, tuple[str, ...]]
    extra_bytes: int


@contextmanager
def snapshot() -> Iterator[None]:
    """Inside, all statements see the registry as at one moment."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class Rows:
    """The rows that an order wants of one class."""

    def __init__(self, order: Order, asset_class: str) -> None:
        self.order, self.asset_class = order, asset_class
        entry = CATALOGUE[asset_class]
        chosen, parameters = _chosen(order, asset_class)
        ends = [field.name for field in entry.own_fields if field.is_relation]
        past = order.wanted.as_of is not None
        own_table = entry.model._meta.db_table
        frame = (PAST if past else NOW).format(
            chosen=chosen, own_table=own_table, own_events=f"{own_table}event"
        )
        joins = "\n  ".join((NODE_PAST if past else NODE_NOW).format(end=end) for end in ends)
        self.source = f"{frame}\n  {joins}"
        self.parameters = [*parameters, *([order.wanted.as_of] * (1 + len(ends)) if past else [])]

    @property
    def place(self) -> str:
        """SQL of the geometry in the CRS ordered."""
        return f"ST_Transform(asset.geometry, {int(self.order.srid)})"

    def count(self) -> Counted:
        """How many rows there are, and of which shapes."""
        statement = (
            "SELECT asset.dimension, count(*), array_agg(DISTINCT GeometryType(asset.geometry)),"
            f" max(octet_length(asset.extra::text)) {self.source} GROUP BY asset.dimension"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, self.parameters)
            found = cursor.fetchall()
        names = {name.upper(): name for several in DIMENSION_TYPES.values() for name in several}
        return Counted(
            self.asset_class,
            sum(row[1] for row in found),
            {row[0]: tuple(sorted(names[word] for word in row[2])) for row in found},
            max((row[3] or 0 for row in found), default=0),
        )

    def batches(self, columns: list[Column], dimension: int | None = None) -> Iterator[list[tuple]]:
        """Batches of rows of geometry (WKB) and the columns' values; only of one dimension where it is given."""
        only = "" if dimension is None else f"WHERE asset.dimension = {int(dimension)}"
        listed = ", ".join(column.sql for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"DECLARE export_rows NO SCROLL CURSOR FOR SELECT ST_AsBinary({self.place}), {listed}"
                f" {self.source} {only} ORDER BY asset.code",
                self.parameters,
            )
            while rows := _fetched(cursor):
                yield rows
            cursor.execute("CLOSE export_rows")

    def copy(self, select: str, options: str, write: Callable[[bytes], object]) -> None:
        """Have the database write `SELECT {select} ...` as COPY text (UTF-8), in pieces, to `write`."""
        with connection.cursor() as cursor:
            statement = cursor.cursor.mogrify(
                f"SELECT {select} {self.source} ORDER BY asset.code", self.parameters
            ).decode()
            cursor.cursor.copy_expert(f"COPY ({statement}) TO STDOUT WITH ({options})", _Sink(write))


class _Sink:
    """A file that COPY writes to."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.write = write


def _fetched(cursor) -> list[tuple]:
    cursor.execute(f"FETCH {ROWS_A_BATCH} FROM export_rows")
    return cursor.fetchall()


def _chosen(order: Order, asset_class: str) -> tuple[str, list]:
    """SQL of the keys of the rows wanted (assets, or their events), and its parameters."""
    queryset = _past(order) if order.wanted.as_of is not None else Asset.objects.all()
    key = "pgh_id" if order.wanted.as_of is not None else "pk"
    queryset = queryset.filter(order.scope.condition(), order.wanted.condition, asset_class=asset_class)
    try:
        sql, parameters = queryset.order_by().values(key).query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::bigint AS key WHERE false", []
    return f"SELECT found.* FROM ({sql}) AS found (key)", list(parameters)


def _past(order: Order) -> QuerySet:
    """Of each asset the latest event up to the moment asked about, deleted ones gone; as the API's `as_of`."""
    events = apps.get_model("registry", "AssetEvent").objects
    latest = (
        events.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_created_at__lte=order.wanted.as_of)
        .order_by("-pgh_id")
        .values("pgh_id")[:1]
    )
    return serializers.past(events).filter(pgh_id=Subquery(latest)).exclude(pgh_label="delete")


def require_history(order: Order | AddedOrder) -> None:
    """Raise BeforeTheRegistry where the order asks about a moment before anything was recorded."""
    if order.as_of is not None:
        require_begun(order.as_of)


def as_refusal(error: DatabaseError, order: Order | AddedOrder) -> Exception:
    """The database's refusal of a transformation as a sentence; any other error as it is."""
    text = str(error).lower()
    if isinstance(order, Order) and ("transform" in text or "coordinate" in text or "proj" in text):
        return ExportRefused("srid_unusable", srid=order.srid)
    if "no space left" in text or getattr(error.__cause__, "pgcode", "") == "53100":
        return ExportRefused("disk_full")
    return error
