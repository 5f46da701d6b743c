"""Photos: private files, shown only to those who may see the asset."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.registry.models import Asset
from assets.registry.tracking import track
from assets.work.models.inspections import Inspection
from assets.work.models.orders import WorkOrder


@track(exclude=["created_at"])
class Photo(models.Model):
    """
    A picture of an asset, of an inspection or of work on it where one is named.

    `file` and `thumbnail` lie under MEDIA_ROOT by random names (`photos.py` writes them); `sha256` is of the bytes as
    they were sent, so that the sender may let go of its copy. `lon`, `lat` (WGS84) and `accuracy_m` are where it was
    taken, as the device said.
    """

    uuid = models.UUIDField(_("number given by the recorder"), default=uuid4, db_default=RandomUUID())
    asset = models.ForeignKey(Asset, models.PROTECT, verbose_name=_("asset"), related_name="photos")
    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        verbose_name=_("inspection"),
        null=True,
        blank=True,
        related_name="photos",
    )
    work_order = models.ForeignKey(
        WorkOrder, models.PROTECT, verbose_name=_("work order"), null=True, blank=True, related_name="photos"
    )
    file = models.FileField(_("file"), max_length=200)
    thumbnail = models.FileField(_("thumbnail"), max_length=200, editable=False)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, editable=False)
    content_type = models.CharField(_("format"), max_length=20, editable=False)
    size_bytes = models.PositiveIntegerField(_("size (bytes)"), editable=False)
    width = models.PositiveIntegerField(_("width (px)"), editable=False)
    height = models.PositiveIntegerField(_("height (px)"), editable=False)
    caption = models.CharField(_("caption"), max_length=300, blank=True, default="")
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    accuracy_m = models.FloatField(_("accuracy (m)"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("taken by"),
        null=True,
        blank=True,
        related_name="photos",
    )
    through = models.CharField(_("recorded through"), max_length=40, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="photo_uuid_unique"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="photo_place_in_degrees",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="photo_sha256"),
        ]

    def __str__(self) -> str:
        return self.caption or str(self.uuid)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("photo", args=[self.uuid])
