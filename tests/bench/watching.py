"""What the processes of a measurement take: memory and processor time, of a command, its children and its database backends."""

import os
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

TICKS = os.sysconf("SC_CLK_TCK")
EVERY_S = 0.05


@dataclass
class Taken:
    """
    seconds: from start to end; processor_s: of all processes together; largest_mb: of any one process, `largest` its kind;
    together_mb: of all at one moment. A backend's share of the server's common buffers is not counted: it is there anyway.
    """

    seconds: float = 0.0
    largest_mb: float = 0.0
    largest: str = ""
    together_mb: float = 0.0
    processors: dict[int, float] = field(default_factory=dict)
    kinds: dict[str, float] = field(default_factory=dict)

    @property
    def processor_s(self) -> float:
        return sum(self.processors.values())


def run(
    command: list[str], url: str, environment: dict[str, str], folder: Path, line: Callable[[str], None]
) -> Taken:
    """Run a command in `folder` against the database at `url`, telling each line of its complaints; its failure is ours."""
    taken = Taken()
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, url, taken, over))
    watcher.start()
    assert process.stderr  # a pipe
    said = []
    for one in process.stderr:
        said.append(one)
        line(one.strip())
    code = process.wait()
    taken.seconds = time.monotonic() - began
    over.set()
    watcher.join()
    if code:
        raise SystemExit(f"{command[0]} failed: {''.join(said)[-2000:]}")
    return taken


def _watch(root: int, url: str, taken: Taken, over: threading.Event) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        backends: list[int] = []
        asked = 0.0
        while not over.is_set():
            if time.monotonic() - asked > 0.3:
                asked = time.monotonic()
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND backend_type IN ('client backend', 'parallel worker')"
                )
                backends = [pid for (pid,) in cursor.fetchall()]
            _look(root, backends, taken)
            time.sleep(EVERY_S)
    connection.close()


def _look(root: int, backends: list[int], taken: Taken) -> None:
    together = 0.0
    for pid, kind in [(pid, _kind(pid)) for pid in _tree(root)] + [(pid, "backend") for pid in backends]:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            memory = _memory_mb(pid, kind)
        except (OSError, IndexError):
            continue  # it has ended, or the server is on another machine
        taken.processors[pid] = (int(fields[11]) + int(fields[12])) / TICKS
        taken.kinds[kind] = max(taken.kinds.get(kind, 0.0), memory)
        together += memory
        if memory > taken.largest_mb:
            taken.largest_mb, taken.largest = memory, kind
    taken.together_mb = max(taken.together_mb, together)


def _memory_mb(pid: int, kind: str) -> float:
    name = "RssAnon:" if kind == "backend" else "VmRSS:"
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def _kind(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return "gone"
    return "reader" if b"readers.worker" in command else "command"


def _tree(root: int) -> list[int]:
    """The process and all below it."""
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        for thread in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                todo += [int(child) for child in thread.read_text().split()]
            except OSError:
                continue
    return found
