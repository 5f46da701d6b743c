"""Maintenance plans, and what the database derives from them: what was last done, what is due."""

from functools import partial

from django.contrib.gis.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from assets.registry import classes, fields
from assets.registry.models import Asset, District
from assets.registry.tracking import track
from assets.work.models.tasks import Task, task_choices


@track()
class MaintenancePlan(models.Model):
    """
    What every asset in service of a class needs how often.

    `category` and `size_class` narrow a plan to some pipes (empty: all). The interval is `every_days` or
    `every_months`, one of them. What was never done falls due that long after `starts_on`, or after the
    installation where that is later.
    """

    class SizeClass(models.TextChoices):
        """Pipe sizes of CJJ 68."""

        SMALL = "small", _("Small (below 600 mm)")
        MEDIUM = "medium", _("Medium (600 to 1000 mm)")
        LARGE = "large", _("Large (over 1000 to 1500 mm)")
        EXTRA_LARGE = "extra_large", _("Extra-large (over 1500 mm)")

    name = models.CharField(_("name"), max_length=200)
    asset_class = models.CharField(_("class"), max_length=30, choices=classes.class_choices)
    category = fields.choice(_("category"), "pipe_category", help_text=_("Pipes only; empty for all."))
    size_class = models.CharField(
        _("size class"),
        max_length=12,
        blank=True,
        default="",
        choices=SizeClass,
        help_text=_("Pipes only; empty for all."),
    )
    task = models.CharField(_("task"), max_length=20, choices=task_choices)
    every_days = models.PositiveIntegerField(_("every (days)"), null=True, blank=True)
    every_months = models.PositiveIntegerField(_("every (months)"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), db_default=TruncDate(Now()))
    source = fields.text(_("source of the interval"))
    is_active = models.BooleanField(_("active"), default=True, db_default=True)

    class Meta:
        verbose_name = _("maintenance plan")
        verbose_name_plural = _("maintenance plans")
        ordering = ["asset_class", "task", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset_class", "category", "size_class", "task"],
                name="plan_once_per_task",
                violation_error_message=_("There is a plan for this task already."),
            ),
            models.CheckConstraint(
                condition=Q(every_days__isnull=False, every_days__gte=1, every_months__isnull=True)
                | Q(every_months__isnull=False, every_months__gte=1, every_days__isnull=True),
                name="plan_has_one_interval",
                violation_error_message=_("Give the interval in days or in months, not both."),
            ),
            models.CheckConstraint(
                condition=Q(asset_class="pipe") | Q(category="", size_class=""),
                name="plan_narrows_pipes_only",
                violation_error_message=_("Only plans for pipes may be narrowed by category and size."),
            ),
            models.CheckConstraint(
                condition=Q(task__in=[task.value for task in Task]), name="plan_task_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LastDone(models.Model):
    """The day a task was last done to an asset; kept by the database (sql/due.sql), nobody writes here."""

    pk = models.CompositePrimaryKey("asset_id", "task")
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+", db_index=False)
    task = models.CharField(max_length=20)
    done_on = models.DateField()

    class Meta:
        verbose_name = _("last done")
        verbose_name_plural = _("last done")


class WorkDue(models.Model):
    """
    The view `work_due`: each asset in service with each active plan for it, and the day it falls due.

    Overdue from the day after `due_on`. A view, so that it can be joined, filtered and limited to a scope.
    """

    pk = models.CompositePrimaryKey("asset_id", "plan_id")
    asset = models.ForeignKey(Asset, models.DO_NOTHING, related_name="due")
    plan = models.ForeignKey(MaintenancePlan, models.DO_NOTHING, related_name="due")
    district = models.ForeignKey(District, models.DO_NOTHING, null=True, related_name="+")
    asset_class = models.CharField(max_length=30, choices=classes.class_choices)
    task = models.CharField(max_length=20, choices=partial(task_choices))
    last_done_on = models.DateField(null=True)
    due_on = models.DateField()

    class Meta:
        managed = False
        db_table = "work_due"
        verbose_name = _("task due")
        verbose_name_plural = _("tasks due")
