"""What the maintenance plans ask to be looked at month by month, to hold against what was looked at."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from assets.districts.figures import statement
from assets.registry.scope import Scope
from assets.work.models import INSPECTION_TASKS

PLANS = statement("plans_covering")
DAYS_A_MONTH = 30.436875  # the mean of four hundred years, as figures.py has it


@dataclass(frozen=True)
class PlannedTask:
    """One plan of inspections: every so many days or months for each of `assets`."""

    asset_class: str
    task: str
    every_days: int | None
    every_months: int | None
    assets: int

    def in_month(self, month: date) -> float:
        """How many inspections the plan asks for in the month, were they spread evenly."""
        every_days = self.every_days or (self.every_months or 1) * DAYS_A_MONTH
        return self.assets * monthrange(month.year, month.month)[1] / every_days


def planned_inspections(
    district_ids: Iterable[int], scope: Scope, asset_classes: list[str] | None = None
) -> list[PlannedTask]:
    """
    The active plans of inspections, with the assets in service now that each covers in the districts.

    Of what was planned in the past nothing is kept: today's plans are held against every month.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            PLANS,
            {
                "districts": list(district_ids),
                "tasks": [str(task) for task in INSPECTION_TASKS],
                "asset_classes": asset_classes,
                **scope.sql_parameters(),
            },
        )
        return [PlannedTask(*row) for row in cursor.fetchall()]
