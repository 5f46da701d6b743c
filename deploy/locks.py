"""
Who may do what at once: flock on files in var/run. The kernel lets go when a process ends, however it ends.

demo.lock      one demo a checkout, held for its whole life
install.lock   one process at a time installs, makes the cluster, migrates
cluster.lock   shared by all who use the cluster; who gets it alone is the last and may stop the cluster
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path


class Lock:
    """A lock file held by this process (and by children it is handed to)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file_descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Take the lock, or change it from shared to exclusive and back; False where another holds it."""
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.file_descriptor, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go, unless a child was handed the same lock."""
        os.close(self.file_descriptor)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock alone; asks without making the file."""
    try:
        file_descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file_descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file_descriptor)
    return False


@contextlib.contextmanager
def alone(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock alone for the block; `on_wait` is called once where another has it now."""
    lock = Lock(path)
    try:
        if not lock.take():
            on_wait()
            lock.take(wait=True)
        yield
    finally:
        lock.close()
