"""Administrative units: a tree from the city down to communities, with boundaries where known."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from assets.registry.tracking import track


@track(exclude=["mercator", "tree_path"])
class District(models.Model):
    """
    An administrative unit (GB/T 2260 code of 6, 9 or 12 digits).

    `tree_path` ("440500/440507/440507001") is kept by the database from `parent`: a unit and all below it are
    those whose path starts with the unit's. Boundaries are in REGISTRY_SRID; assets follow a changed boundary.
    """

    class Level(models.TextChoices):
        CITY = "city", _("City")
        DISTRICT = "district", _("District or county")
        STREET_TOWN = "street_town", _("Street or town")
        COMMUNITY = "community", _("Community or village")

    class Accuracy(models.TextChoices):
        NONE = "", _("No boundary")
        SCHEMATIC = "schematic", _("Schematic, not the legal boundary")
        SURVEYED = "surveyed", _("Surveyed")
        LEGAL = "legal", _("Legal boundary")

    code = models.CharField(
        _("code"), max_length=12, unique=True, validators=[RegexValidator(r"^(\d{6}|\d{9}|\d{12})$")]
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True, default="")
    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("belongs to"), null=True, blank=True, related_name="children"
    )
    tree_path = models.CharField(_("path"), max_length=60, editable=False, default="", db_index=False)
    boundary = models.MultiPolygonField(_("boundary"), srid=settings.REGISTRY_SRID, null=True, blank=True)
    mercator = models.GeneratedField(
        expression=Transform("boundary", 3857),
        output_field=models.MultiPolygonField(srid=3857, null=True),
        db_persist=True,
    )
    accuracy = models.CharField(
        _("accuracy of the boundary"), max_length=12, choices=Accuracy, blank=True, default=""
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("replaced by"), null=True, blank=True, related_name="replaces"
    )

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["code"]
        indexes = [
            GistIndex(fields=["mercator"], name="district_mercator"),
            models.Index(fields=["tree_path"], name="district_tree_path", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The unit's name in the reader's language."""
        from django.utils.translation import get_language

        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("district-detail", args=[self.code])


class DistrictPart(models.Model):
    """
    A piece of a boundary of at most 64 corners, so that finding a point's district is one short index look-up.

    Kept by the database (sql/districts.sql); nobody writes here.
    """

    district = models.ForeignKey(District, models.CASCADE, related_name="parts")
    depth = models.SmallIntegerField()
    geometry = models.PolygonField(srid=settings.REGISTRY_SRID)

    class Meta:
        verbose_name = _("part of a district")
        verbose_name_plural = _("parts of districts")
