"""Inspections and the coded defects found in pipes."""

from functools import partial
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.registry import classes, fields
from assets.registry.models import Asset
from assets.registry.tracking import track
from assets.work.models.tasks import INSPECTION_TASKS, Task, inspection_kinds


@track(exclude=["created_at", "receipt"])
class Inspection(models.Model):
    """
    Someone looked at an asset.

    `uuid` is made by whoever records it, so that sending it twice makes no second one. `condition` (1 very good
    to 5 very poor, empty where nothing was graded) becomes the asset's where this is its newest assessment
    (sql/condition.sql). `grading` holds a pipe's CJJ 181 result where one was computed:
    {"structural": {...}, "functional": {...}}. `receipt` is the checksum of what was sent (receipts.py).
    """

    uuid = models.UUIDField(_("number given by the recorder"), default=uuid4, db_default=RandomUUID())
    asset = models.ForeignKey(Asset, models.PROTECT, verbose_name=_("asset"), related_name="inspections")
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("inspector"),
        null=True,
        blank=True,
        related_name="inspections",
    )
    inspector_name = fields.text(
        _("inspector's name"), 100, help_text=_("Where the inspector has no account.")
    )
    inspected_at = models.DateTimeField(_("inspected at"))
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=inspection_kinds,
        default=Task.INSPECTION,
        db_default=Task.INSPECTION,
    )
    method = fields.choice(_("method"), "condition_method")
    findings = models.TextField(_("findings"), blank=True, default="")
    condition = models.SmallIntegerField(
        _("resulting condition"), null=True, blank=True, choices=partial(classes.condition_choices)
    )
    grading = models.JSONField(_("pipe grading (CJJ 181)"), default=dict, blank=True)
    receipt = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    through = models.CharField(_("recorded through"), max_length=40, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-inspected_at", "-pk"]
        indexes = [
            models.Index(fields=["asset", "-inspected_at"], name="inspection_of_asset"),
            models.Index(fields=["-inspected_at", "-id"], name="inspection_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="inspection_uuid_unique"),
            models.CheckConstraint(
                condition=Q(condition__isnull=True) | Q(condition__gte=1, condition__lte=5),
                name="inspection_condition_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[task.value for task in INSPECTION_TASKS]), name="inspection_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.inspected_at:%Y-%m-%d}"

    @property
    def who(self) -> str:
        """The inspector as people call them."""
        if self.inspector:
            return self.inspector.get_full_name() or self.inspector.username
        return self.inspector_name


@track()
class Defect(models.Model):
    """
    A coded finding in a pipe (CJJ 181-2012).

    `start_m` and `end_m` are metres along the pipe from where the survey began, equal for a point defect;
    `clock_position` is two or four digits ("03", "0903": from 9 to 3 o'clock). The database knows which grades
    each code has (sql/guards.sql).
    """

    inspection = models.ForeignKey(
        Inspection, models.CASCADE, verbose_name=_("inspection"), related_name="defects"
    )
    code = models.CharField(_("code"), max_length=2)
    grade = models.SmallIntegerField(_("grade"))
    start_m = models.FloatField(_("from (m)"))
    end_m = models.FloatField(_("to (m)"))
    clock_position = models.CharField(_("clock position"), max_length=4, blank=True, default="")
    description = models.CharField(_("description"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("defect")
        verbose_name_plural = _("defects")
        ordering = ["start_m", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_m__gte=0, end_m__gte=F("start_m")), name="defect_lies_along_the_pipe"
            ),
            models.CheckConstraint(
                condition=Q(clock_position__regex=r"^((0[0-9]|1[0-2]){1,2})?$"), name="defect_clock_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}{self.grade} {self.start_m:g} m"
