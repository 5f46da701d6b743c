"""What a ranking is narrowed to and what may be spent: judged in one place, within what the user may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assets.registry.districts import subtree
from assets.registry.errors import Malformed
from assets.registry.filters import UNKNOWN, read, words
from assets.registry.models import District
from assets.registry.scope import Scope, scope_of, visible_districts
from assets.renewal.assessment import CLASSES

WAN = 10_000  # budgets are told in ten thousand yuan
MOST_BUDGET_WAN = 100_000_000
MOST_COST_PERCENT = 1000
DEFAULT_BUDGET_WAN = 2000


@dataclass(frozen=True)
class Selection:
    """Filters and money. None: no limit. `given` holds the words as sent, for links and forms."""

    classes: tuple[str, ...] | None
    conditions: tuple[int, ...] | None
    district: District | None
    district_ids: tuple[int, ...] | None
    budget_yuan: int
    cost_percent: int
    given: dict[str, str] = field(default_factory=dict)

    def parameters(self) -> dict:
        """For the SQL files."""
        return {
            "classes": None if self.classes is None else list(self.classes),
            "conditions": None if self.conditions is None else list(self.conditions),
            "districts": None if self.district_ids is None else list(self.district_ids),
            "budget": self.budget_yuan,
            "cost_percent": self.cost_percent,
        }

    def narrow(self, rows: QuerySet) -> QuerySet:
        """`rows` (of Risk or Standing) limited to what is selected; the money narrows nothing."""
        if self.classes is not None:
            rows = rows.filter(asset_class__in=self.classes)
        if self.district_ids is not None:
            rows = rows.filter(district_id__in=self.district_ids)
        if self.conditions is not None:
            wanted = Q(condition__in=[grade for grade in self.conditions if grade])
            rows = rows.filter(wanted | Q(condition__isnull=True) if 0 in self.conditions else wanted)
        return rows


def parse(query: QueryDict | Mapping[str, str], user) -> Selection:
    """The selection that a query asks for. Raises Malformed, naming the parameter and what it must be."""
    given = read(query, {"asset_class", "condition", "district", "budget", "cost_percent", "after"})
    scope = scope_of(user)
    classes = tuple(words("asset_class", given["asset_class"], CLASSES)) if "asset_class" in given else None
    district = None
    if code := given.get("district"):
        district = visible_districts(user).filter(code=code).first()
        if district is None:
            raise Malformed("district", _("the code of a district you may see, like 440507"))
    return Selection(
        classes=_within(classes, scope.classes),
        conditions=_conditions(given.get("condition")),
        district=district,
        district_ids=_district_ids(district, scope),
        budget_yuan=round(_number("budget", given, DEFAULT_BUDGET_WAN, MOST_BUDGET_WAN) * WAN),
        cost_percent=round(_number("cost_percent", given, 100, MOST_COST_PERCENT)),
        given=given,
    )


def _within(asked: tuple[str, ...] | None, visible: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if asked is None or visible is None:
        return visible if asked is None else asked
    return tuple(name for name in asked if name in visible)


def _district_ids(district: District | None, scope: Scope) -> tuple[int, ...] | None:
    if district is None:
        return scope.district_ids
    below = subtree(district).values_list("pk", flat=True)
    return tuple(pk for pk in below if scope.district_ids is None or pk in scope.district_ids)


def _conditions(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    found = words("condition", text, [*map(str, range(1, 6)), UNKNOWN])
    return tuple(sorted({0 if word == UNKNOWN else int(word) for word in found}))


def _number(name: str, given: Mapping[str, str], default: float, most: float) -> float:
    text = given.get(name)
    if text is None:
        return default
    expected = _("a number above 0 and not above %s") % f"{most:,}"
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        raise Malformed(name, expected) from None
    if not 0 < value <= most or round(value * WAN) < 1 or (name == "cost_percent" and round(value) < 1):
        raise Malformed(name, expected)
    return value
