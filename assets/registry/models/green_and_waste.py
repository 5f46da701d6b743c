"""Parks and waste facilities."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _

from assets.registry import fields
from assets.registry.models.assets import Asset
from assets.registry.tracking import track


@track()
class Park(Asset):
    """A park or green space (CJJ/T 85-2017 class). `declared_area_m2` is the papers', `area_m2` the outline's."""

    park_class = fields.choice(_("class of green space"), "park_class")
    is_pocket_park = fields.yes_no(_("pocket park"))
    declared_area_m2 = fields.number(_("declared area (m²)"))
    green_ratio_percent = fields.number(_("greened (%)"))
    facilities = fields.text(_("facilities"), 500)
    care_grade = fields.text(_("care grade"), 40)
    opening_hours = fields.text(_("opening hours"), 100)

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")


@track()
class WasteFacility(Asset):
    """A place where domestic or construction waste is collected, moved, treated or left."""

    kind = fields.choice(_("kind"), "waste_facility_kind")
    waste_kinds = ArrayField(
        models.CharField(max_length=40), verbose_name=_("kinds of waste"), default=list, blank=True
    )
    capacity_t_per_day = fields.number(_("capacity (t/d)"))
    design_capacity_m3 = fields.number(_("design capacity (m³)"))
    remaining_capacity_m3 = fields.number(_("remaining capacity (m³)"))
    weighbridge = fields.text(_("weighbridge number"), 60)
    opening_hours = fields.text(_("opening hours"), 100)

    class Meta:
        verbose_name = _("waste facility")
        verbose_name_plural = _("waste facilities")
