"""
What the worker does besides its tasks, at its start and every now and then: a door for the rooms above.

    add_round("intake.abandoned", recover_abandoned, every_s=30)   # in the room's AppConfig.ready()

Every worker makes every round, several at once where several run: what is called must stand that. A round that fails is
logged and tried again at its next time; it never ends the worker.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
LEAVE_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Round:
    """A thing to be done: its name for the log, what to call, how often, and how long after the start first (seconds)."""

    name: str
    call: Callable[[], object]
    every_s: float
    first_after_s: float = 0.0


_known: dict[str, Round] = {}


def add_round(name: str, call: Callable[[], object], every_s: float, first_after_s: float = 0.0) -> None:
    """
    Have every worker call it at its start (or `first_after_s` later) and every so many seconds.

    A second one of the name takes the first's place.
    """
    _known[name] = Round(name, call, every_s, first_after_s)


def known_rounds() -> list[Round]:
    """All of them."""
    return list(_known.values())


class Rounds:
    """Makes the rounds in a thread of its own while the block runs."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._next: dict[str, float] = {}
        self._thread = threading.Thread(target=self._live, name="rounds", daemon=True)

    def __enter__(self) -> "Rounds":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(LEAVE_TIMEOUT_S)

    def _live(self) -> None:
        try:
            while True:
                self.make_what_is_due()
                if self._stop.wait(LOOK_EVERY_S):
                    return
        finally:
            connections.close_all()  # this thread's

    def make_what_is_due(self) -> None:
        """Call every round whose time has come."""
        for one in known_rounds():
            now = time.monotonic()
            if now < self._next.get(one.name, self._began + one.first_after_s) or self._stop.is_set():
                continue
            self._next[one.name] = now + one.every_s
            close_old_connections()  # one that the server has closed meanwhile
            try:
                one.call()
            except Exception:  # whatever it was: the worker's tasks do not depend on it
                logger.exception("The round %s failed; it is made again in %s s", one.name, one.every_s)
