"""
Tasks that run once a night, by whichever worker sees first that they are due.

A room names its task with `nightly(task)` when the site starts. Every worker looks once a minute; the first that finds
a task not yet queued since its hour puts it into the queue, under a lock, so that of several workers one does. The queue
is the memory: a worker that was down at the hour catches up when it is back, and a task lost with its worker is run
again like any other (recovery.py).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connections, router, transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

HOUR = time(2, 0)  # by the city's clocks
EVERY_S = 60.0  # how often a worker looks (a round of its own); one that just started first does what waits
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
    queued: list[str] = []
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
