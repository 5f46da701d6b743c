"""Recording an inspection, once, however often it is sent."""

from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from assets.registry import rights
from assets.registry.classes import CATALOGUE
from assets.registry.history import acting
from assets.registry.models import Asset
from assets.registry.rights import Right
from assets.work.errors import DefectsNeedPipe, NotInspected
from assets.work.models import Defect, Inspection
from assets.work.receipts import receipt_of, same_or_refused


def record_inspection(user, asset: Asset, sent: dict[str, Any], through: str) -> tuple[Inspection, bool]:
    """
    Record that `user` inspected `asset`; returns the inspection and whether it is new.

    `sent`: fields of Inspection (inspected_at needed; uuid makes a repetition harmless) and `defects`, a list of
    fields of Defect. The database makes the grade the asset's where it is the newest.
    Raises NotAllowed, NotInspected, DefectsNeedPipe, SentBefore (same uuid, other content).
    """
    rights.require_with(user, Right.RECORD, asset)
    kind = CATALOGUE[asset.asset_class]
    if not kind.inspectable:
        raise NotInspected(class_name=kind.label)
    if sent.get("defects") and asset.asset_class != "pipe":
        raise DefectsNeedPipe(code=asset.code)

    receipt = receipt_of({**sent, "asset": asset.code})
    values = dict(sent)
    defects = values.pop("defects", None) or []
    uuid = values.pop("uuid", None) or uuid4()
    if earlier := Inspection.objects.filter(uuid=uuid).first():
        return same_or_refused(earlier, receipt), False
    try:
        with transaction.atomic(), acting(user, through=through):
            inspection = Inspection.objects.create(
                uuid=uuid, asset_id=asset.pk, inspector=user, receipt=receipt, through=through, **values
            )
            Defect.objects.bulk_create(Defect(inspection=inspection, **defect) for defect in defects)
    except IntegrityError:
        # The same record came in twice at once, and the other was quicker.
        earlier = Inspection.objects.filter(uuid=uuid).first()
        if earlier is None:
            raise
        return same_or_refused(earlier, receipt), False
    return inspection, True
