"""Background tasks: each calls one verb, and is safe to run twice."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

logger = logging.getLogger(__name__)


@task(queue_name="default")
def compact_nightly() -> int:
    """
    Merge what edits appended, build what low zooms draw, recount; how many tiles of zoom 14 were built.

    Where the map counts otherwise than the assets and yesterday's history do, the log says so and the counts are made anew.
    """
    from assets.maps import upkeep

    upkeep.compact()
    wrong = upkeep.differences()
    yesterday = timezone.localdate() - timedelta(days=1)
    if not wrong and upkeep.has_history(yesterday):
        wrong = upkeep.differences(yesterday)
    if wrong:
        logger.error("%s counts of the map were wrong and are made anew, the first: %s", len(wrong), wrong[0])
        upkeep.repair()
    return upkeep.rebuild()
