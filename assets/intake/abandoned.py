"""
What a process that was killed has left: deliveries at work with nobody at work on them, staging tables, files.

The worker calls `recover_abandoned` at its start and every now and then (shell.jobs.rounds). A task whose worker died goes
back to the queue by itself (shell.jobs.recovery) and is none of ours; here is what has no task: a command that was
killed, a machine that lost its power between the upload and the queue.
"""

import logging
import re
import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from assets.intake import deliveries, progress, reading, staging
from assets.intake.models import Delivery

logger = logging.getLogger(__name__)

EVERY_S = 30
# An upload that is received and not yet queued is given this long.
GRACE = timedelta(minutes=1)
# A file without a delivery belongs to a transaction that has not committed; after so long it never will.
ORPHAN_S = 24 * 3600
State = Delivery.State
STANDS_AS = {State.APPLYING: State.REVIEW, State.REVERTING: State.APPLIED}


def recover_abandoned() -> list[int]:
    """
    Deliveries marked as worked on by nobody alive, and with no task in the queue: begun again (reading) or set back to
    where they stand (applying and reverting, which are whole or nothing). Their ids. Staging tables and unpacked files
    that nobody needs any more go too. Safe to be called by several workers at once.
    """
    recovered = []
    stuck = Delivery.objects.filter(state__in=Delivery.BUSY) | Delivery.objects.filter(
        state=State.RECEIVED, changed_at__lt=timezone.now() - GRACE
    )
    for delivery_id in stuck.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            if _recover(delivery_id):
                recovered.append(delivery_id)
    if recovered:
        logger.warning("imports %s were left by a process that is gone; they are taken up again", recovered)
    _drop_left_over_tables()
    _remove_left_over_files()
    return recovered


def _recover(delivery_id: int) -> bool:
    """Whether the delivery was abandoned; then it is set going, or back."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True)
        .filter(pk=delivery_id, state__in=[*Delivery.BUSY, State.RECEIVED])
        .first()
    )
    if delivery is None or _has_task(delivery_id) or progress.being_worked_on(delivery_id):
        return False
    if stands_as := STANDS_AS.get(State(delivery.state)):
        Delivery.objects.filter(pk=delivery_id).update(state=stands_as)
    else:
        deliveries.start_reading(delivery)
    return True


def _has_task(delivery_id: int) -> bool:
    """Whether a task for the delivery waits in the queue, or runs (one whose worker died goes back to waiting)."""
    return DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
        task_path__startswith="assets.intake.tasks.",
        args_kwargs__args__0=delivery_id,
    ).exists()


def _drop_left_over_tables() -> None:
    # First what is staged, then what is needed: a delivery received in between is not taken for left over.
    staged = staging.staged_deliveries()
    alive = [*Delivery.BUSY, State.RECEIVED, State.REVIEW]
    for left_over in staged - set(Delivery.objects.filter(state__in=alive).values_list("pk", flat=True)):
        if not progress.being_worked_on(left_over):
            staging.drop(left_over)


def _remove_left_over_files() -> None:
    """Folders of unpacked files with no reader, and old files of deliveries that there are not."""
    folder = Path(settings.MEDIA_ROOT) / reading.FOLDER
    found: dict[Path, int] = {}
    for path in folder.glob("*"):
        if number := re.match(r"(\d+)\.", path.name):
            found[path] = int(number[1])
    states = dict(Delivery.objects.filter(pk__in=set(found.values())).values_list("pk", "state"))
    for path, delivery_id in found.items():
        state = states.get(delivery_id)
        if path.name.endswith(".unpacked"):
            if state not in (*Delivery.BUSY, State.RECEIVED) and not progress.being_worked_on(delivery_id):
                shutil.rmtree(path, ignore_errors=True)
        elif state is None and path.is_file() and time.time() - path.stat().st_mtime > ORPHAN_S:
            path.unlink(missing_ok=True)
