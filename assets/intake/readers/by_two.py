"""Blocks made by two processes in turn: this one and a child that lives no longer than it."""

import ctypes
import os
import signal
import struct
from collections.abc import Callable, Iterator

PR_SET_PDEATHSIG = 1
LENGTH = struct.Struct(">q")
# Said instead of a length: the child failed, and what it says follows; it had no memory left.
FAILED, NO_MEMORY = -1, -2


def alternating(block: Callable[[int], bytes]) -> Iterator[bytes]:
    """
    block(0), block(1), block(2) ... up to the first empty one; those of odd numbers are made by a child, meanwhile.

    What goes wrong in the child is raised here: MemoryError, or RuntimeError with its words. The limits on memory and
    time hold for each of the two.
    """
    ours, childs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _work(block, childs)
    os.close(childs)
    try:
        with os.fdopen(ours, "rb") as pipe:
            number = 0
            while made := block(number) if number % 2 == 0 else _received(pipe):
                yield made
                number += 1
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _work(block: Callable[[int], bytes], out: int) -> None:
    """The child's whole life."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        with os.fdopen(out, "wb") as pipe:
            try:
                number = 1
                while made := block(number):
                    pipe.write(LENGTH.pack(len(made)))
                    pipe.write(made)
                    pipe.flush()
                    number += 2
                pipe.write(LENGTH.pack(0))
            except MemoryError:
                pipe.write(LENGTH.pack(NO_MEMORY))
            except Exception as error:  # whatever a library says of a broken file: the parent tells it
                words = f"{type(error).__name__}: {error}".encode("utf-8", "replace")
                pipe.write(LENGTH.pack(FAILED) + words)
        code = 0
    finally:
        os._exit(code)


def _received(pipe) -> bytes:
    """The child's next block, empty after its last."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise RuntimeError("the second reader ended")
    (length,) = LENGTH.unpack(head)
    if length == NO_MEMORY:
        raise MemoryError
    if length == FAILED:
        raise RuntimeError(pipe.read().decode("utf-8", "replace"))
    made = pipe.read(length)
    if len(made) < length:
        raise RuntimeError("the second reader ended")
    return made
