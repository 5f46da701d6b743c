"""What a process that was killed has left is taken up by the worker by itself; what somebody still works on is left alone."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from assets.intake import abandoned, progress, staging, tasks
from assets.intake.models import Delivery
from assets.registry.models import Changeset
from assets.shell.jobs.pruning import prune_finished_tasks
from assets.shell.jobs.rounds import Rounds, add_round, known_rounds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_real_queue(settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "imports"]}
    }


def left(state: str, minutes_ago: float = 5) -> Delivery:
    """A delivery in a state, changed so long ago, with nobody at work on it."""
    delivery = Delivery.objects.create(
        changeset=Changeset.objects.create(kind="import", title="survey"), file_name="a.zip", stored_as="1.zip",
        size_bytes=1, sha256="", asset_class="park", source="a", state=state,
    )  # fmt: skip
    Delivery.objects.filter(pk=delivery.pk).update(changed_at=timezone.now() - timedelta(minutes=minutes_ago))
    return delivery


def queued(delivery: Delivery) -> list[str]:
    return list(
        DBTaskResult.objects.filter(args_kwargs__args__0=delivery.pk).values_list("task_path", flat=True)
    )


@pytest.mark.parametrize("state", ["received", "reading", "checking"])
def test_reading_is_begun_again(state):
    delivery = left(state)
    assert abandoned.recover_abandoned() == [delivery.pk]
    assert queued(delivery) == ["assets.intake.tasks.read_delivery"]
    assert abandoned.recover_abandoned() == [], "once"


@pytest.mark.parametrize("state, stands_as", [("applying", "review"), ("reverting", "applied")])
def test_what_is_whole_or_nothing_stands_where_it_stood(state, stands_as):
    delivery = left(state)
    assert abandoned.recover_abandoned() == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.state, queued(delivery)) == (stands_as, [])


@pytest.mark.parametrize("state", ["review", "applied", "refused", "cancelled", "reverted"])
def test_what_is_done_with_is_left(state):
    left(state)
    assert abandoned.recover_abandoned() == []


def test_an_upload_that_was_just_received_is_left_to_its_request():
    left("received", minutes_ago=0)
    assert abandoned.recover_abandoned() == []


@pytest.mark.parametrize("state", ["applying", "reverting", "reading"])
@pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
def test_what_waits_in_the_queue_is_not_abandoned(state, status):
    delivery = left(state)
    task = {"applying": tasks.apply_delivery, "reverting": tasks.revert_changeset}.get(state)
    result = task.enqueue(delivery.pk, None) if task else tasks.read_delivery.enqueue(delivery.pk)
    DBTaskResult.objects.filter(id=result.id).update(status=status)
    assert abandoned.recover_abandoned() == []
    DBTaskResult.objects.filter(id=result.id).update(status=TaskResultStatus.SUCCESSFUL)
    assert abandoned.recover_abandoned() == [delivery.pk]


def test_what_somebody_works_on_is_left():
    delivery = left("reading")
    with progress.working(delivery.pk):
        assert abandoned.recover_abandoned() == []


def test_tables_and_files_that_nobody_needs_go():
    review, refused = left("review"), left("refused")
    for delivery in (review, refused):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE intake.d{delivery.pk}_rows ()")
    folder = Path(site.MEDIA_ROOT) / "imports"
    (folder / f"{refused.pk}.unpacked" / "1").mkdir(parents=True)
    for name, days in (("999999.zip", 2), ("999998.zip", 0), (f"{review.pk}.zip", 9), ("readme.txt", 9)):
        (folder / name).touch()
        os.utime(folder / name, (time.time(), time.time() - days * 86_400))
    abandoned.recover_abandoned()
    assert staging.exists(f"intake.d{review.pk}_rows")
    assert not staging.exists(f"intake.d{refused.pk}_rows")
    assert {path.name for path in folder.iterdir()} == {"999998.zip", f"{review.pk}.zip", "readme.txt"}


def test_the_worker_makes_the_rounds_at_its_start_and_again_and_one_that_fails_stops_no_other(monkeypatch):
    assert {"intake.abandoned", "exports.expired", "shell.finished_tasks"} <= {
        one.name for one in known_rounds()
    }
    monkeypatch.setattr("assets.shell.jobs.rounds._known", {})
    made = []
    add_round("broken", lambda: 1 / 0, every_s=0)
    add_round("often", lambda: made.append("often"), every_s=0)
    add_round("seldom", lambda: made.append("seldom"), every_s=100)
    rounds = Rounds()
    rounds.make_what_is_due()
    rounds.make_what_is_due()
    assert made == ["often", "seldom", "often"]


def test_tasks_that_are_over_are_forgotten_after_so_many_days(settings):
    settings.REGISTRY_TASK_DAYS = 10
    DBTaskResult.objects.all().delete()
    rows = {}
    for status, days in (
        ("SUCCESSFUL", 11),
        ("FAILED", 11),
        ("SUCCESSFUL", 9),
        ("READY", None),
        ("RUNNING", None),
    ):
        result = tasks.read_delivery.enqueue(1)
        finished = timezone.now() - timedelta(days=days) if days else None
        DBTaskResult.objects.filter(id=result.id).update(
            status=status, finished_at=finished, enqueued_at=timezone.now() - timedelta(days=99)
        )
        rows[str(result.id)] = (status, days)
    assert prune_finished_tasks() == 2
    kept = {rows[str(row.id)] for row in DBTaskResult.objects.all()}
    assert kept == {("SUCCESSFUL", 9), ("READY", None), ("RUNNING", None)}
