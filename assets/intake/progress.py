"""
Progress and the lock of a delivery's work, on a database connection of their own.

The connection commits each step at once, so the page sees progress before the work commits; the advisory lock it
holds dies with the process, so work whose process was killed is told from work that goes on.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from assets.intake.errors import Cancelled, DeliveryBusy

LOCKS = 0x1A7A
SECONDS_BETWEEN_WRITES = 0.5
SECONDS_OF_PATIENCE = 2.0

WRITE = """
INSERT INTO intake_progress (delivery, phase, done_rows, total_rows, rows_per_s, beat_at)
VALUES (%s, %s, %s, %s, %s, now())
ON CONFLICT (delivery) DO UPDATE
   SET phase = excluded.phase, done_rows = excluded.done_rows, total_rows = excluded.total_rows,
       rows_per_s = excluded.rows_per_s, beat_at = excluded.beat_at
"""

Listener = Callable[[str, int, int | None], None]


class Work:
    """The work on one delivery: tells how far it is, and hears whether somebody cancelled it."""

    def __init__(self, delivery: int, cursor, listener: Listener | None) -> None:
        self.delivery = delivery
        self.cursor = cursor
        self.listener = listener
        self.phase_name = ""
        self.total: int | None = None
        self.began = self.written = 0.0

    def phase(self, name: str, total: int | None = None) -> None:
        """A new phase begins, of `total` rows where that is known. Raises Cancelled."""
        self.phase_name, self.total, self.began, self.written = name, total, time.monotonic(), 0.0
        self.rows(0)

    def end(self, name: str) -> None:
        """The work is over, and came to `name`: no cancelling any more."""
        self.cursor.execute(WRITE, [self.delivery, name, self.total or 0, self.total, None])
        if self.listener:
            self.listener(name, self.total or 0, self.total)

    def rows(self, done: int) -> None:
        """So many rows of the phase are done. Cheap to call often. Raises Cancelled."""
        now = time.monotonic()
        if now - self.written < SECONDS_BETWEEN_WRITES:
            return
        self.written = now
        elapsed = now - self.began
        rate = done / elapsed if done and elapsed > 0 else None
        self.cursor.execute(WRITE, [self.delivery, self.phase_name, done, self.total, rate])
        if self.listener:
            self.listener(self.phase_name, done, self.total)
        self.cursor.execute(
            "SELECT cancel_requested FROM intake_delivery WHERE changeset_id = %s", [self.delivery]
        )
        if (row := self.cursor.fetchone()) and row[0]:
            raise Cancelled


@contextmanager
def working(delivery: int, listener: Listener | None = None) -> Iterator[Work]:
    """
    Work on a delivery, alone. `listener(phase, done, total)` hears the progress too (a progress bar).

    Raises DeliveryBusy where another process works on it.
    """
    own = connections.create_connection("default")
    try:
        with own.cursor() as cursor:
            _take_lock(cursor, delivery)
            yield Work(delivery, cursor, listener)
    finally:
        own.close()


def _take_lock(cursor, delivery: int) -> None:
    """Take the delivery's lock; a process just killed may hold it until the server notices."""
    patience_ends = time.monotonic() + SECONDS_OF_PATIENCE
    while True:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, delivery])
        if cursor.fetchone()[0]:
            return
        if time.monotonic() > patience_ends:
            raise DeliveryBusy
        time.sleep(0.2)


def being_worked_on(delivery: int) -> bool:
    """Whether a living process works on the delivery."""
    own = connections.create_connection("default")
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, delivery])
            return not cursor.fetchone()[0]
    finally:
        own.close()
