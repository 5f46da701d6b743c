"""Recording and changing one asset by hand: rights, the record's age, the reason of a new condition."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assets.registry.classes import CATALOGUE
from assets.registry.errors import Conflict, DomainError
from assets.registry.history import acting
from assets.registry.models import Asset
from assets.registry.refusals import explained
from assets.registry.rights import Right, require, require_with


class ReasonMissing(DomainError):
    """A new condition came without its reason (400)."""

    code = "condition_reason_missing"
    message = _(
        "A new condition needs condition_reason: why it changed (aged, inspected, repaired, resurveyed, corrected)."
    )


class InvalidAsset(DomainError):
    """The asset's own rules refuse it (400); `fields` says which."""

    code = "invalid"

    def __init__(self, error: ValidationError) -> None:
        super().__init__(" ".join(error.messages))
        self.fields = error.message_dict if hasattr(error, "error_dict") else {}

    def as_json(self) -> dict:
        return {**super().as_json(), "fields": self.fields}


def create_asset(user, asset_class: str, values: Mapping, through: str = "api") -> Asset:
    """
    Record a new asset of `asset_class`; `values` by field name, `geometry` in the registry's CRS.

    Raises NotAllowed where it would lie outside the user's districts, Refused, InvalidAsset.
    """
    require(user, Right.EDIT)
    asset = CATALOGUE[asset_class].model(asset_class=asset_class, **values)
    _check(asset)
    with explained(), transaction.atomic(), acting(user=user, through=through):
        asset.save()
        require_with(user, Right.EDIT, asset)
    return asset


def change_asset(
    user, asset: Asset, values: Mapping, seen: datetime | None = None, through: str = "api"
) -> Asset:
    """
    Change the fields in `values`; what is equal is not written, and nothing equal makes no history.

    `seen` is the `updated_at` of the record the user looked at. Raises Conflict where it has changed since,
    NotAllowed where the asset lies, or would come to lie, outside the user's districts, ReasonMissing where the
    condition changes without `condition_reason` among the values, Refused, InvalidAsset.
    """
    model = CATALOGUE[asset.asset_class].model
    with explained(), transaction.atomic(), acting(user=user, through=through):
        current = model.objects.select_for_update().get(pk=asset.pk)
        require_with(user, Right.EDIT, current)
        if seen is not None and seen != current.updated_at:
            raise Conflict
        changed = {name: value for name, value in values.items() if differs(getattr(current, name), value)}
        if "condition" in changed:
            if not values.get("condition_reason"):
                raise ReasonMissing
            # The day is part of what makes an assessment a new one (registry_asset_before).
            if changed["condition"] is not None and "condition_assessed_on" not in values:
                changed["condition_assessed_on"] = timezone.localdate()
        if not changed:
            return current
        for name, value in changed.items():
            setattr(current, name, value)
        _check(current)
        current.save(update_fields=list(changed))
        require_with(user, Right.EDIT, current)
    return current


def differs(old, new) -> bool:
    """Whether a value is another one; geometries are compared corner by corner."""
    if hasattr(old, "equals_exact") and hasattr(new, "equals_exact"):
        return old.srid != new.srid or not old.equals_identical(new)
    return old != new


def _check(asset: Asset) -> None:
    try:
        asset.clean()
    except ValidationError as error:
        raise InvalidAsset(error) from error
