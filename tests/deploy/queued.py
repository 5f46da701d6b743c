"""Tasks the worker's tests queue; they leave their traces in a file, one line a run."""

import os
import signal
import time
from pathlib import Path

from django.db import connection
from django_tasks import task


def _note(trace: str, word: str) -> None:
    with Path(trace).open("a", encoding="utf-8") as file:
        file.write(f"{word} {os.getpid()}\n")


@task()
def take_seconds(trace: str, seconds: float) -> None:
    """Notes that it began, takes its time, notes that it is done."""
    _note(trace, "began")
    time.sleep(seconds)
    _note(trace, "done")


@task(queue_name="imports")
def die_at_first(trace: str, deaths: int) -> None:
    """Is killed without a word in its first `deaths` runs."""
    _note(trace, "began")
    if Path(trace).read_text(encoding="utf-8").count("began") <= deaths:
        os.kill(os.getpid(), signal.SIGKILL)
    _note(trace, "done")


@task()
def lose_the_connection(trace: str) -> None:
    """Has its own database connection cut in its first run."""
    _note(trace, "began")
    first = Path(trace).read_text(encoding="utf-8").count("began") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())" if first else "SELECT 1")
    _note(trace, "done")
