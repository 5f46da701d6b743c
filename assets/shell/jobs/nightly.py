"""
Tasks that run once a night, by whichever worker sees first that they are due.

A room names its task with `nightly(task)` when the site starts. Every worker looks once a minute; the first that finds
a task not yet queued since its hour puts it into the queue, under a lock, so that of several workers one does. The queue
is the memory: a worker that was down at the hour catches up when it is back, and a task lost with its worker is run
again like any other (recovery.py).
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import TracebackType

from django.db import connections, router, transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

HOUR = time(2, 0)  # by the city's clocks
FIRST_LOOK_S = 60.0  # a worker that just started first does what waits
LOOK_EVERY_S = 60.0
QUEUING_LOCK = 0x4E19  # the key of the advisory lock; any number no one else uses


@dataclass(frozen=True)
class Nightly:
    """A task without arguments, and the hour of the day from which it is due."""

    task: Task
    at: time


_nightly: list[Nightly] = []


def nightly(task: Task, at: time = HOUR) -> None:
    """Have `task` run every night from `at` (the city's clocks) on, once, by one worker; for a room's AppConfig.ready."""
    if all(known.task.module_path != task.module_path for known in _nightly):
        _nightly.append(Nightly(task, at))


def queue_what_is_due(now: datetime | None = None) -> list[str]:
    """Queue the nightly tasks that were not queued since their hour; the paths of those queued now."""
    now = now or timezone.now()
    queued = []
    for known in _nightly:
        due_since = _last(known.at, now)
        with transaction.atomic(using=router.db_for_write(DBTaskResult)):
            with connections[router.db_for_write(DBTaskResult)].cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [QUEUING_LOCK])
                if not cursor.fetchone()[0]:
                    return queued  # another worker is at it
            path = known.task.module_path
            if not DBTaskResult.objects.filter(task_path=path, enqueued_at__gte=due_since).exists():
                known.task.enqueue()
                queued.append(path)
    return queued


def _last(at: time, now: datetime) -> datetime:
    """The last moment at which it was `at` by the city's clocks."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(now), at))
    return today if today <= now else today - timedelta(days=1)


class Timetable:
    """Looks after the nightly tasks in a thread of its own while the block runs."""

    def __init__(self, first_look_s: float = FIRST_LOOK_S) -> None:
        self._first_look_s = first_look_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="nightly", daemon=True)

    def __enter__(self) -> "Timetable":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(5)

    def _look(self) -> None:
        wait_s = self._first_look_s
        while not self._stop.wait(wait_s):
            wait_s = LOOK_EVERY_S
            try:
                for path in queue_what_is_due():
                    logger.info("nightly task %s queued", path)
            except Exception:  # the database may be away for a while: the next look tries again
                logger.exception("nightly tasks could not be queued")
            finally:
                connections.close_all()  # this thread's own
