"""Nightly tasks: due from their hour by the city's clocks, queued once, by one worker."""

from datetime import datetime, time

import pytest
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assets.districts.tasks import recount_nightly
from assets.shell.jobs import nightly

pytestmark = pytest.mark.django_db
NOON = (2026, 3, 2, 12, 0)


def at(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


@pytest.fixture(autouse=True)
def one_task(monkeypatch, settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "imports"]}
    }
    monkeypatch.setattr(nightly, "_nightly", [nightly.Nightly(recount_nightly, time(2, 0))])


def queued_at(moment: datetime) -> None:
    DBTaskResult.objects.update(enqueued_at=moment)


def test_a_task_is_queued_once_a_night():
    path = recount_nightly.module_path
    assert nightly.queue_what_is_due(at(*NOON)) == [path]
    queued_at(at(2026, 3, 2, 2, 1))
    assert nightly.queue_what_is_due(at(*NOON)) == []
    assert nightly.queue_what_is_due(at(2026, 3, 3, 1, 59)) == []
    assert nightly.queue_what_is_due(at(2026, 3, 3, 2, 0)) == [path]
    assert DBTaskResult.objects.count() == 2


def test_a_worker_that_was_down_at_the_hour_catches_up():
    nightly.queue_what_is_due(at(2026, 3, 1, 2, 0))
    queued_at(at(2026, 3, 1, 2, 0))
    assert nightly.queue_what_is_due(at(2026, 3, 4, 17, 0))


def test_naming_a_task_twice_is_naming_it_once(monkeypatch):
    nightly.nightly(recount_nightly)
    assert len(nightly._nightly) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_queues_it():
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, 0)", [nightly.QUEUING_LOCK])
        assert nightly.queue_what_is_due(at(*NOON)) == []
    finally:
        other.close()
    assert connection.is_usable()
