"""Work orders: from asked for to verified."""

from functools import partial
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.registry import classes, fields
from assets.registry.models import Asset
from assets.registry.tracking import track
from assets.work.models.inspections import Inspection
from assets.work.models.plans import MaintenancePlan
from assets.work.models.tasks import WORK_TASKS, work_kinds


def person(verbose_name, related_name: str) -> models.ForeignKey:
    """Someone with an account who had a part in the work."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=verbose_name,
        null=True,
        blank=True,
        related_name=related_name,
    )


@track(exclude=["created_at", "updated_at", "receipt"])
class WorkOrder(models.Model):
    """
    A piece of work on one asset.

    `number` ("WO2026-000123") is given by the database. `state` moves only along TRANSITIONS of `orders.py`, which
    the database holds too (sql/orders.sql). `resulting_condition` of work that is done becomes the asset's condition
    with reason "repaired" (sql/condition.sql). `cost_yuan` is what it cost once done.
    """

    class State(models.TextChoices):
        ASKED_FOR = "asked_for", _("Asked for")
        PLANNED = "planned", _("Planned")
        ASSIGNED = "assigned", _("Assigned")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        VERIFIED = "verified", _("Verified")
        CANCELLED = "cancelled", _("Cancelled")

    class Priority(models.IntegerChoices):
        URGENT = 1, _("Urgent")
        HIGH = 2, _("High")
        NORMAL = 3, _("Normal")
        LOW = 4, _("Low")

    OPEN_STATES = (State.ASKED_FOR, State.PLANNED, State.ASSIGNED, State.IN_PROGRESS)
    FINISHED_STATES = (State.DONE, State.VERIFIED)

    uuid = models.UUIDField(_("number given by the recorder"), default=uuid4, db_default=RandomUUID())
    number = models.CharField(
        _("number"), max_length=20, db_default=Func(function="work_order_number"), editable=False
    )
    asset = models.ForeignKey(Asset, models.PROTECT, verbose_name=_("asset"), related_name="work_orders")
    kind = models.CharField(_("kind"), max_length=20, choices=work_kinds)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, default="")
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.ASKED_FOR, db_default=State.ASKED_FOR
    )
    priority = models.SmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    source_inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        verbose_name=_("found by inspection"),
        null=True,
        blank=True,
        related_name="work_orders",
    )
    plan = models.ForeignKey(
        MaintenancePlan,
        models.SET_NULL,
        verbose_name=_("maintenance plan"),
        null=True,
        blank=True,
        related_name="work_orders",
    )
    asked_by = person(_("asked for by"), "work_asked_for")
    asked_at = models.DateTimeField(_("asked for at"), db_default=Now())
    assigned_to = person(_("assigned to"), "work_assigned")
    crew = fields.text(_("crew"), 100)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = person(_("verified by"), "work_verified")
    outcome = models.TextField(_("what was done"), blank=True, default="")
    cost_yuan = models.DecimalField(_("cost (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    resulting_condition = models.SmallIntegerField(
        _("resulting condition"), null=True, blank=True, choices=partial(classes.condition_choices)
    )
    receipt = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    through = models.CharField(_("recorded through"), max_length=40, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("changed at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["asset", "-asked_at"], name="work_order_of_asset"),
            models.Index(
                fields=["state", "due_on"],
                name="work_order_open",
                condition=Q(state__in=["asked_for", "planned", "assigned", "in_progress"]),
            ),
            models.Index(fields=["-finished_at"], name="work_order_finished"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="work_order_uuid_unique"),
            models.UniqueConstraint(fields=["number"], name="work_order_number_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=[task.value for task in WORK_TASKS]), name="work_order_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "asked_for",
                        "planned",
                        "assigned",
                        "in_progress",
                        "done",
                        "verified",
                        "cancelled",
                    ]
                ),
                name="work_order_state_known",
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=4), name="work_order_priority_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(resulting_condition__isnull=True)
                | Q(resulting_condition__gte=1, resulting_condition__lte=5),
                name="work_order_condition_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(cost_yuan__isnull=True) | Q(cost_yuan__gte=0), name="work_order_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_progress") | Q(started_at__isnull=False),
                name="work_order_started_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "verified"]) | Q(finished_at__isnull=False),
                name="work_order_done_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_at__isnull=False),
                name="work_order_verified_has_time",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(started_at__isnull=True)
                | Q(finished_at__gte=F("started_at")),
                name="work_order_finished_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("work-detail", args=[self.number])

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in self.OPEN_STATES
