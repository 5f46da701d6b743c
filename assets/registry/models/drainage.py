"""Drainage: pipes and the nodes they join. Levels are metres above `height_datum`, sizes as the names say."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from assets.registry import fields
from assets.registry.models.assets import Asset
from assets.registry.tracking import track


def node(verbose_name, related_name: str) -> models.ForeignKey:
    """An end of a pipe: any asset that is a node. The database's own key (sql/guards.sql) checks that it is one."""
    return models.ForeignKey(
        Asset,
        models.RESTRICT,
        verbose_name=verbose_name,
        null=True,
        blank=True,
        related_name=related_name,
        db_constraint=False,
        limit_choices_to={"is_node": True},
    )


@track()
class Pipe(Asset):
    """
    A pipe, box culvert or open channel between two nodes, by `shape`; drawn from start to end.

    `flow_against` tells that water runs against the drawing. An unknown end is empty, and listed by check_network.
    """

    category = fields.choice(_("category"), "pipe_category")
    shape = fields.choice(_("shape of the section"), "pipe_shape")
    start_node = node(_("start node"), "pipes_starting")
    end_node = node(_("end node"), "pipes_ending")
    diameter_mm = fields.whole(_("diameter (mm)"))
    width_mm = fields.whole(_("width (mm)"))
    height_mm = fields.whole(_("height (mm)"))
    barrels = models.PositiveSmallIntegerField(_("number of barrels"), default=1)
    material = fields.choice(_("material"), "pipe_material")
    joint = fields.choice(_("joint"), "pipe_joint")
    laying = fields.choice(_("laying"), "pipe_laying")
    start_invert_m = fields.number(_("start invert level (m)"))
    end_invert_m = fields.number(_("end invert level (m)"))
    start_cover_depth_m = fields.number(_("start depth (m)"))
    end_cover_depth_m = fields.number(_("end depth (m)"))
    height_datum = fields.choice(_("height datum"), "height_datum")
    surveyed_length_m = fields.number(_("surveyed length (m)"))
    slope_permille = fields.number(_("slope (per mille)"))
    is_pressure = fields.yes_no(_("pressure pipe"))
    flow_against = models.BooleanField(_("flows against the drawing"), default=False)
    data_source = fields.choice(_("origin of the data"), "data_source")

    class Meta:
        verbose_name = _("pipe")
        verbose_name_plural = _("pipes")


@track()
class Manhole(Asset):
    """A manhole or chamber."""

    kind = fields.choice(_("kind"), "manhole_kind")
    category = fields.choice(_("category"), "pipe_category")
    ground_level_m = fields.number(_("ground level (m)"))
    bottom_level_m = fields.number(_("bottom level (m)"))
    depth_m = fields.number(_("depth (m)"))
    height_datum = fields.choice(_("height datum"), "height_datum")
    cover_material = fields.choice(_("cover material"), "cover_material")
    cover_shape = fields.choice(_("cover shape"), "cover_shape")
    cover_size_mm = fields.text(_("cover size (mm)"), 40)
    cover_load_class = fields.choice(_("cover load class"), "cover_load_class")
    has_anti_fall_net = fields.yes_no(_("anti-fall net"))

    class Meta:
        verbose_name = _("manhole")
        verbose_name_plural = _("manholes")


@track()
class Inlet(Asset):
    """A rain inlet."""

    kind = fields.choice(_("kind"), "inlet_kind")
    grate_material = fields.choice(_("grate material"), "cover_material")
    ground_level_m = fields.number(_("ground level (m)"))
    bottom_level_m = fields.number(_("bottom level (m)"))
    depth_m = fields.number(_("depth (m)"))
    height_datum = fields.choice(_("height datum"), "height_datum")

    class Meta:
        verbose_name = _("inlet")
        verbose_name_plural = _("inlets")


@track()
class Outfall(Asset):
    """Where water leaves the network."""

    kind = fields.choice(_("kind"), "outfall_kind")
    category = fields.choice(_("category"), "pipe_category")
    receiving_water = fields.text(_("receiving water"))
    diameter_mm = fields.whole(_("diameter (mm)"))
    ground_level_m = fields.number(_("ground level (m)"))
    invert_level_m = fields.number(_("invert level (m)"))
    top_level_m = fields.number(_("top level (m)"))
    height_datum = fields.choice(_("height datum"), "height_datum")
    has_flap = fields.yes_no(_("flap gate"))

    class Meta:
        verbose_name = _("outfall")
        verbose_name_plural = _("outfalls")


@track()
class Junction(Asset):
    """A hidden point: pipes are joined here (bend, tee, change of size), nothing is here to open or inspect."""

    feature = fields.choice(_("feature"), "feature")
    ground_level_m = fields.number(_("ground level (m)"))
    bottom_level_m = fields.number(_("bottom level (m)"))
    depth_m = fields.number(_("depth (m)"))
    height_datum = fields.choice(_("height datum"), "height_datum")

    class Meta:
        verbose_name = _("hidden point")
        verbose_name_plural = _("hidden points")
