"""An export that was asked for on the site: made in the background, kept some days, its own person's alone."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.exports import errors


class Export(models.Model):
    """
    One export. `words`: what was asked for, as `order.judge` takes it. `remarks`: [word, parameters] of errors.REMARKS.

    `scope_key`: what its person might see when the file was written (registry.scope).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WRITING = "writing", _("being written")
        READY = "ready", _("ready")
        REFUSED = "refused", _("not made")
        EXPIRED = "expired", _("file removed")

    BUSY = (State.WAITING, State.WRITING)

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("requested by"), related_name="exports"
    )
    format = models.CharField(_("format"), max_length=10)
    words = models.JSONField(_("filters"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done_rows = models.BigIntegerField(_("rows written"), default=0)
    total_rows = models.BigIntegerField(_("rows in all"), null=True, blank=True)
    by_class = models.JSONField(_("rows by class"), default=dict, blank=True)
    remarks = models.JSONField(_("remarks"), default=list, blank=True, encoder=DjangoJSONEncoder)
    file_name = models.CharField(_("file"), max_length=120, blank=True, default="")
    size_bytes = models.BigIntegerField(_("size (bytes)"), null=True, blank=True)
    scope_key = models.CharField(max_length=16, blank=True, default="", editable=False)
    refusal_code = models.CharField(max_length=40, blank=True, default="")
    refusal_parameters = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    refusal_text = models.TextField(blank=True, default="", editable=False)
    task_id = models.CharField(max_length=64, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("requested at"), db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["requested_by", "-id"], name="export_of_person"),
            models.Index(fields=["expires_at"], name="export_expires", condition=models.Q(state="ready")),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name or self.format}"

    @property
    def is_busy(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in self.BUSY

    @property
    def percent(self) -> int | None:
        """How much is written, None before that is known."""
        return min(100, round(100 * self.done_rows / self.total_rows)) if self.total_rows else None

    @property
    def refusal(self) -> str:
        """Why it was refused, in the reader's language where the reason is of this room; empty where it was not."""
        if self.refusal_code in errors.REASONS:
            return errors.reason(self.refusal_code, self.refusal_parameters)
        return self.refusal_text

    @property
    def asked(self) -> list[str]:
        """What was asked for, in the reader's language."""
        from assets.exports.forms import asked

        return asked(self.words)

    @property
    def told(self) -> list[str]:
        """What the file's reader must know, in the reader's language."""
        return [errors.remark(word, parameters) for word, parameters in self.remarks]
