# ruff: noqa: S608 - names of tables are ours
"""
Full replacement: a delivery that says it holds everything of its classes in a district.

What the registry has there and the delivery has not is proposed as `removed`, seen in the review, set in the same
transaction as the rest, and restored by a revert. Nothing is deleted.
"""

from django.db import connection

from assets.intake import rights
from assets.intake.plan import ImportPlan
from assets.intake.sql import statement
from assets.registry.errors import Malformed, NotAllowed
from assets.registry.models import District

LISTED = 200
# More than this share of what is there: either a part was sent as the whole, or the numbers have changed.
MUCH = 0.5


def district_of(code: str) -> District:
    """The district that a replacement names. Raises Malformed where there is none of that code."""
    try:
        return District.objects.get(code=code)
    except District.DoesNotExist:
        raise Malformed("replace_district", "440507") from None


def find(plan: ImportPlan, cursor) -> None:
    """
    Make the table `missing` (empty where nothing is replaced). Raises NotAllowed where the one who sent it may not
    write in the whole of that district.
    """
    code = plan.delivery.option("replace_district", "")
    path = ""
    if code:
        district = district_of(code)
        _require_own(district, rights.own_districts(plan.delivery.changeset.proposed_by))
        path = district.tree_path
    cursor.execute(
        statement("missing", **plan.tables.names()),
        {"path": path, "classes": list(plan.classes), "source": plan.delivery.source},
    )
    cursor.execute(f"ALTER TABLE {plan.tables['missing']} ADD PRIMARY KEY (asset_id)")


def _require_own(district: District, mine: list[int] | None) -> None:
    if mine is not None and district.pk not in mine:
        raise NotAllowed


def count(plan: ImportPlan) -> int:
    """How many assets are proposed as removed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {plan.tables['missing']}")
        return cursor.fetchone()[0]


def remove(plan: ImportPlan, user, cursor) -> int:
    """Set what is missing to removed, within the transaction of the import; how many. Raises NotAllowed."""
    if code := plan.delivery.option("replace_district", ""):
        _require_own(district_of(code), rights.own_districts(user))
    cursor.execute(statement("remove_missing", **plan.tables.names()))
    return cursor.rowcount


def listed(plan: ImportPlan) -> list[tuple[str, str]]:
    """Class and code of the first LISTED assets that are proposed as removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT asset_class, code FROM {plan.tables['missing']} ORDER BY asset_class, code LIMIT {LISTED}"
        )
        return cursor.fetchall()


def is_much(counts: dict[str, int]) -> bool:
    """Whether so much would be removed that it must be looked at twice: more than half of what is there."""
    there = counts.get("removed", 0) + counts.get("updated", 0) + counts.get("unchanged", 0)
    return counts.get("removed", 0) > MUCH * there
