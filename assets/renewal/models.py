"""The risk of every asset as last assessed, and the named plans made from it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import class_choices


class Assessment(models.Model):
    """One assessment of the whole registry; the newest is the one whose rows lie in Risk and Standing."""

    made_at = models.DateTimeField(_("assessed at"), db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    assets = models.IntegerField(_("assets"))
    on_circles = models.IntegerField(
        _("pipes on circles"), help_text=_("What drains through them is not known.")
    )

    class Meta:
        verbose_name = _("assessment of risk")
        verbose_name_plural = _("assessments of risk")
        get_latest_by = "id"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} ({self.assets})"


class Scored(models.Model):
    """
    What an asset's risk was reckoned from, and what it came to.

    age and life in years; size_mm of the pipe or the largest pipe at a node; drained_m: pipe that drains through it;
    road_class: a word of standards.renewal or empty; likelihood and consequence 1 to 5, risk their product.
    """

    asset_class = models.CharField(_("class"), max_length=30, choices=class_choices)
    district_id = models.BigIntegerField(null=True)
    condition = models.SmallIntegerField(_("condition"), null=True)
    age_years = models.FloatField(_("age (years)"), null=True)
    life_years = models.SmallIntegerField(_("expected life (years)"))
    size_mm = models.IntegerField(_("size (mm)"), null=True)
    drained_m = models.FloatField(_("drains through it (m)"), null=True)
    road_class = models.CharField(_("road class"), max_length=12, blank=True)
    length_m = models.FloatField(_("length (m)"))
    area_m2 = models.FloatField(_("area (m²)"))
    likelihood = models.DecimalField(_("likelihood"), max_digits=5, decimal_places=3)
    consequence = models.DecimalField(_("consequence"), max_digits=5, decimal_places=3)
    risk = models.DecimalField(_("risk"), max_digits=6, decimal_places=3)
    cost_yuan = models.DecimalField(_("cost of renewal (yuan)"), max_digits=14, decimal_places=0)

    class Meta:
        abstract = True


class Risk(Scored):
    """The newest assessment's row of an asset. Derived: written anew by each assessment, never by hand."""

    # No key in the database: an asset deleted since simply joins nothing, and a million keys need not be checked.
    asset = models.OneToOneField(
        "registry.Asset", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["-risk", "asset_id"]
        indexes = [
            models.Index(models.F("risk").desc(), "asset", name="renewal_by_risk"),
            models.Index("asset_class", models.F("risk").desc(), "asset", name="renewal_class_by_risk"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.risk}"


class Standing(models.Model):
    """How many assets of a district, class and condition the newest assessment found: the histogram before renewal."""

    district_id = models.BigIntegerField(null=True)
    asset_class = models.CharField(max_length=30)
    condition = models.SmallIntegerField(null=True)
    assets = models.IntegerField()
    cost_yuan = models.DecimalField(max_digits=18, decimal_places=0)
    risk = models.DecimalField(max_digits=18, decimal_places=3)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")

    def __str__(self) -> str:
        return f"{self.district_id} {self.asset_class} {self.condition}: {self.assets}"


class Plan(models.Model):
    """A named plan: what a budget renewed of a ranking, kept as it was when it was saved."""

    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    made_at = models.DateTimeField(_("saved at"), db_default=Now())
    assessed_at = models.DateTimeField(_("risk assessed at"))
    asset_classes = models.JSONField(_("classes"), default=list, blank=True)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    district = models.ForeignKey(
        "registry.District",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
    )
    budget_yuan = models.DecimalField(_("budget (yuan)"), max_digits=16, decimal_places=0)
    cost_percent = models.PositiveSmallIntegerField(_("prices in per cent of the table"), default=100)
    before = models.JSONField(_("conditions before"), default=dict)
    after = models.JSONField(_("conditions after"), default=dict)

    class Meta:
        verbose_name = _("renewal plan")
        verbose_name_plural = _("renewal plans")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="renewal_plan_name",
                violation_error_message=_("There is a plan of this name already: choose another."),
            ),
            models.CheckConstraint(condition=models.Q(budget_yuan__gt=0), name="renewal_plan_budget"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanItem(Scored):
    """An asset of a plan in the order of the ranking, with what it was reckoned from then."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    rank = models.IntegerField(_("rank"))
    asset = models.ForeignKey(
        "registry.Asset", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    code = models.CharField(_("code"), max_length=64)
    name = models.CharField(_("name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("item of a renewal plan")
        verbose_name_plural = _("items of renewal plans")
        ordering = ["plan", "rank"]
        constraints = [models.UniqueConstraint(fields=["plan", "rank"], name="renewal_plan_rank")]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.rank} {self.code}"
