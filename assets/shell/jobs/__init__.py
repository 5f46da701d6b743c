"""Background tasks that survive their worker: the queue is django-tasks-db's, the recovery is ours."""
