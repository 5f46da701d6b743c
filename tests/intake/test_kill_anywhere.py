"""
Killed at the beginning of every phase, and at moments of chance: the registry has all of it or none, and the worker
finishes by itself what is left. Two who apply at once are both right, or one is told.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from django.conf import settings as site
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from assets.intake import abandoned, apply, deliveries, progress, reading, revert
from assets.intake.errors import ApplyRefused, DeliveryBusy
from assets.intake.models import Delivery
from assets.registry.errors import DomainError
from assets.registry.models import Asset, Changeset, Manhole
from tests.intake.conftest import manholes, pack, shapefile, states
from tests.intake.test_kill import until, url

pytestmark = [
    pytest.mark.started_readers,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("the_real_queue"),
]
ROWS = 50
MOMENTS = int(os.environ.get("REGISTRY_FUZZ_EXAMPLES", "0")) // 10 or 2


@pytest.fixture
def the_real_queue(settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "imports"]}
    }


@pytest.fixture
def received(tmp_path, component_classes):
    path = pack(tmp_path / "a.zip", shapefile(tmp_path / "a", "管点", *manholes(ROWS)))
    return deliveries.receive_path(path, "manhole", "survey")


def forked(call: Callable[[], object]) -> int:
    """A process that calls it, on database connections of its own; its id."""
    process = os.fork()
    if process:
        return process
    try:
        # Not closed: that would end the parent's, which these are as well.
        kept = [known.connection for known in connections.all()]
        for known in connections.all():
            known.connection = None
        call()
        os._exit(0 if kept else 1)
    except BaseException:  # the parent sees only how we ended
        os._exit(1)


def killed_at(phase: str, work: Callable[[progress.Listener], object]) -> None:
    """Do the work in a process that is killed when the phase begins."""

    def listener(begun: str, done: int, total: int | None) -> None:
        if begun == phase:
            os.kill(os.getpid(), signal.SIGKILL)

    _, status = os.waitpid(forked(lambda: work(listener)), 0)
    assert os.WIFSIGNALED(status), f"it never came to {phase}"


def whole_or_nothing() -> int:
    """How many assets there are: all or none, in both tables and in the history."""
    count = Asset.objects.count()
    assert count in (0, ROWS)
    assert Manhole.objects.count() == count
    return count


def settled(delivery: Delivery) -> Delivery:
    """The delivery after the worker's round and the tasks that it queued."""
    until(lambda: not progress.being_worked_on(delivery.pk))
    abandoned.recover_abandoned()
    for task in DBTaskResult.objects.filter(status="READY", args_kwargs__args__0=delivery.pk):
        task.task.func(*task.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=task.pk).update(status="SUCCESSFUL")
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize(
    "phase", ["looking", "reading", "understanding", "converting", "checking", "comparing", "review"]
)
def test_killed_when_a_phase_of_reading_begins(phase, received):
    killed_at(phase, lambda listener: reading.read(received.pk, listener))
    assert whole_or_nothing() == 0
    assert settled(received).state == Delivery.State.REVIEW
    assert states(received) == (ROWS, 0, 0, 0)
    assert states(apply.run(received.pk)) == (ROWS, 0, 0, 0)
    assert whole_or_nothing() == ROWS


@pytest.mark.parametrize("phase", ["comparing", "applying", "constraints", "applied"])
def test_killed_when_a_phase_of_applying_begins(phase, received):
    reading.read(received.pk)
    Delivery.objects.filter(pk=received.pk).update(state=Delivery.State.APPLYING)
    killed_at(phase, lambda listener: apply.run(received.pk, None, listener))
    came = whole_or_nothing()
    assert came == (ROWS if phase == "applied" else 0), "whole once it is committed, nothing before"
    assert settled(received).state == (Delivery.State.APPLIED if came else Delivery.State.REVIEW)
    assert apply.run(received.pk).state == Delivery.State.APPLIED
    assert whole_or_nothing() == ROWS
    assert Changeset.objects.count() == 1


@pytest.mark.parametrize("phase", ["comparing", "reverting"])
def test_killed_when_a_phase_of_reverting_begins(phase, received):
    reading.read(received.pk)
    apply.run(received.pk)
    Delivery.objects.filter(pk=received.pk).update(state=Delivery.State.REVERTING)
    killed_at(phase, lambda listener: revert.run(received.pk, None, listener))
    assert whole_or_nothing() == ROWS
    assert settled(received).state == Delivery.State.APPLIED
    revert.run(received.pk)
    assert whole_or_nothing() == 0
    assert Changeset.objects.filter(kind="revert").count() == 1


def test_killed_at_any_moment_and_again(received):
    """From the file to applied, killed over and over at moments of chance; in the end it is in, once."""
    moments = random.Random(5)
    began = time.monotonic()
    reading.read(received.pk)
    reading_s = time.monotonic() - began
    for _ in range(MOMENTS):
        for work, at_most_s in ((reading.read, reading_s), (apply.run, reading_s / 2)):
            Delivery.objects.filter(pk=received.pk).exclude(state=Delivery.State.APPLIED).update(
                state=Delivery.State.READING if work is reading.read else Delivery.State.REVIEW
            )
            process = forked(lambda work=work: work(received.pk))
            time.sleep(moments.uniform(0, at_most_s))
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            came = whole_or_nothing()
            assert settled(received).state == (Delivery.State.APPLIED if came else Delivery.State.REVIEW)
    assert apply.run(received.pk).state == Delivery.State.APPLIED
    assert whole_or_nothing() == ROWS


def test_the_worker_finishes_by_itself_what_a_killed_command_left(received, tmp_path):
    killed_at("checking", lambda listener: reading.read(received.pk, listener))
    log = (tmp_path / "worker.log").open("wb")
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"],
        cwd=site.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url(), "MEDIA_ROOT": str(site.MEDIA_ROOT)},
        stdout=log,
        stderr=log,
    )
    try:
        until(lambda: Delivery.objects.get(pk=received.pk).state == Delivery.State.REVIEW)
    finally:
        worker.kill()
        worker.wait()
        log.close()
    assert states(Delivery.objects.get(pk=received.pk)) == (ROWS, 0, 0, 0)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each gave or raised, all begun together on connections of their own."""
    given: list[object] = [None] * len(calls)
    together = threading.Barrier(len(calls))

    def run(number: int, call: Callable[[], object]) -> None:
        together.wait()
        try:
            given[number] = call()
        except DomainError as refusal:
            given[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_two_apply_the_same_delivery_at_once(received):
    reading.read(received.pk)
    for answer in at_once(lambda: apply.run(received.pk), lambda: apply.run(received.pk)):
        assert isinstance(answer, DeliveryBusy) or answer.state == Delivery.State.APPLIED
    assert whole_or_nothing() == ROWS
    assert Delivery.objects.get(pk=received.pk).state == Delivery.State.APPLIED


def test_two_apply_deliveries_of_the_same_things_at_once(received, tmp_path):
    """The second finds what the first has brought: the same, so nothing to do; or it is told, and checks again."""
    second = deliveries.receive_path(tmp_path / "a.zip", "manhole", "survey")
    for delivery in (received, second):
        reading.read(delivery.pk)
    answers = at_once(lambda: apply.run(received.pk), lambda: apply.run(second.pk))
    applied = [answer for answer in answers if isinstance(answer, Delivery)]
    assert applied, answers
    assert all(isinstance(answer, Delivery | ApplyRefused) for answer in answers), answers
    assert whole_or_nothing() == ROWS
    assert sum(states(delivery)[0] for delivery in applied) == ROWS, "each thing was made once"
    if len(applied) == 1:
        late = received if applied[0].pk == second.pk else second
        reading.read(late.pk)
        assert states(apply.run(late.pk)) == (0, 0, ROWS, 0)
    assert Manhole.objects.values("source", "source_code").distinct().count() == ROWS
