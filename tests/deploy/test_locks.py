"""Who may do what at once, across processes, and after a process was killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy import locks
from deploy.locks import Lock

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from deploy.locks import Lock
lock = Lock(Path(sys.argv[1]))
print(lock.take(shared=sys.argv[2] == "shared"), flush=True)
time.sleep(60)
"""


@pytest.fixture
def hold(tmp_path):
    """`hold("alone")` or `hold("shared")`: another process takes the lock, and says whether it got it."""
    holders = []

    def start(how: str) -> tuple[subprocess.Popen, str]:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path / "lock"), how],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(holder)
        assert holder.stdout is not None
        return holder, holder.stdout.readline().strip()

    yield start
    for holder in holders:
        holder.kill()
        holder.communicate()


def test_one_holds_a_lock_and_a_killed_one_does_not(tmp_path, hold):
    holder, got = hold("alone")
    assert got == "True"
    assert locks.is_held(tmp_path / "lock")
    assert not Lock(tmp_path / "lock").take()
    holder.kill()
    holder.wait()
    assert not locks.is_held(tmp_path / "lock")
    assert Lock(tmp_path / "lock").take()


def test_the_last_of_several_users_and_only_the_last_gets_it_alone(tmp_path, hold):
    other, got = hold("shared")
    assert got == "True"
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take(shared=True) and second.take(shared=True)
    assert not first.take()
    first.close()
    other.kill()
    other.wait()
    assert second.take()


def test_nobody_holds_a_lock_that_was_never_made(tmp_path):
    assert not locks.is_held(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()


def test_waiting_is_said_once_and_then_the_turn_comes(tmp_path, hold):
    holder, _ = hold("alone")
    told = []

    def on_wait() -> None:
        told.append("waiting")
        holder.kill()

    with locks.alone(tmp_path / "lock", on_wait):
        assert told == ["waiting"]
        assert not Lock(tmp_path / "lock").take()
