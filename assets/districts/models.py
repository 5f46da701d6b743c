"""
The stores behind the figures: sums that the database keeps as rows change (sql/tally.sql), and recounts of them.

Nobody writes here but the triggers, `tally.py` (compaction, rebuilding) and `recount.py`. Rows are differences: a
figure is the sum of its rows. `district_id` null: outside every district. Days and months are the city's.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """What is there: the sum of the rows up to a day is how it stood at the end of that day. Condition 0: unknown."""

    on_day = models.DateField()
    district_id = models.BigIntegerField(null=True)
    asset_class = models.CharField(max_length=30)
    condition = models.SmallIntegerField()
    status = models.CharField(max_length=20)
    assets = models.IntegerField()
    length_m = models.FloatField()
    area_m2 = models.FloatField()

    class Meta:
        # By day for the whole city; by unit for one of its many.
        indexes = [
            models.Index(fields=["on_day", "district_id"], name="districts_tally_day"),
            models.Index(fields=["district_id", "on_day"], name="districts_tally_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.on_day} {self.district_id} {self.asset_class} {self.assets:+}"


class TallyMonth(models.Model):
    """The same by month, so that years are summed by their months: whole months before a day's, and days within it."""

    month = models.DateField()
    district_id = models.BigIntegerField(null=True)
    asset_class = models.CharField(max_length=30)
    condition = models.SmallIntegerField()
    status = models.CharField(max_length=20)
    assets = models.IntegerField()
    length_m = models.FloatField()
    area_m2 = models.FloatField()

    class Meta:
        # By day for the whole city; by unit for one of its many.
        indexes = [
            models.Index(fields=["month", "district_id"], name="districts_tallymonth_month"),
            models.Index(fields=["district_id", "month"], name="districts_tallymonth_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.district_id} {self.asset_class} {self.assets:+}"


class WorkTally(models.Model):
    """What was done in each month, in the district where the asset lies today: inspections, finished works, cost."""

    month = models.DateField()
    district_id = models.BigIntegerField(null=True)
    asset_class = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    inspections = models.IntegerField()
    works = models.IntegerField()
    cost_yuan = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["month", "district_id"], name="districts_worktally_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.district_id} {self.asset_class} {self.kind}"


class WorkDay(models.Model):
    """The same by day, for periods that begin or end within a month."""

    on_day = models.DateField()
    district_id = models.BigIntegerField(null=True)
    asset_class = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    inspections = models.IntegerField()
    works = models.IntegerField()
    cost_yuan = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        # By day for the whole city; by unit for one of its many.
        indexes = [
            models.Index(fields=["on_day", "district_id"], name="districts_workday_day"),
            models.Index(fields=["district_id", "on_day"], name="districts_workday_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.on_day} {self.district_id} {self.asset_class} {self.kind}"


class DueTally(models.Model):
    """
    What is overdue, by today's plans, and what work is open: the sum of the rows up to a day is how it stood at its end.

    `assets` with at least one task overdue, and `tasks` overdue; orders open, and those of them past their day.

    Each difference stands twice: with its day (`span` "d") and with the first of its month ("m"), so that years are
    summed by their months. Overdue on a day: "m" of the months before the day's, and "d" within it up to the day.
    """

    span = models.CharField(max_length=1)
    on_day = models.DateField()
    district_id = models.BigIntegerField(null=True)
    asset_class = models.CharField(max_length=30)
    assets = models.IntegerField()
    tasks = models.IntegerField()
    open_work = models.IntegerField()
    overdue_work = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["span", "on_day", "district_id"], name="districts_duetally_day")]

    def __str__(self) -> str:
        return f"{self.span} {self.on_day} {self.district_id} {self.asset_class} {self.tasks:+}"


class Recount(models.Model):
    """
    A recount of all stores from the rows and the history, in one snapshot of the database.

    `differences` lists what differs: {"store", "key", "kept", "counted"}; the first LISTED of each store, while
    `found` counts all. `repaired`: the stores were made anew after it (`recount_districts --repair`).
    """

    LISTED = 100

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    ok = models.BooleanField(_("equal"), null=True)
    found = models.IntegerField(_("differences"), default=0)
    differences = models.JSONField(default=list)
    counted = models.JSONField(default=dict)
    repaired = models.BooleanField(_("repaired"), default=False)

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.found}"
