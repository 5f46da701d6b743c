"""Changeset: changes proposed together, applied whole or not at all, revertible."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Changeset(models.Model):
    """A set of changes. `counts` is the report's created, updated, unchanged, rejected once known."""

    class Kind(models.TextChoices):
        IMPORT = "import", _("Import")
        BULK_EDIT = "bulk_edit", _("Bulk edit")
        REVERT = "revert", _("Revert")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPLIED = "applied", _("Applied")
        REVERTED = "reverted", _("Reverted")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    title = models.CharField(_("title"), max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("proposed by"),
        null=True,
        related_name="changesets",
    )
    proposed_at = models.DateTimeField(_("proposed at"), db_default=Now())
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("applied by"),
        null=True,
        blank=True,
        related_name="applied_changesets",
    )
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    reverted_by = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("reverted by"), null=True, blank=True, related_name="reverts"
    )
    counts = models.JSONField(_("counts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("changeset")
        verbose_name_plural = _("changesets")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"


class CodeSerial(models.Model):
    """The last serial given in a county and component class; serials are never given twice (sql/codes.sql)."""

    county = models.CharField(max_length=6)
    component_class = models.CharField(max_length=4)
    last_serial = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("last serial")
        verbose_name_plural = _("last serials")
        constraints = [
            models.UniqueConstraint(fields=["county", "component_class"], name="code_serial_unique")
        ]

    def __str__(self) -> str:
        return f"{self.county}{self.component_class}{self.last_serial:06}"


class ComponentClass(models.Model):
    """Which component classes (GB/T 30428.2 or local extension) codes of an asset class are taken from, in order."""

    asset_class = models.CharField(_("class"), max_length=30)
    component_class = models.CharField(_("component class"), max_length=4, unique=True)
    position = models.SmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=100, blank=True, default="")
    is_extension = models.BooleanField(_("local extension"), default=False)

    class Meta:
        verbose_name = _("component class")
        verbose_name_plural = _("component classes")
        ordering = ["asset_class", "position"]

    def __str__(self) -> str:
        return f"{self.component_class} {self.name}".strip()
