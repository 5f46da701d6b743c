"""Structures of the drainage system: gates, pumping stations, treatment plants, the waters they serve."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from assets.registry import fields
from assets.registry.models.assets import Asset
from assets.registry.tracking import track


@track()
class SluiceGate(Asset):
    """A sluice, culvert gate, tide gate, flap or weir gate."""

    kind = fields.choice(_("kind"), "sluice_gate_kind")
    opening_count = fields.whole(_("openings"))
    width_m = fields.number(_("width (m)"))
    height_m = fields.number(_("height (m)"))
    sill_level_m = fields.number(_("sill level (m)"))
    top_level_m = fields.number(_("top level (m)"))
    height_datum = fields.choice(_("height datum"), "height_datum")
    design_flow_m3s = fields.number(_("design flow (m³/s)"))
    gate_material = fields.choice(_("gate material"), "gate_material")
    drive = fields.choice(_("drive"), "gate_drive")
    is_remote = fields.yes_no(_("remote control"))
    is_tide_side = fields.yes_no(_("tide side"))
    normal_state = fields.choice(_("normal state"), "gate_normal_state")
    responsible_person = fields.text(_("responsible person"), 100)
    appraised_on = models.DateField(_("last safety appraisal"), null=True, blank=True)

    class Meta:
        verbose_name = _("sluice gate")
        verbose_name_plural = _("sluice gates")


@track()
class PumpingStation(Asset):
    """A pumping station; `design_flow_m3s` and `installed_power_kw` with stand-by units."""

    kind = fields.choice(_("kind"), "pumping_station_kind")
    design_flow_m3s = fields.number(_("design flow (m³/s)"))
    installed_power_kw = fields.number(_("installed power (kW)"))
    pump_count = fields.whole(_("pumps"))
    standby_count = fields.whole(_("stand-by pumps"))
    design_head_m = fields.number(_("design head (m)"))
    catchment_km2 = fields.number(_("catchment (km²)"))
    forebay_bottom_level_m = fields.number(_("forebay bottom level (m)"))
    forebay_start_level_m = fields.number(_("forebay start level (m)"))
    forebay_stop_level_m = fields.number(_("forebay stop level (m)"))
    forebay_warning_level_m = fields.number(_("forebay warning level (m)"))
    ground_level_m = fields.number(_("ground level (m)"))
    bottom_level_m = fields.number(_("bottom level (m)"))
    height_datum = fields.choice(_("height datum"), "height_datum")
    supply = fields.choice(_("power supply"), "power_supply")
    is_remote = fields.yes_no(_("remote control"))
    receiving_water = fields.text(_("receiving water"))

    class Meta:
        verbose_name = _("pumping station")
        verbose_name_plural = _("pumping stations")


@track()
class TreatmentPlant(Asset):
    """A wastewater treatment plant."""

    capacity_m3d = fields.number(_("capacity (m³/d)"))
    process = fields.choice(_("process"), "treatment_process")
    discharge_standard = fields.choice(_("discharge standard"), "discharge_standard")
    receiving_water = fields.text(_("receiving water"))
    sludge_t_per_day = fields.number(_("sludge (t/d)"))
    sludge_outlet = fields.text(_("where sludge goes"))

    class Meta:
        verbose_name = _("treatment plant")
        verbose_name_plural = _("treatment plants")


@track()
class WaterBody(Asset):
    """A river, canal, lake or pond that receives water."""

    kind = fields.choice(_("kind"), "water_body_kind")
    black_odorous_grade = fields.choice(_("black-odorous grade"), "black_odorous_grade")
    river_chief = fields.text(_("river chief"), 100)
    mean_depth_m = fields.number(_("mean depth (m)"))

    class Meta:
        verbose_name = _("water body")
        verbose_name_plural = _("water bodies")
