"""
The reader's process forked instead of started: the same code under the same limits, a second sooner.

`Server.started` takes the place of `assets.intake.readers.stream._started`. Its processes are forks of a server
(`python -s -m tests.intake.fork_server FD`, started once with the reader's environment) that has imported what a reader does.
"""

import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO, BinaryIO


class Server:
    """The side that asks: the server's process, and the socket to it."""

    def __init__(self, folder: Path, environment: dict[str, str], with_network: bool = False) -> None:
        self.ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-s", "-m", "tests.intake.fork_server", str(theirs.fileno())]
        command += ["with-network"] * with_network
        self.process = subprocess.Popen(command, cwd=folder, env=environment, pass_fds=[theirs.fileno()])
        theirs.close()

    def close(self) -> None:
        self.ours.close()
        self.process.kill()
        self.process.wait()

    def started(self, verb: str, complaints: IO[bytes]) -> "Forked":
        """A reader's process, as its parent asks for it."""
        return Forked(self, verb, complaints)


class Forked:
    """What the parent needs of a Popen. `rss`: bytes of memory that the process had at most, once it has ended."""

    def __init__(self, server: Server, verb: str, complaints: IO[bytes]) -> None:
        read_order, write_order = os.pipe()
        read_rows, write_rows = os.pipe()
        self.stdin: BinaryIO = os.fdopen(write_order, "wb")
        self.stdout: BinaryIO = os.fdopen(read_rows, "rb", buffering=0)
        self.returncode: int | None = None
        self.rss = 0
        self._told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        passed = [read_order, write_rows, complaints.fileno(), theirs.fileno()]
        socket.send_fds(server.ours, [verb.encode()], passed)
        for descriptor in (read_order, write_rows):
            os.close(descriptor)
        theirs.close()
        self.pid = json.loads(self._told.recv(1000))["pid"]

    def poll(self) -> int | None:
        return self._ended(wait=False)

    def wait(self, timeout: float | None = None) -> int | None:
        return self._ended(wait=True)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def _ended(self, wait: bool) -> int | None:
        if self.returncode is None:
            self._told.setblocking(wait)
            try:
                told = json.loads(self._told.recv(1000))
            except BlockingIOError:
                return None
            self.returncode, self.rss = told["code"], told["rss"]
            self._told.close()
        return self.returncode


def be_the_reader(verb: str, descriptors: list[int]) -> None:
    """In the fork: order on stdin, rows on stdout, complaints on stderr, as a process that was started."""
    from assets.intake.readers import worker

    for standard, descriptor in enumerate(descriptors):
        os.dup2(descriptor, standard)
    sys.argv[1:] = [verb]
    sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb", closefd=False), "utf-8")
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), "utf-8")
    sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), "utf-8")
    code = 1
    try:
        code = worker.main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve(asked: socket.socket) -> None:
    """Fork for each that asks; a second fork in between waits for the reader's end and tells it."""
    while True:
        verb, descriptors, _, _ = socket.recv_fds(asked, 100, 4)
        if not verb:
            return
        watcher = os.fork()
        if not watcher:
            reader = os.fork()
            if not reader:
                be_the_reader(verb.decode(), descriptors[:3])
            tell = socket.socket(fileno=descriptors[3])
            for descriptor in descriptors[:3]:
                os.close(descriptor)
            tell.send(json.dumps({"pid": reader}).encode())
            _, status, used = os.wait4(reader, 0)
            code = os.waitstatus_to_exitcode(status)
            tell.send(json.dumps({"code": code, "rss": used.ru_maxrss * 1024}).encode())
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)
        with contextlib.suppress(ChildProcessError):  # all have ended and were taken
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


if __name__ == "__main__":
    for unneeded in ("geopandas", "pandas", "pyarrow"):
        sys.modules[unneeded] = None  # type: ignore[assignment]
    import pyogrio.raw  # noqa: F401 - what a reader imports, imported once
    import pyproj  # noqa: F401

    from assets.intake.readers import archives, copy_text, layers, worker  # noqa: F401

    if "with-network" in sys.argv:  # GDAL's own settings must do, where the kernel does not help
        worker.CLONE_NEWUSER = worker.CLONE_NEWNET = 0
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(socket.socket(fileno=int(sys.argv[1])))
