"""A task is never left as running: real workers, killed for real."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from assets.shell.jobs.presence import workers_alive
from assets.shell.jobs.recovery import TRIES, WORKER_LOCKS
from tests.deploy import queued

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _the_real_queue(settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "imports"]}
    }


@pytest.fixture
def trace(tmp_path) -> Path:
    path = tmp_path / "trace"
    path.touch()
    return path


@pytest.fixture
def start_worker(tmp_path):
    """`start_worker()` starts `manage.py run_worker` on the test database; all end with the test."""
    workers: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "run_worker", *arguments],
                cwd=ROOT,
                env={**os.environ, "DATABASE_URL": url_of_test_database()},
                stdout=log,
                stderr=log,
            )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def url_of_test_database() -> str:
    entry = connection.settings_dict
    password = f":{quote(entry['PASSWORD'], safe='')}" if entry["PASSWORD"] else ""
    where = f"host={quote(entry['HOST'])}&port={entry['PORT']}"
    return f"postgresql://{quote(entry['USER'], safe='')}{password}@/{quote(entry['NAME'])}?{where}"


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def status_of(result) -> str:
    return DBTaskResult.objects.values_list("status", flat=True).get(id=result.id)


def words(trace: Path) -> list[str]:
    return [line.split()[0] for line in trace.read_text(encoding="utf-8").splitlines()]


def test_a_task_of_a_killed_worker_is_done_by_another(start_worker, trace):
    result = queued.take_seconds.enqueue(str(trace), 3)
    first, second = start_worker(), start_worker()
    wait_until(lambda: words(trace) == ["began"])
    holder = int(trace.read_text(encoding="utf-8").split()[1])
    victim = first if first.pid == holder else second
    wait_until(lambda: workers_alive() == 2)
    os.kill(victim.pid, signal.SIGKILL)
    wait_until(lambda: status_of(result) == "SUCCESSFUL")
    assert words(trace) == ["began", "began", "done"]
    assert len(set(DBTaskResult.objects.get(id=result.id).worker_ids)) == 2


def test_a_living_workers_task_is_left_to_it(start_worker, trace):
    result = queued.take_seconds.enqueue(str(trace), 3)
    start_worker()
    start_worker()
    wait_until(lambda: status_of(result) == "SUCCESSFUL")
    assert words(trace) == ["began", "done"]


def test_a_task_that_kills_every_worker_is_failed_with_a_reason(start_worker, trace):
    result = queued.die_at_first.enqueue(str(trace), deaths=99)
    for _ in range(TRIES):
        assert start_worker().wait(PATIENCE_S) == -signal.SIGKILL
    start_worker()
    wait_until(lambda: status_of(result) == "FAILED")
    row = DBTaskResult.objects.get(id=result.id)
    assert "WorkerLost" in row.traceback and row.finished_at is not None
    assert words(trace) == ["began"] * TRIES
    assert row.task_result.errors[0].exception_class.__name__ == "WorkerLost"


def test_a_task_whose_connection_was_cut_is_run_again_by_the_next_worker(start_worker, trace):
    result = queued.lose_the_connection.enqueue(str(trace))
    assert start_worker().wait(PATIENCE_S) != 0
    start_worker()
    wait_until(lambda: status_of(result) == "SUCCESSFUL")
    assert words(trace) == ["began", "began", "done"]


def test_a_worker_that_cannot_prove_it_lives_ends_and_another_takes_its_task(start_worker, trace):
    result = queued.take_seconds.enqueue(str(trace), 3)
    worker = start_worker()
    wait_until(lambda: words(trace) == ["began"])
    with connection.cursor() as cursor:
        cursor.execute(
            # Only workers of this database: an import's lock, in another test's database, is none of ours.
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
            " AND classid = %s AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [WORKER_LOCKS],
        )
    assert worker.wait(PATIENCE_S) == 75
    start_worker()
    wait_until(lambda: status_of(result) == "SUCCESSFUL")
    assert words(trace) == ["began", "began", "done"]


def test_a_worker_that_is_told_to_end_finishes_its_task_first(start_worker, trace):
    result = queued.take_seconds.enqueue(str(trace), 1)
    worker = start_worker()
    wait_until(lambda: words(trace) == ["began"])
    worker.terminate()
    assert worker.wait(PATIENCE_S) == 0
    assert status_of(result) == "SUCCESSFUL"


def test_a_worker_with_the_name_of_a_dead_one_takes_up_its_task(start_worker, trace):
    result = queued.die_at_first.enqueue(str(trace), deaths=1)
    assert start_worker("--worker-id", "north").wait(PATIENCE_S) == -signal.SIGKILL
    assert status_of(result) == "RUNNING"
    start_worker("--worker-id", "north")
    wait_until(lambda: status_of(result) == "SUCCESSFUL")


def test_the_check_says_whether_a_worker_is_alive(start_worker):
    assert start_worker("--check").wait(PATIENCE_S) == 1
    start_worker()
    wait_until(lambda: workers_alive() == 1)
    assert start_worker("--check").wait(PATIENCE_S) == 0
