"""One asset by its code, as far as the user may see it."""

from assets.registry.classes import CATALOGUE
from assets.registry.errors import NotFound
from assets.registry.models import Asset
from assets.registry.scope import visible_assets


def visible_asset(user, code: str) -> Asset:
    """The asset with its district. Raises NotFound where there is none of that code that `user` may see."""
    if "\0" in code:  # PostgreSQL has no such character, so no code can hold one
        raise NotFound
    asset = visible_assets(user, Asset.objects.select_related("district")).filter(code=code).first()
    if asset is None:
        raise NotFound
    return asset


def of_its_class(asset: Asset) -> Asset:
    """The same asset as its class's model, with all fields of the class."""
    entry = CATALOGUE[asset.asset_class]
    ends = [field.name for field in entry.own_fields if field.is_relation]
    return entry.model.objects.select_related("district", *ends).get(pk=asset.pk)
