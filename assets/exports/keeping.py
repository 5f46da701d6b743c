"""
Exports asked for on the site: asked for, written in the background, kept for some days, fetched by their own person.

- `request(words, user)` -> Export, queued; `run(id)`: writes it now, as the worker does
- `visible_exports(user)`, `fetched(export, user)`: whose they are; `remove_expired()`: those whose days are over
"""

import logging
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from assets.exports import order
from assets.exports.errors import REASONS, ExportRefused, NotReady, ScopeChanged
from assets.exports.models import Export
from assets.exports.rows import require_history
from assets.exports.writing import write_file
from assets.registry.errors import Conflict, DomainError, NotAllowed, NotFound
from assets.registry.rights import Right, may, require
from assets.registry.scope import scope_of

logger = logging.getLogger(__name__)

FOLDER = "exports"
LOCKS = 0x1A7C  # the first key of the advisory lock that whoever writes an export holds
SECONDS_BETWEEN_NOTES = 0.5
BUSY_AT_MOST = 5
OWNER_ONLY = 0o640

NOTE_PROGRESS = "UPDATE exports_export SET done_rows = %s, total_rows = %s WHERE id = %s"


def request(words: Mapping[str, str], user) -> Export:
    """
    Have a worker write what `words` ask for (as order.judge takes them).

    Raises NotAllowed, Malformed, BeforeTheRegistry, and Conflict for a person who has BUSY_AT_MOST under way.
    """
    from assets.exports import tasks

    wanted = order.judge(words, user)
    require_history(wanted)
    if Export.objects.filter(requested_by=user, state__in=Export.BUSY).count() >= BUSY_AT_MOST:
        raise Conflict(REASONS["too_many"], count=BUSY_AT_MOST)
    with transaction.atomic():
        export = Export.objects.create(
            requested_by=user, format=wanted.format, words=wanted.kept, file_name=wanted.file_name
        )
        # Queued in the same transaction: no export waits for a task that there is not.
        result = tasks.write_export.enqueue(export.pk)
        Export.objects.filter(pk=export.pk).update(task_id=str(result.id))
    export.refresh_from_db()
    return export


def run(export_id: int) -> Export:
    """
    Write the export's file now, alone; a second run of a finished one does nothing.

    What cannot be exported is noted on the export with its reason, never raised.
    """
    with _alone(export_id) as cursor:
        export = Export.objects.select_related("requested_by").get(pk=export_id)
        if not export.is_busy:
            return export
        _set(export, state=Export.State.WRITING, started_at=timezone.now(), done_rows=0, total_rows=None)
        try:
            _write(export, cursor)
        except DomainError as refusal:
            _refuse(export, refusal)
        except Exception:
            # A fault of ours: said on the page, and raised for whoever reads the log.
            _refuse(export, ExportRefused("internal_error"))
            raise
    remove_expired()
    return export


def _write(export: Export, cursor) -> None:
    wanted = order.judge({**export.words, "format": export.format}, export.requested_by)
    target = file_of(export)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportRefused("not_writable", path=export.file_name, reason=error.strerror) from error
    outcome = write_file(wanted, target, _Notes(export.pk, cursor))
    target.chmod(OWNER_ONLY)
    now = timezone.now()
    _set(
        export,
        state=Export.State.READY,
        done_rows=outcome.rows,
        total_rows=outcome.rows,
        by_class=outcome.by_class,
        remarks=outcome.remarks,
        size_bytes=outcome.size_bytes,
        scope_key=wanted.scope.key,
        finished_at=now,
        expires_at=now + timedelta(days=settings.REGISTRY_EXPORT_DAYS),
    )


class _Notes:
    """Notes the progress on a connection of its own, so that the page sees it before the export is finished."""

    def __init__(self, export_id: int, cursor) -> None:
        self.export_id, self.cursor, self.noted = export_id, cursor, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.noted >= SECONDS_BETWEEN_NOTES:
            self.noted = now
            self.cursor.execute(NOTE_PROGRESS, [done, total, self.export_id])


def _refuse(export: Export, refusal: DomainError) -> None:
    shutil.rmtree(file_of(export).parent, ignore_errors=True)
    known = {name: str(value) for name, value in refusal.parameters.items()}
    _set(
        export,
        state=Export.State.REFUSED,
        refusal_code=refusal.code,
        refusal_parameters=known,
        refusal_text=refusal.detail(),
        finished_at=timezone.now(),
    )


def _set(export: Export, **fields) -> None:
    for name, value in fields.items():
        setattr(export, name, value)
    export.save(update_fields=list(fields))


@contextmanager
def _alone(export_id: int) -> Iterator:
    """A cursor of an own connection that holds the export's lock: a second worker waits, and then finds it done."""
    own = connections.create_connection("default")
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, export_id])
            yield cursor
    finally:
        own.close()


def file_of(export: Export) -> Path:
    """Where the export's file lies, or will; in a folder of its own."""
    return Path(settings.MEDIA_ROOT) / FOLDER / str(export.pk) / export.file_name


def visible_exports(user) -> QuerySet[Export]:
    """The user's own exports; all of them for administrators. Raises NotAllowed without the right to export."""
    require(user, Right.EXPORT)
    found = Export.objects.select_related("requested_by")
    return found if may(user, Right.ADMINISTER) else found.filter(requested_by=user)


def visible_export(user, pk: int) -> Export:
    """One of them. Raises NotFound where there is none of that number, or it is another's."""
    export = visible_exports(user).filter(pk=pk).first()
    if export is None:
        raise NotFound
    return export


def fetched(export: Export, user) -> Path:
    """
    The file of one of `visible_exports(user)`, to be sent.

    Raises NotReady where there is none, ScopeChanged where its person has come to see less (or other) than is in it.
    """
    if not may(user, Right.EXPORT):
        raise NotAllowed
    path = file_of(export)
    if export.state != Export.State.READY or not path.is_file():
        raise NotReady
    if not may(user, Right.ADMINISTER) and scope_of(user).key != export.scope_key:
        raise ScopeChanged
    return path


def remove_expired() -> int:
    """
    Remove the files of exports whose days are over, and of persons who are gone; how many.

    The exports stay in the list, as removed.
    """
    over = Export.objects.filter(state=Export.State.READY, expires_at__lte=timezone.now())
    removed = 0
    for export in over.iterator():
        shutil.rmtree(file_of(export).parent, ignore_errors=True)
        _set(export, state=Export.State.EXPIRED)
        removed += 1
    return removed + _remove_ownerless()


def _remove_ownerless() -> int:
    folders = {
        int(folder.name): folder
        for folder in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*")
        if folder.name.isdigit()
    }
    owned = set(Export.objects.filter(pk__in=folders).values_list("pk", flat=True))
    for number in folders.keys() - owned:
        shutil.rmtree(folders[number], ignore_errors=True)
    return len(folders.keys() - owned)
