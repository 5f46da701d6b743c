"""What is due for an asset, from the view `work_due` (sql/due.sql)."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assets.registry.models import Asset
from assets.work.models import MaintenancePlan, WorkDue


@dataclass(frozen=True)
class Due:
    """A plan for an asset: when its task was last done, when it is due; overdue from the day after."""

    plan: MaintenancePlan
    last_done_on: date | None
    due_on: date
    overdue_days: int

    @property
    def is_overdue(self) -> bool:
        return self.overdue_days > 0


def due_for(asset: Asset, today: date | None = None) -> list[Due]:
    """What the active plans ask for `asset`, the most urgent first."""
    today = today or timezone.localdate()
    rows = WorkDue.objects.filter(asset_id=asset.pk).select_related("plan").order_by("due_on", "plan_id")
    return [Due(row.plan, row.last_done_on, row.due_on, max(0, (today - row.due_on).days)) for row in rows]
