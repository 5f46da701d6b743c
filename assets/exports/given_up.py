"""What becomes of an export whose background task ended badly: it is never "being written" for ever."""

from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished

from assets.exports.models import Export


def give_up(export_id: int) -> None:
    """Note the export as refused, with the reason "internal_error" for its page."""
    Export.objects.filter(pk=export_id, state__in=Export.BUSY).update(
        state=Export.State.REFUSED, refusal_code="internal_error", refusal_parameters={}
    )


def task_ended(sender, task_result, **signal) -> None:
    """A task of this room failed, or its worker died three times over it."""
    if task_result.status == TaskResultStatus.FAILED and task_result.task.module_path.startswith(
        "assets.exports.tasks."
    ):
        give_up(task_result.args[0])


def listen() -> None:
    """Hear of every task that ends."""
    task_finished.connect(task_ended, dispatch_uid="exports.given_up")
