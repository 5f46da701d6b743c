"""What becomes of a delivery whose background task ended badly: it is never "being read" or "being applied" for ever."""

from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished

from assets.intake.models import Delivery
from assets.registry.models import Changeset

State = Delivery.State
# Reading starts from the file again, so nothing is lost; applying and reverting are whole or nothing, so they stand
# where they stood.
AFTERWARDS = {
    State.RECEIVED: State.REFUSED,
    State.READING: State.REFUSED,
    State.CHECKING: State.REFUSED,
    State.APPLYING: State.REVIEW,
    State.REVERTING: State.APPLIED,
}


def give_up(delivery_id: int) -> None:
    """Set the delivery back to the state it safely stands in, with the reason "internal_error" for its page."""
    delivery = Delivery.objects.filter(pk=delivery_id, state__in=AFTERWARDS).first()
    if delivery is None:
        return
    afterwards = AFTERWARDS[State(delivery.state)]
    Delivery.objects.filter(pk=delivery_id, state=delivery.state).update(
        state=afterwards, refusal_code="internal_error", refusal_parameters={}
    )
    if afterwards == State.REFUSED:
        Changeset.objects.filter(pk=delivery_id, state=Changeset.State.PROPOSED).update(
            state=Changeset.State.REFUSED
        )


def task_ended(sender, task_result, **signal) -> None:
    """A task of this room failed, or its worker died three times over it."""
    if task_result.status == TaskResultStatus.FAILED and task_result.task.module_path.startswith(
        "assets.intake.tasks."
    ):
        give_up(task_result.args[0])


def listen() -> None:
    """Hear of every task that ends."""
    task_finished.connect(task_ended, dispatch_uid="intake.given_up")
