"""A delivery whose task ended badly stands where it is safe, and says so; it is never at work for ever."""

import pytest
from django.conf import settings as site
from django_tasks.signals import task_finished

from assets.intake import given_up, tasks
from assets.intake.models import Delivery
from assets.registry.models import Changeset

pytestmark = pytest.mark.django_db


def delivery(state: str) -> Delivery:
    changeset = Changeset.objects.create(kind="import", title="survey")
    return Delivery.objects.create(
        changeset=changeset, file_name="a.zip", stored_as="1.zip", size_bytes=1, sha256="", asset_class="park",
        source="a", state=state,
    )  # fmt: skip


@pytest.mark.parametrize(
    "state, afterwards",
    [
        ("received", "refused"),
        ("reading", "refused"),
        ("checking", "refused"),
        ("applying", "review"),
        ("reverting", "applied"),
        ("applied", "applied"),
    ],
)
def test_it_goes_to_the_state_it_safely_stands_in(state, afterwards):
    left = delivery(state)
    given_up.give_up(left.pk)
    left.refresh_from_db()
    assert left.state == afterwards
    assert bool(left.refusal) == (state != afterwards)


def test_a_task_that_fails_in_the_background_is_heard_of(settings, monkeypatch):
    settings.TASKS = {
        "default": {
            "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
            "QUEUES": ["default", "imports"],
        }
    }
    left = delivery("reading")

    def broken(delivery_id):
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr("assets.intake.reading.read", broken)
    tasks.read_delivery.enqueue(left.pk)
    left.refresh_from_db()
    assert left.state == "refused"
    assert Changeset.objects.get(pk=left.pk).state == "refused"


def test_the_database_workers_signal_is_the_one_listened_to():
    from django_tasks_db.compat import task_finished as of_the_worker

    assert of_the_worker is task_finished
    assert site.TASKS["default"]["BACKEND"].startswith("django_tasks_db")
