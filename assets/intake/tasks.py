"""Background tasks: each calls one verb, and is safe to run twice."""

from django.db import connection
from django_tasks import task

from assets.intake.models import Delivery
from assets.registry.classes import CATALOGUE
from assets.registry.errors import DomainError
from assets.registry.models import User


def _user(user_id: int | None) -> User | None:
    return User.objects.get(pk=user_id) if user_id else None


def _note(delivery_id: int, refusal: DomainError) -> None:
    """Note on the delivery, for its page, why what was asked for did not happen."""
    told = {**refusal.parameters, "standing": getattr(refusal, "standing", [])}
    Delivery.objects.filter(pk=delivery_id).update(refusal_code=refusal.code, refusal_parameters=told)


@task(queue_name="imports")
def read_delivery(delivery_id: int) -> str:
    """Read and check; the state it came to."""
    from assets.intake import reading

    return reading.read(delivery_id).state


@task(queue_name="imports")
def check_delivery(delivery_id: int) -> str:
    """Check again what is staged; the state it came to."""
    from assets.intake import reading

    return reading.check(delivery_id).state


@task(queue_name="imports")
def apply_delivery(delivery_id: int, user_id: int | None) -> str:
    """Apply; the state it came to. A refusal is noted on the delivery, which stays reviewable."""
    from assets.intake import apply

    try:
        return apply.run(delivery_id, _user(user_id)).state
    except DomainError as refusal:
        _note(delivery_id, refusal)
        return refusal.code


@task(queue_name="imports")
def refresh_statistics() -> None:
    """ANALYZE what imports write, so that later questions are planned for what is there. Nobody's work waits for it."""
    tables = ["registry_asset", *(entry.model._meta.db_table for entry in CATALOGUE.values())]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table}")


@task(queue_name="imports")
def revert_changeset(changeset_id: int, user_id: int | None) -> str:
    """Revert; "reverted", or the word of its refusal, which is noted on the delivery with what stands on it."""
    from assets.intake import revert

    try:
        revert.run(changeset_id, _user(user_id))
    except DomainError as refusal:
        _note(changeset_id, refusal)
        return refusal.code
    return "reverted"
