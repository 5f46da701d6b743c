"""What is kept of tasks that are over: their rows go after some days, so that the queue's table does not grow for ever."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

EVERY_S = 3600


def prune_finished_tasks() -> int:
    """Delete the rows of tasks that ended, well or badly, more than REGISTRY_TASK_DAYS days ago; how many."""
    before = timezone.now() - timedelta(days=settings.REGISTRY_TASK_DAYS)
    over = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    deleted, _by_model = DBTaskResult.objects.filter(status__in=over, finished_at__lt=before).delete()
    return deleted
