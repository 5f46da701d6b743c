"""
A worker's proof of life, which no crash can leave behind: an advisory lock of PostgreSQL.

Each worker holds the lock of its own id on a connection of its own, for its whole life. When the worker is gone,
however it went, the server closes that connection and the lock is free. Whoever can take it knows that the
worker is dead. No heartbeat to write, no clock to trust.

The connection must be one to PostgreSQL itself (or through a pooler in session mode): a pooler in transaction mode
would hand the lock to strangers.
"""

import logging
import os
import threading
from types import TracebackType

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django_tasks_db.models import DBTaskResult

from assets.shell.jobs.recovery import WORKER_LOCKS, recover_lost_tasks

logger = logging.getLogger(__name__)

ROUND_S = 1.0
START_TIMEOUT_S = 30.0
EXIT_STATUS_LOST = 75  # sysexits' EX_TEMPFAIL: the supervisor is to start us again

# A worker's machine may vanish without a word; without these the server would keep its lock for two hours.
NOTICE_A_VANISHED_PEER = """
SELECT set_config('tcp_keepalives_idle', '10', false),
       set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false)
"""
TAKE_OWN_LOCK = "SELECT pg_advisory_lock(%s, hashtext(%s))"
# A lock of two numbers has objsubid 2, and its first number as classid.
COUNT_LOCKS = """
SELECT count(*)
FROM pg_locks
WHERE locktype = 'advisory' AND granted
  AND classid = %s AND objsubid = 2
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Presence:
    """
    Holds a worker's lock while the block runs, and brings back the tasks of workers that are gone.

    Where the lock's connection is lost, another worker may already be running our task again: the process ends
    at once, its transaction is rolled back by the server, and the supervisor starts a new worker.
    """

    def __init__(self, worker_id: str) -> None:
        self.worker_id = worker_id
        self._held = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._live, name="presence", daemon=True)

    def __enter__(self) -> "Presence":
        self._thread.start()
        if not self._held.wait(START_TIMEOUT_S):
            raise TimeoutError(f"The lock of worker {self.worker_id} could not be taken.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(START_TIMEOUT_S)

    def _live(self) -> None:
        """The thread: take the lock, then look after the dead until the worker ends."""
        connection = connections.create_connection(router.db_for_write(DBTaskResult))
        try:
            _take_own_lock(connection, self.worker_id)
            # Told a worker id that an earlier worker had: what runs under it is not ours.
            recover_lost_tasks(connection, own_worker_id="")
            self._held.set()
            while not self._stop.wait(ROUND_S):
                recover_lost_tasks(connection, self.worker_id)
        except Exception:  # whatever it was: without this thread the worker would count as dead
            if self._stop.is_set():
                return
            logger.exception("worker_id=%s can no longer prove that it lives, and ends", self.worker_id)
            logging.shutdown()
            os._exit(EXIT_STATUS_LOST)
        finally:
            connection.close()
            connections.close_all()  # this thread's, which listeners may have opened


def workers_alive() -> int:
    """How many workers of this database, on whatever machine, hold their proof of life now."""
    with connections[router.db_for_read(DBTaskResult)].cursor() as cursor:
        cursor.execute(COUNT_LOCKS, [WORKER_LOCKS])
        return int(cursor.fetchone()[0])


def _take_own_lock(connection: BaseDatabaseWrapper, worker_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NOTICE_A_VANISHED_PEER)
        cursor.execute(TAKE_OWN_LOCK, [WORKER_LOCKS, worker_id])
