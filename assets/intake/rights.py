"""Who may import what: the right itself, and rows only in one's own districts. Asks registry.rights and scope."""

from django.conf import settings

from assets.intake.errors import SecondEyesNeeded
from assets.intake.models import Delivery
from assets.intake.plan import ImportPlan
from assets.registry.errors import NotAllowed
from assets.registry.rights import Right, require, tied_paths
from assets.registry.scope import scope_of

NOT_MINE = """
SELECT EXISTS (
    SELECT FROM {verdicts} v
      LEFT JOIN {districts} d USING (rid)
      LEFT JOIN registry_asset asset ON asset.id = v.asset_id
     WHERE v.verdict IN ('created', 'updated')
       AND (d.rid IS NOT NULL AND (d.district_id = ANY (%(mine)s)) IS NOT TRUE
            OR asset.id IS NOT NULL AND (asset.district_id = ANY (%(mine)s)) IS NOT TRUE)
)
"""


def require_import(user) -> None:
    """Raise NotAllowed where `user` may not import; None is the administrator of the machine, at its command line."""
    if user is not None:
        require(user, Right.IMPORT)


def own_districts(user) -> list[int] | None:
    """Ids of the districts that `user` may write in, None for the whole city and what lies outside every district."""
    if user is None or not tied_paths(user):
        return None
    return list(scope_of(user).district_ids or ())


def needs_other_eyes(delivery: Delivery, user) -> bool:
    """Whether the site wants another than the one who sent the delivery to apply it."""
    return settings.REGISTRY_IMPORT_SECOND_EYES and delivery.changeset.proposed_by_id == getattr(
        user, "pk", None
    )


def require_other_eyes(delivery: Delivery, user) -> None:
    """Raise SecondEyesNeeded where the one who sent the delivery would apply it and the site wants another to."""
    if needs_other_eyes(delivery, user):
        raise SecondEyesNeeded


def require_rows(plan: ImportPlan, user, cursor) -> None:
    """Raise NotAllowed where the one who applies (not always who proposed) may not write a row of the delivery."""
    require_import(user)
    mine = own_districts(user)
    if mine is None:
        return
    cursor.execute(NOT_MINE.format(**plan.tables.names()), {"mine": mine})
    if cursor.fetchone()[0]:
        raise NotAllowed
