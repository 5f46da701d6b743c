"""What was done to each asset and when it is next due, in one row an asset, so that millions are judged quickly."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assets.registry import classes
from assets.registry.models import Asset


class Upkeep(models.Model):
    """
    The table `work_upkeep`, kept by the database (sql/upkeep.sql); nobody writes here.

    A row for each asset that was ever inspected or worked on, or has an active plan; no row: never, and nothing due.
    Overdue: `next_due_on` before today by the city's clocks. Days are the city's. Works are finished orders.
    Three columns are for SQL alone: `overdue_days`, `overdue_tasks_from`, `overdue_tasks_until` (sql/upkeep.sql).
    """

    asset = models.OneToOneField(
        Asset, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="upkeep"
    )
    asset_class = models.CharField(max_length=30, choices=classes.class_choices)
    district_id = models.BigIntegerField(null=True)
    last_inspected_on = models.DateField(_("last inspected on"), null=True)
    last_maintained_on = models.DateField(_("last worked on"), null=True)
    inspections = models.IntegerField(_("inspections"), default=0)
    works = models.IntegerField(_("finished works"), default=0)
    works_cost_yuan = models.DecimalField(
        _("cost of works (yuan)"), max_digits=14, decimal_places=2, default=0
    )
    next_due_on = models.DateField(_("next due on"), null=True)

    class Meta:
        verbose_name = _("upkeep")
        verbose_name_plural = _("upkeep")

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.next_due_on or '-'}"
