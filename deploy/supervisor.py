"""Keeps the parts of the demo running: what dies is started again, with a growing pause."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy import processes
from deploy.console import Refusal, end_of_log, say

POLL_S = 0.1
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 60.0  # a part that ran so long has recovered: its next pause is short again
DEATHS_BEFORE_READY = 3
READY_TIMEOUT_S = 90.0
LOG_LIMIT_BYTES = 20_000_000
MARK = "REGISTRY_DEMO_OF"  # set for all parts and what they start, so that none is ever lost
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One program of the demo and how it is doing."""

    name: str
    command: list[str]
    log: Path
    grace_s: float  # how long it may take to end when asked to
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    deaths: int = field(default=0)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs `parts` in `root` until told to stop."""

    def __init__(self, root: Path, parts: list[Part], environment: dict[str, str]) -> None:
        self.root = root
        self.parts = parts
        self.environment = {**environment, MARK: str(root)}
        self.stop_signals = 0

    def run(self, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """
        Start the parts, call `on_ready` once `is_ready`, keep them running until SIGINT, SIGTERM or SIGHUP.

        Raises Refusal with the end of a log where a part keeps dying, or nothing answers, before that.
        """
        with self._listening_for_stop():
            try:
                self._wait_until_ready(is_ready)
                if not self.stop_signals:
                    on_ready()
                while not self.stop_signals:
                    self._tend()
                    time.sleep(POLL_S)
            finally:
                self._end_parts()

    def _wait_until_ready(self, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self.stop_signals:
            self._tend()
            for part in self.parts:
                if part.deaths >= DEATHS_BEFORE_READY:
                    raise Refusal(f"The {part.name} does not start; {part.log} ends:\n{end_of_log(part.log)}")
            if all(part.is_running for part in self.parts) and is_ready():
                return
            if time.monotonic() > deadline:
                log = self.parts[0].log
                failure = f"The site does not answer after {READY_TIMEOUT_S:g} s; {log} ends:"
                raise Refusal(f"{failure}\n{end_of_log(log)}")
            time.sleep(POLL_S)

    def _tend(self) -> None:
        """Notice the dead, start what is due."""
        now = time.monotonic()
        for part in self.parts:
            if part.is_running:
                continue
            if part.process is not None:
                self._note_death(part, now)
            if now >= part.start_at:
                self._start(part, now)

    def _note_death(self, part: Part, now: float) -> None:
        assert part.process is not None
        _kill_group(part.process.pid)  # workers that outlived their parent would hold the port
        part.pause_s = FIRST_PAUSE_S if now - part.started_at > STEADY_AFTER_S else part.pause_s
        part.deaths += 1
        part.start_at = now + part.pause_s
        say(
            f"The {part.name} ended (status {part.process.returncode}), see {part.log}; "
            f"it starts again in {part.pause_s:g} s."
        )
        part.pause_s = min(part.pause_s * 2, LONGEST_PAUSE_S)
        part.process = None

    def _start(self, part: Part, now: float) -> None:
        _roll(part.log)
        with part.log.open("ab") as log:
            part.process = subprocess.Popen(
                part.command,
                cwd=self.root,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the supervisor, which ends the parts in good order
                preexec_fn=_end_with_parent,
            )
        part.started_at = now

    def _end_parts(self) -> None:
        running = [part for part in self.parts if part.process is not None and part.is_running]
        for part in running:
            assert part.process is not None
            part.process.terminate()
        asked_at = time.monotonic()
        for part in running:
            assert part.process is not None
            while part.is_running and time.monotonic() < asked_at + part.grace_s and self.stop_signals < 2:
                time.sleep(POLL_S)
            _kill_group(part.process.pid)
            part.process.wait()
        end_leftovers(self.root)

    @contextmanager
    def _listening_for_stop(self) -> Iterator[None]:
        def note(_number: int, _frame: object) -> None:
            self.stop_signals += 1
            if self.stop_signals == 1:
                say("Stopping ...")

        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = [signal.signal(number, note) for number in numbers]
        try:
            yield
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)


def leftovers(root: Path) -> list[processes.Identity]:
    """Processes of a demo of this checkout, whatever became of the demo itself."""
    return processes.marked(MARK, str(root))


def end_leftovers(root: Path) -> None:
    """End what a demo left behind (it was killed, so it could not)."""
    processes.end_all(leftovers(root), grace_s=5)


def _end_with_parent() -> None:
    """In the child: the kernel sends SIGTERM when the supervisor dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _roll(log: Path) -> None:
    """Keep one old log beside the new one."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))
