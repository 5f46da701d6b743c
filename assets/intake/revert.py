# ruff: noqa: S608 - names of tables and fields are ours; words of the file go through convert.quoted()
"""
Taking a changeset back: every value and geometry as it was, from the history; what it made is deleted.

The past is restored, not judged: only the database's own constraints apply. Refused, with a list, where later
changes stand on it. The revert is a changeset itself, and can be reverted in turn.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assets.intake import apply, limits, progress, rights
from assets.intake.errors import RevertRefused, WrongState
from assets.intake.models import Delivery
from assets.intake.sql import statement
from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError, NotAllowed, NotFound
from assets.registry.history import acting
from assets.registry.models import Asset, Changeset
from assets.registry.rights import Right, require

LISTED = 100


@dataclass(frozen=True)
class Tracked:
    """A table with history: its key, its events' table, and the columns that both have."""

    table: str
    key: str
    events: str
    columns: tuple[str, ...]

    @property
    def mine(self) -> str:
        """The temporary table of rows that the changeset wrote here."""
        return f"reverting_{self.table}"

    def listed(self, alias: str, without: tuple[str, ...] = ()) -> str:
        """The columns, each with `alias.` before it."""
        return ", ".join(f"{alias}.{column}" for column in self.columns if column not in without)


def tracked_tables() -> list[Tracked]:
    """The assets' table first, then one a class."""
    return [_tracked(Asset), *(_tracked(entry.model) for entry in CATALOGUE.values())]


def _tracked(model) -> Tracked:
    event = apps.get_model("registry", f"{model.__name__}Event")
    columns = tuple(field.column for field in event._meta.local_fields if not field.name.startswith("pgh_"))
    return Tracked(model._meta.db_table, model._meta.pk.column, event._meta.db_table, columns)


def request(changeset: Changeset, user) -> None:
    """Ask a worker to take the changeset back in the background. Raises NotAllowed, WrongState."""
    from assets.intake import tasks

    _require_right(user)
    with transaction.atomic():
        locked = Changeset.objects.select_for_update().get(pk=changeset.pk)
        _require_applied(locked)
        Delivery.objects.filter(pk=changeset.pk).update(
            state=Delivery.State.REVERTING, refusal_code="", refusal_parameters={}
        )
        tasks.revert_changeset.enqueue(changeset.pk, getattr(user, "pk", None))


def run(changeset_id: int, user=None, listener: progress.Listener | None = None) -> Changeset:
    """
    Take the changeset back now; the changeset that did it, also where an earlier run did.

    Raises NotFound, NotAllowed, WrongState (never applied), RevertRefused (with the list of what stands on it).
    """
    _require_right(user)
    with progress.working(changeset_id, listener) as work:
        try:
            with transaction.atomic():
                return _revert(changeset_id, user, work)
        except (DomainError, DatabaseError) as error:
            Delivery.objects.filter(pk=changeset_id, state=Delivery.State.REVERTING).update(
                state=Delivery.State.APPLIED
            )
            raise apply.as_refusal(error) from error


def _require_right(user) -> None:
    if user is not None:
        require(user, Right.REVERT)


def _require_applied(changeset: Changeset) -> None:
    if changeset.state != Changeset.State.APPLIED:
        raise WrongState(state=changeset.get_state_display())


def _revert(changeset_id: int, user, work: progress.Work) -> Changeset:
    changeset = Changeset.objects.select_for_update().filter(pk=changeset_id).first()
    if changeset is None:
        raise NotFound
    if changeset.state == Changeset.State.REVERTED and changeset.reverted_by:
        return changeset.reverted_by
    _require_applied(changeset)
    tables = tracked_tables()
    undoing = Changeset.objects.create(
        kind=Changeset.Kind.REVERT,
        state=Changeset.State.APPLIED,
        title=_("Revert of %(changeset)s") % {"changeset": changeset},
        proposed_by=user,
        applied_by=user,
        applied_at=timezone.now(),
    )
    with connection.cursor() as cursor, acting(user, undoing.pk, "revert"):
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [apply.ONE_AT_A_TIME])
        cursor.execute(f"SET LOCAL work_mem = '{limits.WORK_MEM}'")
        work.phase("comparing")
        for tracked in tables:
            cursor.execute(
                statement("revert_mine", table=tracked.table, events=tracked.events, mine=tracked.mine),
                {"changeset": str(changeset_id)},
            )
        _lock(tables[0], cursor)
        _require_districts(tables[0], user, cursor)
        _require_nothing_stands(tables, cursor)
        work.phase("reverting")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        counts = _restore(tables, cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    undoing.counts = counts
    undoing.save(update_fields=["counts"])
    _settle_states(changeset, undoing)
    return undoing


def _settle_states(changeset: Changeset, undoing: Changeset) -> None:
    """The changeset is reverted; what it had itself reverted stands again."""
    changeset.state = Changeset.State.REVERTED
    changeset.reverted_by = undoing
    changeset.save(update_fields=["state", "reverted_by"])
    Delivery.objects.filter(pk=changeset.pk).update(state=Delivery.State.REVERTED)
    for standing_again in Changeset.objects.filter(reverted_by=changeset):
        standing_again.state = Changeset.State.APPLIED
        standing_again.reverted_by = None
        standing_again.save(update_fields=["state", "reverted_by"])
        Delivery.objects.filter(pk=standing_again.pk).update(state=Delivery.State.APPLIED)


def _lock(assets: Tracked, cursor) -> None:
    """Nobody changes the assets between the look and the restoring."""
    cursor.execute(f"""
WITH locked AS MATERIALIZED (
    SELECT asset.id FROM registry_asset asset JOIN {assets.mine} mine USING (id) ORDER BY asset.id FOR UPDATE OF asset
)
SELECT count(*) FROM locked""")


def _require_districts(assets: Tracked, user, cursor) -> None:
    """Raise NotAllowed where a touched asset lies, or lay, outside the user's districts."""
    mine = rights.own_districts(user)
    if mine is None:
        return
    cursor.execute(
        f"""
SELECT EXISTS (
    SELECT FROM {assets.mine} mine
      JOIN {assets.events} event ON event.pgh_id IN (mine.last_event, mine.before_event)
     WHERE (event.district_id = ANY (%(mine)s)) IS NOT TRUE
)""",
        {"mine": mine},
    )
    if cursor.fetchone()[0]:
        raise NotAllowed


def _require_nothing_stands(tables: list[Tracked], cursor) -> None:
    """Raise RevertRefused with what stands on the changeset: rows changed since, and rows that name what it made."""
    queries = [
        statement(
            "revert_standing",
            table=tracked.table,
            key=tracked.key,
            events=tracked.events,
            mine=tracked.mine,
            current_columns=tracked.listed("current", without=("district_id",)),
            left_columns=tracked.listed("left_event", without=("district_id",)),
        )
        for tracked in tables
    ]
    queries += _references(tables, cursor)
    count, standing = 0, []
    for query in queries:
        cursor.execute(f"SELECT count(*) OVER (), found.* FROM ({query}) found LIMIT {LISTED}")
        rows = cursor.fetchall()
        count += rows[0][0] if rows else 0
        standing += [
            {"code": code, "what": what, "at": at.isoformat() if at else None, "changeset": by}
            for _all, code, what, at, by in rows
        ]
    if count:
        raise RevertRefused(count, standing[:LISTED])


def _references(tables: list[Tracked], cursor) -> list[str]:
    """SELECTs of rows of other tables (inspections, works, pipes of others) that name an asset the changeset made."""
    cursor.execute(
        """
SELECT conrelid::regclass::text, attribute.attname
  FROM pg_constraint
  JOIN pg_attribute attribute ON attribute.attrelid = conrelid AND attribute.attnum = conkey[1]
 WHERE confrelid = 'registry_asset'::regclass AND contype = 'f'"""
    )
    own_rows = {(tracked.table, tracked.key) for tracked in tables}
    pipes = next(tracked for tracked in tables if tracked.table == "registry_pipe")
    queries = []
    for table, column in cursor.fetchall():
        if (table, column) in own_rows:
            continue
        # A pipe that the changeset wrote too goes, or gets its former ends back.
        others = (
            f"AND referring.asset_ptr_id NOT IN (SELECT id FROM {pipes.mine})" if table == pipes.table else ""
        )
        queries.append(f"""
SELECT asset.code, '{table.split("_")[-1]}', NULL::timestamptz, NULL::text
  FROM {tables[0].mine} mine
  JOIN registry_asset asset ON asset.id = mine.id
  JOIN {table} referring ON referring.{column} = mine.id
 WHERE mine.was_made {others}""")
    return queries


def _restore(tables: list[Tracked], cursor) -> dict[str, int]:
    """Delete what was made, bring back what was deleted, put back what was changed; how many assets of each."""
    assets, classes = tables[0], tables[1:]
    for tracked in classes:
        _delete(tracked, cursor)
    deleted = _delete(assets, cursor)
    made_again = _insert(assets, cursor)
    _update(assets, cursor)
    for tracked in classes:
        _insert(tracked, cursor)
        _update(tracked, cursor)
    cursor.execute(
        "SELECT count(DISTINCT id) FROM ("
        + " UNION ALL ".join(
            f"SELECT id FROM {tracked.mine} WHERE NOT was_made AND NOT was_deleted" for tracked in tables
        )
        + ") changed"
    )
    return {"created": made_again, "updated": cursor.fetchone()[0], "deleted": deleted}


def _delete(tracked: Tracked, cursor) -> int:
    cursor.execute(
        f"DELETE FROM {tracked.table} current USING {tracked.mine} mine"
        f" WHERE current.{tracked.key} = mine.id AND mine.was_made",
        {},
    )
    return cursor.rowcount


def _insert(tracked: Tracked, cursor) -> int:
    cursor.execute(
        f"INSERT INTO {tracked.table} ({', '.join(tracked.columns)})"
        f" SELECT {tracked.listed('before')} FROM {tracked.mine} mine"
        f" JOIN {tracked.events} before ON before.pgh_id = mine.before_event WHERE mine.was_deleted AND NOT mine.was_made",
        {},
    )
    return cursor.rowcount


def _update(tracked: Tracked, cursor) -> None:
    """Every column back; the district where the place comes back is the database's to find, boundaries may have moved."""
    own = [column for column in tracked.columns if column not in (tracked.key, "district_id", "asset_class")]
    before = f"""
  FROM {tracked.mine} mine
  JOIN {tracked.events} before ON before.pgh_id = mine.before_event
 WHERE NOT mine.was_deleted AND NOT mine.was_made AND current.{tracked.key} = mine.id"""
    if own:
        cursor.execute(
            f"UPDATE {tracked.table} current SET {', '.join(f'{column} = before.{column}' for column in own)} {before}",
            {},
        )
    if "condition_reason" in own:
        # The database takes a grade that changes with its reason unchanged for a correction: here it is history.
        cursor.execute(
            f"UPDATE {tracked.table} current SET condition_reason = before.condition_reason {before}"
            " AND current.condition_reason <> before.condition_reason",
            {},
        )
