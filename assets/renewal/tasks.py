"""Background tasks of the room: each calls one verb, and is safe to run twice."""

from django_tasks import task

from assets.registry.models import User


@task(queue_name="default")
def assess_risk(user_id: int | None) -> int:
    """Assess the risk of the whole registry; how many assets."""
    from assets.renewal.assessment import assess

    user = User.objects.filter(pk=user_id).first() if user_id else None
    return assess(user).assets


@task(queue_name="default")
def assess_risk_nightly() -> int:
    """The same, asked for by nobody."""
    from assets.renewal.assessment import assess

    return assess().assets
