"""A factory per asset class. Places lie in the square of district 440507 of conftest.districts."""

from itertools import count

import factory
from django.conf import settings
from django.contrib.gis.geos import LineString, Point, Polygon

from assets.registry import models

NUMBERS = count()  # one row of codes for all classes


def point(east_m: float = 465_000, north_m: float = 2_580_000) -> Point:
    """A point in the registry's CRS."""
    return Point(east_m, north_m, srid=settings.REGISTRY_SRID)


def line(*corners_m: tuple[float, float]) -> LineString:
    """A line in the registry's CRS."""
    return LineString(*corners_m, srid=settings.REGISTRY_SRID)


def square(east_m: float = 465_000, north_m: float = 2_580_000, side_m: float = 100) -> Polygon:
    """A square with its south-west corner at the given place, in the registry's CRS."""
    area = Polygon.from_bbox((east_m, north_m, east_m + side_m, north_m + side_m))
    area.srid = settings.REGISTRY_SRID
    return area


class AssetFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    code = factory.LazyFunction(lambda: f"T{next(NUMBERS):05d}")


class PointAssetFactory(AssetFactory):
    class Meta:
        abstract = True

    geometry = factory.Sequence(lambda number: point(465_000 + number % 1000, 2_580_000))


class AreaAssetFactory(AssetFactory):
    class Meta:
        abstract = True

    geometry = factory.Sequence(lambda number: square(463_000 + (number % 20) * 150))


class ManholeFactory(PointAssetFactory):
    class Meta:
        model = models.Manhole


class InletFactory(PointAssetFactory):
    class Meta:
        model = models.Inlet


class OutfallFactory(PointAssetFactory):
    class Meta:
        model = models.Outfall


class JunctionFactory(PointAssetFactory):
    class Meta:
        model = models.Junction


class SluiceGateFactory(PointAssetFactory):
    class Meta:
        model = models.SluiceGate


class PumpingStationFactory(PointAssetFactory):
    class Meta:
        model = models.PumpingStation


class TreatmentPlantFactory(PointAssetFactory):
    class Meta:
        model = models.TreatmentPlant


class WasteFacilityFactory(PointAssetFactory):
    class Meta:
        model = models.WasteFacility


class PipeFactory(AssetFactory):
    class Meta:
        model = models.Pipe

    geometry = factory.Sequence(
        lambda number: line((465_000, 2_580_000 + number % 1000), (465_050, 2_580_000 + number % 1000))
    )
    diameter_mm = 400


class WaterBodyFactory(AreaAssetFactory):
    class Meta:
        model = models.WaterBody


class ParkFactory(AreaAssetFactory):
    class Meta:
        model = models.Park


FACTORIES = {
    "pipe": PipeFactory,
    "manhole": ManholeFactory,
    "inlet": InletFactory,
    "outfall": OutfallFactory,
    "junction": JunctionFactory,
    "sluice_gate": SluiceGateFactory,
    "pumping_station": PumpingStationFactory,
    "treatment_plant": TreatmentPlantFactory,
    "water_body": WaterBodyFactory,
    "park": ParkFactory,
    "waste_facility": WasteFacilityFactory,
}
