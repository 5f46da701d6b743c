"""
What becomes of a task whose worker died in the middle of it.

It goes back to the queue, and after `TRIES` workers died of it, it is failed with a reason: a task is never
left as running for ever. So a task may run more than once and must be safe to: one transaction, keyed by what
it works on.
"""

import logging
import uuid
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django_tasks_db.compat import task_finished
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

WORKER_LOCKS = 0x5747  # the first key of every worker's advisory lock; any number no one else uses
TRIES = 3

RECOVER = (Path(__file__).parent / "recover_lost_tasks.sql").read_text(encoding="utf-8")


class WorkerLost(Exception):
    """The worker that ran the task ended without a word (killed, out of memory, connection lost)."""


def recover_lost_tasks(connection: BaseDatabaseWrapper, own_worker_id: str) -> list[tuple[uuid.UUID, str]]:
    """
    Put the running tasks of dead workers back into the queue, or fail them after `TRIES` tries.

    `own_worker_id` is the worker whose lock `connection` holds: PostgreSQL would grant it to us again.
    Returns (task id, new status) of each. Safe to be called by all workers at once: each task is taken by one.
    Listeners of `task_finished` hear of the failed ones.
    """
    reason = f"The task was given up: {TRIES} workers died while they ran it."
    with connection.cursor() as cursor:
        cursor.execute(
            RECOVER,
            {
                "locks": WORKER_LOCKS,
                "own_worker_id": own_worker_id,
                "tries": TRIES,
                "exception": f"{WorkerLost.__module__}.{WorkerLost.__qualname__}",
                "reason": f"{WorkerLost.__qualname__}: {reason}",
            },
        )
        recovered = cursor.fetchall()
    for task_id, status in recovered:
        logger.warning("task id=%s: its worker is gone; it is %s now", task_id, status)
        if status == "FAILED":
            _tell_listeners(task_id)
    return recovered


def _tell_listeners(task_id: uuid.UUID) -> None:
    """Send `task_finished` as a worker would have; a listener that fails must not end the recovery."""
    task = DBTaskResult.objects.get(id=task_id)
    try:
        sender = type(task.task.get_backend())
        result = task.task_result
    except Exception:  # the task's code may be gone since it was queued; the failure itself is recorded
        logger.exception("task id=%s cannot be loaded", task_id)
        return
    for listener, answer in task_finished.send_robust(sender=sender, task_result=result):
        if isinstance(answer, Exception):
            logger.error("task id=%s: %r failed", task_id, listener, exc_info=answer)
