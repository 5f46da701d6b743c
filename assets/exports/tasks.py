"""Background tasks: each calls one verb, and is safe to run twice."""

from django_tasks import task


@task()
def write_export(export_id: int) -> str:
    """Write the export's file; the state it came to."""
    from assets.exports import keeping

    return keeping.run(export_id).state
