"""
The budget line: how far down the ranking a budget reaches, and what renewing so much does to the conditions.

What is renewed counts as very good (1). An asset that alone costs more than the whole budget is passed over: it is a
project of its own. The first one that no longer fits is the line, and nothing below it is taken.
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.db.models import Count, Sum

from assets.renewal.models import Risk, Standing
from assets.renewal.selection import Selection

SQL = Path(__file__).parent / "sql"
RANKED, LINE, KEEP_ITEMS = (
    (SQL / f"{name}.sql").read_text(encoding="utf-8") for name in ("ranked", "line", "keep_items")
)
FIRST_LOOK = 2000
VERY_GOOD = 1


@dataclass(frozen=True)
class Line:
    """
    Where the budget ends. assets, spent_yuan, length_m, area_m2, risk: of what is renewed. last: (risk, asset id) of
    the last one renewed. before, after: assets by condition (0 unknown). curve: [yuan spent, poor ones renewed].
    `looked_at`: how many rows of the ranking it took to find it.
    """

    assets: int
    spent_yuan: Decimal
    last: tuple[Decimal, int] | None
    length_m: float
    area_m2: float
    risk: Decimal
    before: dict[int, int]
    after: dict[int, int]
    total_risk: Decimal
    curve: list[list[float]] = field(default_factory=list)
    looked_at: int = 0

    def reaches(self, risk: Decimal, asset_id: int) -> bool:
        """Whether a row of the ranking is at or above the line."""
        return self.last is not None and (-risk, asset_id) <= (-self.last[0], self.last[1])

    @property
    def poor_before(self) -> int:
        return self.before.get(4, 0) + self.before.get(5, 0)

    @property
    def poor_after(self) -> int:
        return self.after.get(4, 0) + self.after.get(5, 0)


def line_of(selection: Selection) -> Line:
    """
    The budget line of a selection.

    Looks at twice as many rows each time until the money is gone: the cost grows with what is bought, not with the city.
    """
    most = FIRST_LOOK
    with connection.cursor() as cursor:
        while True:
            cursor.execute(f"WITH {RANKED}{LINE}", {**selection.parameters(), "most": most})
            unfinished, assets, spent, risk, asset_id, length, area, removed, renewed, curve = (
                cursor.fetchone()
            )
            if not unfinished:
                break
            most *= 4
    before, total_risk = _before(selection)
    after = dict(before)
    for condition, count in json.loads(renewed).items():
        after[int(condition)] = after.get(int(condition), 0) - count
        after[VERY_GOOD] = after.get(VERY_GOOD, 0) + count
    return Line(
        assets=assets,
        spent_yuan=spent,
        last=None if asset_id is None else (risk, asset_id),
        length_m=length,
        area_m2=area,
        risk=removed,
        before=before,
        after=after,
        total_risk=total_risk,
        curve=json.loads(curve),
        looked_at=most,
    )


def _before(selection: Selection) -> tuple[dict[int, int], Decimal]:
    """Assets by condition (0 unknown) of the selection, and the sum of their risks."""
    rows = selection.narrow(Standing.objects.all())
    found = dict.fromkeys(range(6), 0)
    total = Decimal(0)
    for condition, assets, risk in rows.values_list("condition").annotate(Sum("assets"), Sum("risk")):
        found[condition or 0] += assets
        total += risk
    return found, total


def beyond_the_budget(selection: Selection) -> int:
    """How many of the first assets of the ranking cost, each alone, more than the whole budget."""
    least = -(-selection.budget_yuan * 100 // selection.cost_percent)
    rows = selection.narrow(Risk.objects.filter(cost_yuan__gt=least))
    return rows.aggregate(count=Count("*"))["count"]
