"""
A second connection to the database: statements that the next steps need not wait for run there, in a thread, in the
order they were given, while the caller goes on.

Only between steps that commit at once. In a transaction, whose tables nobody else sees yet, each runs where it is given.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from assets.intake import limits

Work = Callable[..., None]


def _do(own: BaseDatabaseWrapper, work: Work) -> None:
    with own.cursor() as cursor, limits.roomy(cursor):
        work(cursor)


class Beside:
    """`run(work)` has `work(cursor)` done beside the caller, `join()` waits for all of it and raises what went wrong."""

    def __init__(self) -> None:
        self.own = None if connection.in_atomic_block else connections.create_connection("default")
        if self.own is not None:
            self.own.inc_thread_sharing()  # made here, used by the one thread
        self.thread = ThreadPoolExecutor(max_workers=1)
        self.begun: list[Future] = []

    def __enter__(self) -> "Beside":
        return self

    def run(self, work: Work) -> None:
        """Have `work` done with a cursor; at once where the caller is in a transaction."""
        if self.own is None:
            with connection.cursor() as cursor:
                work(cursor)
        else:
            self.begun.append(self.thread.submit(_do, self.own, work))

    def join(self) -> None:
        """Wait until all is done. Raises the first error."""
        for future in self.begun:
            future.result()
        self.begun = []

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left running: what was given is waited for, or, after an error, broken off."""
        try:
            if error is None:
                self.join()
        finally:
            for future in self.begun:
                future.cancel()
            if (
                self.own is not None
                and self.own.connection is not None
                and any(map(Future.running, self.begun))
            ):
                self.own.connection.cancel()
            self.thread.shutdown(wait=True)
            if self.own is not None:
                self.own.close()
