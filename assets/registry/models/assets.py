"""Asset: what is common to every thing on the ground."""

from functools import partial

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Func, Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.registry import classes, fields
from assets.registry.choices import domain_choices
from assets.registry.tracking import track


def generated(function: str, output: models.Field) -> models.GeneratedField:
    """A stored column that PostGIS computes from `geometry`."""
    return models.GeneratedField(
        expression=Func(F("geometry"), function=function), output_field=output, db_persist=True
    )


@track(
    exclude=["mercator", "dimension", "length_m", "area_m2", "is_node", "created_at", "updated_at"],
    by_time=True,
)
class Asset(models.Model):
    """
    One thing on the ground; its class's own fields lie in a child table of the same id.

    `geometry` is in REGISTRY_SRID (metres), its type one of the class's. `district`, `code` (where empty),
    `condition_reason` (where empty) and `updated_at` are kept by the database, whoever writes.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("status of an asset", "Planned")
        IN_SERVICE = "in_service", _("In service")
        OUT_OF_SERVICE = "out_of_service", _("Out of service")
        REMOVED = "removed", _("Removed")

    KEPT_BY_DATABASE = [
        "code",
        "district",
        "condition_reason",
        "created_at",
        "updated_at",
        "mercator",
        "dimension",
        "length_m",
        "area_m2",
        "is_node",
    ]

    asset_class = models.CharField(_("class"), max_length=30, choices=classes.class_choices, editable=False)
    code = models.CharField(
        _("code"),
        max_length=64,
        blank=True,
        help_text=_("Given by the registry (16 digits, GB/T 30428.2) where left empty."),
    )
    source = models.CharField(_("source"), max_length=120, blank=True, default="")
    source_code = models.CharField(_("number in the source"), max_length=64, blank=True, default="")
    name = fields.text(_("name"))
    geometry = models.GeometryField(_("geometry"), srid=settings.REGISTRY_SRID)
    district = models.ForeignKey(
        "registry.District",
        models.SET_NULL,
        verbose_name=_("district"),
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # asset_district_class serves
        related_name="assets",
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.IN_SERVICE)
    condition = models.SmallIntegerField(
        _("condition"),
        null=True,
        blank=True,
        choices=partial(classes.condition_choices),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    condition_assessed_on = models.DateField(_("condition assessed on"), null=True, blank=True)
    condition_method = fields.choice(_("condition assessed by"), "condition_method")
    condition_reason = models.CharField(
        _("reason of the last change of condition"),
        max_length=20,
        blank=True,
        default="",
        choices=partial(domain_choices, "condition_reason"),
    )
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    installed_precision = fields.choice(_("precision of the date"), "date_precision")
    owner = fields.text(_("owner"))
    maintainer = fields.text(_("maintainer"))
    road = fields.text(_("road"))
    address = fields.text(_("address"))
    note = models.TextField(_("note"), blank=True, default="")
    extra = models.JSONField(
        _("further columns of the source"),
        default=dict,
        blank=True,
        help_text=_("Columns that found no field here: kept, shown and exported."),
    )
    created_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("changed at"), db_default=Now(), editable=False)

    mercator = models.GeneratedField(
        expression=Transform("geometry", 3857),
        output_field=models.GeometryField(srid=3857),
        db_persist=True,
    )
    dimension = generated("ST_Dimension", models.SmallIntegerField())
    length_m = generated("ST_Length", models.FloatField())
    area_m2 = generated("ST_Area", models.FloatField())
    is_node = models.GeneratedField(
        expression=Q(asset_class__in=classes.NODE_CLASSES),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["code"]
        indexes = [
            GistIndex(fields=["mercator"], name="asset_mercator"),
            models.Index(fields=["asset_class", "code"], name="asset_class_code"),
            models.Index(fields=["district", "asset_class"], name="asset_district_class"),
            models.Index(fields=["updated_at", "id"], name="asset_updated_at"),
            # What few assets have: found without a walk through all the others.
            models.Index(
                fields=["status", "code"], name="asset_status_other", condition=~Q(status="in_service")
            ),
            models.Index(fields=["source", "code"], name="asset_source", condition=~Q(source="")),
            models.Index(
                fields=["installed_on"], name="asset_installed_on", condition=Q(installed_on__isnull=False)
            ),
            models.Index(OpClass(Upper("code"), name="text_pattern_ops"), name="asset_code_search"),
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="asset_name_search", condition=~Q(name="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="asset_code_unique",
                violation_error_message=_("Another asset has this code."),
            ),
            models.UniqueConstraint(
                fields=["source", "source_code", "dimension"],
                condition=~Q(source_code=""),
                name="asset_source_code_unique",
            ),
            models.UniqueConstraint(fields=["id", "is_node"], name="asset_id_is_node"),
            models.CheckConstraint(
                condition=Q(condition__isnull=True) | Q(condition__gte=1, condition__lte=5),
                name="asset_condition_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(condition__isnull=True) | ~Q(condition_reason=""),
                name="asset_condition_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "in_service", "out_of_service", "removed"]),
                name="asset_status_known",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="asset_code_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def clean(self) -> None:
        """Say in words, before the database does, what a geometry must be."""
        if self.geometry is None or self.geometry.empty:
            raise ValidationError({"geometry": _("The asset needs a place: draw or give its geometry.")})
        if not self.geometry.valid:
            raise ValidationError(
                {"geometry": _("The outline crosses itself: %s") % self.geometry.valid_reason}
            )
        allowed = classes.CATALOGUE[self.asset_class].geometry_types
        if self.geometry.geom_type not in allowed:
            raise ValidationError(
                {
                    "geometry": _("%(class)s must be drawn as %(allowed)s, not %(given)s.")
                    % {
                        "class": classes.CATALOGUE[self.asset_class].label,
                        "allowed": ", ".join(allowed),
                        "given": self.geometry.geom_type,
                    }
                }
            )

    def save(self, *args, **kwargs) -> None:
        """Save, then read back what the database decided, so that memory tells the truth."""
        if not self.asset_class:
            self.asset_class = classes.name_of(type(self))
        super().save(*args, **kwargs)
        self.refresh_from_db(fields=self.KEPT_BY_DATABASE)

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("asset-detail", args=[self.code])
