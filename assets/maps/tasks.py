"""Background tasks: each calls one verb, and is safe to run twice."""

from django_tasks import task


@task(queue_name="default")
def compact_nightly() -> int:
    """Merge what edits appended and build what low zooms draw; how many tiles of zoom 14 were built."""
    from assets.maps import upkeep

    upkeep.compact()
    return upkeep.rebuild()
