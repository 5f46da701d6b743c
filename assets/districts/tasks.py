"""Background tasks: each calls one verb, and is safe to run twice."""

from django_tasks import task


@task()
def recount_nightly() -> str:
    """Merge the figures' stores, then recount them; how many differences were found."""
    from assets.districts import tally
    from assets.districts.recount import RecountRunning, recount

    tally.compact()
    try:
        return str(recount().found)
    except RecountRunning:
        return "running"
