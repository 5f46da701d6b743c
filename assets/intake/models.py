"""A delivery: one file on its way into the registry. Its id is its changeset's id."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

SURVEY = "drainage_survey"


class Delivery(models.Model):
    """
    One import, from the upload to its report.

    `options`: mapping, values, template, srid, shift (gcj02), encoding, layer (a name or several), on_conflict (update, skip, fail),
    on_error (reject, abort), repair (outlines that are not valid), replace_district (code) or replace_area (GeoJSON polygon in
    WGS84): the file holds everything of its classes there, what it lacks is removed.
    `findings`: what was understood of the file, by layer: encoding, srid and candidates, columns with samples,
    mapping with confidence, texts of choice fields; `found`: every layer of the file; `template` that was used. `report` is the public report (design.md); all rejections are rows of Finding.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        READING = "reading", _("being read")
        CHECKING = "checking", _("being checked")
        REVIEW = "review", _("ready for review")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")
        REVERTING = "reverting", _("being reverted")
        REVERTED = "reverted", _("reverted")

    BUSY = (State.READING, State.CHECKING, State.APPLYING, State.REVERTING)

    changeset = models.OneToOneField(
        "registry.Changeset",
        models.CASCADE,
        primary_key=True,
        verbose_name=_("changeset"),
        related_name="delivery",
    )
    file_name = models.CharField(_("file"), max_length=255)
    stored_as = models.CharField(max_length=255, editable=False)
    size_bytes = models.BigIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    asset_class = models.CharField(_("class"), max_length=30)
    source = models.CharField(_("source"), max_length=120)
    options = models.JSONField(_("options"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RECEIVED)
    findings = models.JSONField(_("findings"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    refusal_code = models.CharField(max_length=40, blank=True, default="")
    refusal_parameters = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    cancel_requested = models.BooleanField(default=False)
    task_id = models.CharField(max_length=64, blank=True, default="", editable=False)
    received_at = models.DateTimeField(_("received at"), db_default=Now())
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def is_survey(self) -> bool:
        """Whether the file is a whole drainage survey, points and lines."""
        return self.asset_class == SURVEY

    def option(self, name: str, default=None):
        """An option of the import, `default` where it was not given."""
        value = self.options.get(name)
        return default if value in (None, "") else value

    @property
    def refusal(self) -> str:
        """Why it was refused, in the reader's language; empty where it was not."""
        from assets.intake.errors import REASONS

        if not self.refusal_code:
            return ""
        sentence = str(REASONS.get(self.refusal_code, self.refusal_code))
        return sentence % self.refusal_parameters if self.refusal_parameters else sentence


class MappingTemplate(models.Model):
    """
    How the columns and texts of one firm's deliveries are meant, kept under a name and used again.

    columns: by kind of layer (points, lines, areas, unknown), column to the fields it fills (none: kept as a further
    column). values: by field, text to the word of its domain.
    """

    name = models.CharField(_("name"), max_length=80)
    asset_class = models.CharField(_("class"), max_length=30)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("mapping template")
        verbose_name_plural = _("mapping templates")
        ordering = ["asset_class", "name"]
        constraints = [
            models.UniqueConstraint(fields=["asset_class", "name"], name="mapping_template_name_unique")
        ]

    def __str__(self) -> str:
        return self.name


class Progress(models.Model):
    """
    How far the work on a delivery is. Written on a connection of its own, so that it is seen before the commit.

    No key to Delivery: the work's own transaction may hold that row, and this must never wait for it.
    """

    delivery = models.BigIntegerField(primary_key=True)
    phase = models.CharField(max_length=20)
    done_rows = models.BigIntegerField(default=0)
    total_rows = models.BigIntegerField(null=True)
    rows_per_s = models.FloatField(null=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")

    def __str__(self) -> str:
        return f"{self.delivery} {self.phase} {self.done_rows}"


class Finding(models.Model):
    """What a check found in one row of a delivery. `severity` rejects keeps the row out, warns lets it in."""

    class Severity(models.TextChoices):
        REJECTS = "rejects", _("rejects the row")
        WARNS = "warns", _("warns")

    id = models.BigAutoField(primary_key=True)
    # No constraint in the database: a key checked for each of a million findings is a tenth of the import.
    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="row_findings", db_index=False, db_constraint=False
    )
    severity = models.CharField(max_length=8, choices=Severity)
    problem = models.CharField(max_length=40)
    layer = models.SmallIntegerField(default=0)
    row_no = models.BigIntegerField()
    code = models.CharField(max_length=200, blank=True, default="")
    field = models.CharField(max_length=100, blank=True, default="")
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["layer", "row_no", "id"]
        indexes = [
            models.Index(fields=["delivery", "severity", "layer", "row_no"], name="finding_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.problem} {self.layer}/{self.row_no}"
