"""A demo that stays when its command has returned: a child in a session of its own, which reports back."""

import os
import sys
from pathlib import Path

from deploy.console import Refusal, end_of_log

READY = "ready"
_waiting: "tuple[int, int, Path] | None" = None


class Report:
    """The child's end: tells the waiting command once, then is closed."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def ready(self) -> None:
        """The site answers."""
        self._send(READY)

    def failed(self, refusal: Refusal) -> None:
        """The start did not work out, and why."""
        self._send(str(refusal))

    def _send(self, text: str) -> None:
        try:
            os.write(self._pipe, text.encode())
        except BrokenPipeError:
            print("The command that started this demo has gone.", flush=True)
        os.close(self._pipe)


def split(log: Path) -> Report | None:
    """
    Go on in two processes: None in the command that was called, a Report in the child that is to stay.

    The child has no terminal; what it prints goes to `log`. Locks held now are held by both from here on.
    """
    global _waiting
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.close(writing)
        _waiting = (child, reading, log)
        return None
    os.close(reading)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, targets in ((nothing, (0,)), (output, (1, 2))):
        for target in targets:
            os.dup2(source, target)
        os.close(source)
    return Report(writing)


def wait() -> str | None:
    """In the command: wait for the child's report. None where it is ready, else what failed."""
    assert _waiting is not None
    child, reading, log = _waiting
    try:
        with os.fdopen(reading, encoding="utf-8") as report:
            told = report.read()
    except BaseException:  # Ctrl-C, or a kill: the child must not stay behind unasked
        os.kill(child, 15)
        os.waitpid(child, 0)
        raise
    if told == READY:
        return None
    os.waitpid(child, 0)
    return told or f"The demo ended while it was starting; {log} ends:\n{end_of_log(log)}"
