"""What a tile or a count is asked to show: filters parsed and judged in one place, limited by what the user may see."""

import hashlib
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE
from assets.registry.districts import subtree
from assets.registry.errors import Malformed
from assets.registry.models import Asset, District
from assets.registry.scope import Scope

PARAMETERS = {"asset_class", "condition", "status", "district"}
CONDITIONS = {"unknown": 0, "0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


@dataclass(frozen=True)
class Selection:
    """Filters ready for SQL: None means "no limit", an empty tuple "nothing". `visible_districts` limits outlines."""

    classes: tuple[str, ...] | None
    conditions: tuple[int, ...] | None
    statuses: tuple[str, ...] | None
    districts: tuple[int, ...] | None
    visible_districts: tuple[int, ...] | None

    def parameters(self) -> dict:
        """For the SQL files: arrays, or None."""
        return {
            name: None if value is None else list(value)
            for name, value in (
                ("classes", self.classes),
                ("conditions", self.conditions),
                ("statuses", self.statuses),
                ("districts", self.districts),
                ("visible_districts", self.visible_districts),
            )
        }

    @property
    def key(self) -> str:
        """Equal for equal selections: part of cache keys and ETags."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:20]


def parse(query: QueryDict, scope: Scope) -> Selection:
    """
    The selection a query asks for, within the scope.

    Raises Malformed for a parameter, class, condition, status or district that is not known.
    """
    for name in query:
        if name not in PARAMETERS:
            raise Malformed(
                name,
                ", ".join(sorted(PARAMETERS)),
                _("There is no parameter %(parameter)s here; there are %(expected)s."),
            )
    classes = _listed(query, "asset_class", set(CATALOGUE))
    conditions = _listed(query, "condition", set(CONDITIONS))
    statuses = _listed(query, "status", set(Asset.Status.values))
    districts = _district_ids(query.get("district", ""))
    return Selection(
        _both(classes, scope.classes),
        None if conditions is None else tuple(sorted({CONDITIONS[name] for name in conditions})),
        statuses,
        _both(districts, scope.district_ids),
        scope.district_ids,
    )


def _listed(query: QueryDict, name: str, known: set[str]) -> tuple[str, ...] | None:
    """The comma-separated words of a parameter; None where it is not given, () where it is given empty."""
    if name not in query:
        return None
    words = sorted({word for value in query.getlist(name) for word in value.split(",") if word})
    for word in words:
        if word not in known:
            raise Malformed(
                name, ", ".join(sorted(known)), _("%(parameter)s must be one or more of: %(expected)s.")
            )
    return tuple(words)


def _district_ids(code: str) -> tuple[int, ...] | None:
    if not code:
        return None
    district = District.objects.filter(code=code).first() if len(code) <= 12 else None
    if district is None:
        raise Malformed("district", _("the code of a known district, such as 440507"))
    return tuple(subtree(district).order_by("pk").values_list("pk", flat=True))


def _both(asked: tuple | None, allowed: tuple | None) -> tuple | None:
    """What is asked for and allowed; None where neither limits."""
    if asked is None or allowed is None:
        return allowed if asked is None else asked
    return tuple(value for value in asked if value in set(allowed))
