# ruff: noqa: S608 - names of tables are ours
"""
Full replacement: a delivery that says it holds everything of its classes in a district, or in a drawn area.

What the registry has there and the delivery has not is proposed as `removed`, seen in the review, set in the same
transaction as the rest, and restored by a revert. Nothing is deleted.
"""

from django.db import connection

from assets.intake import areas, rights
from assets.intake.errors import AreaNotYours
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
    Make the table `missing` (empty where nothing is replaced). Raises NotAllowed, AreaNotYours where the one who sent
    it may not write all that.
    """
    code, area = plan.delivery.option("replace_district", ""), plan.delivery.option("replace_area")
    mine = rights.own_districts(plan.delivery.changeset.proposed_by)
    path = ""
    if code:
        district = district_of(code)
        _require_own(district, mine)
        path = district.tree_path
    cursor.execute(
        statement("missing", **plan.tables.names()),
        {
            "path": path,
            "area": areas.area_of(area).hexewkb.decode() if area else None,
            "classes": list(plan.classes),
            "source": plan.delivery.source,
        },
    )
    cursor.execute(f"ALTER TABLE {plan.tables['missing']} ADD PRIMARY KEY (asset_id)")
    if area:
        _require_own_area(plan, mine, cursor)


def _require_own(district: District, mine: list[int] | None) -> None:
    if mine is not None and district.pk not in mine:
        raise NotAllowed


def _require_own_area(plan: ImportPlan, mine: list[int] | None, cursor) -> None:
    """Raise AreaNotYours where what is missing in the drawn area lies in others' districts."""
    if mine is None:
        return
    cursor.execute(
        f"SELECT count(*) FROM {plan.tables['missing']} WHERE (district_id = ANY (%s)) IS NOT TRUE", [mine]
    )
    if others := cursor.fetchone()[0]:
        raise AreaNotYours(count=others)


def count(plan: ImportPlan) -> int:
    """How many assets are proposed as removed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {plan.tables['missing']}")
        return cursor.fetchone()[0]


def remove(plan: ImportPlan, user, cursor) -> int:
    """Set what is missing to removed, within the transaction of the import; how many. Raises NotAllowed, AreaNotYours."""
    mine = rights.own_districts(user)
    if plan.delivery.option("replace_area"):
        _require_own_area(plan, mine, cursor)
    if code := plan.delivery.option("replace_district", ""):
        _require_own(district_of(code), mine)
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
