"""Processes that outlive the command that started them: found again without mistaking a stranger for ours."""

import contextlib
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.folders import write_whole

POLL_S = 0.05


@dataclass(frozen=True)
class Identity:
    """A process by more than its number: numbers are given again, the start time and the boot are not."""

    pid: int
    started_ticks: int
    boot: str

    def is_alive(self) -> bool:
        """Whether this very process still runs (a zombie does not)."""
        return identity_of(self.pid) == self

    def signal(self, number: int) -> bool:
        """Send a signal to this process; False where it is gone."""
        if not self.is_alive():
            return False
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True

    def wait_until_gone(self, seconds: float) -> bool:
        """Wait until the process has ended, at most so long; whether it has."""
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_S)
        return True


def identity_of(pid: int) -> Identity | None:
    """The identity of a running process; None where there is none, or only its zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The second field, the program's name in brackets, may itself hold spaces and brackets.
    fields = stat.rpartition(")")[2].split()
    state, started_ticks = fields[0], int(fields[19])
    return None if state in "ZX" else Identity(pid, started_ticks, boot)


def marked(variable: str, value: str) -> list[Identity]:
    """All running processes that were started with the environment variable `variable` set to `value`."""
    wanted = os.fsencode(f"{variable}={value}")
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:  # gone meanwhile, or another user's: not ours then
            continue
        identity = identity_of(int(folder.name)) if wanted in environment.split(b"\0") else None
        if identity is not None and identity.pid != os.getpid():
            found.append(identity)
    return found


def end_all(identities: list[Identity], grace_s: float) -> None:
    """Ask processes to end, wait so long for all of them together, then end the rest by force."""
    for identity in identities:
        identity.signal(signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    for identity in identities:
        if not identity.wait_until_gone(max(0.0, deadline - time.monotonic())):
            identity.signal(signal.SIGKILL)
            identity.wait_until_gone(5)


@dataclass(frozen=True)
class Record:
    """What a running demo wrote about itself into var/run; `state` is "starting" or "running"."""

    process: Identity
    state: str
    host: str
    port: int

    def write(self, path: Path) -> None:
        write_whole(path, json.dumps(asdict(self)))


def read_record(path: Path) -> Record | None:
    """The record of a process that still runs; None without one, or where it is stale or broken."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        record = Record(**{**fields, "process": Identity(**fields["process"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None
    return record if record.process.is_alive() else None


def forget(path: Path) -> None:
    """Remove a record; none there is as good."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
