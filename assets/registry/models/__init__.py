"""The models of the registry, one module a trade."""

from assets.registry.models.assets import Asset
from assets.registry.models.changesets import Changeset, CodeSerial, ComponentClass
from assets.registry.models.districts import District, DistrictPart
from assets.registry.models.drainage import Inlet, Junction, Manhole, Outfall, Pipe
from assets.registry.models.green_and_waste import Park, WasteFacility
from assets.registry.models.people import Role, User
from assets.registry.models.structures import PumpingStation, SluiceGate, TreatmentPlant, WaterBody

__all__ = [
    "Asset",
    "Changeset",
    "CodeSerial",
    "ComponentClass",
    "District",
    "DistrictPart",
    "Inlet",
    "Junction",
    "Manhole",
    "Outfall",
    "Park",
    "Pipe",
    "PumpingStation",
    "Role",
    "SluiceGate",
    "TreatmentPlant",
    "User",
    "WasteFacility",
    "WaterBody",
]
