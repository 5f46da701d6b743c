"""What the work room tells of an asset: entries of its history, parts of its page and of the map's card."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from assets.registry import rights
from assets.registry.classes import CATALOGUE
from assets.registry.history import Entry, add_source
from assets.registry.models import Asset
from assets.registry.rights import Right
from assets.registry.sections import Section, add_section
from assets.work.due import due_for
from assets.work.models import Inspection, Photo, WorkOrder
from assets.work.orders import may_ask

SHOWN_ON_PAGE = 20
SHOWN_ON_CARD = 3


def history_entries(asset: Any, limit: int) -> Iterable[Entry]:
    """The newest `limit` inspections and work orders of `asset` as entries of its history."""
    inspections = asset_inspections(asset)[:limit]
    orders = WorkOrder.objects.filter(asset_id=asset.pk).select_related("assigned_to", "asked_by")[:limit]
    entries = [_inspection_entry(asset, inspection) for inspection in inspections]
    entries += [_order_entry(order) for order in orders]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def asset_inspections(asset: Asset):
    """The inspections of `asset`, newest first, with their photos and defects."""
    return (
        Inspection.objects.filter(asset_id=asset.pk)
        .select_related("inspector")
        .prefetch_related("photos", "defects")
    )


def _inspection_entry(asset: Any, inspection: Inspection) -> Entry:
    detail = {
        "method": inspection.get_method_display() if inspection.method else "",
        "findings": inspection.findings,
        "condition": inspection.condition,
        "photos": [reverse("photo-thumbnail", args=[photo.uuid]) for photo in inspection.photos.all()],
        "defects": [str(defect) for defect in inspection.defects.all()],
    }
    return Entry(
        when=inspection.inspected_at,
        kind="inspection",
        title=str(inspection.get_kind_display()),
        who=inspection.who,
        detail={name: value for name, value in detail.items() if value not in ("", None, [])},
        url=f"{reverse('inspection-list')}?{urlencode({'asset': asset.code})}",
    )


def _order_entry(order: WorkOrder) -> Entry:
    person = order.assigned_to or order.asked_by
    detail = {
        "number": order.number,
        "state": order.state,
        "state_label": str(order.get_state_display()),
        "outcome": order.outcome,
        "cost_yuan": order.cost_yuan,
        "condition": order.resulting_condition,
    }
    return Entry(
        when=order.finished_at or order.asked_at,
        kind="work_order",
        title=f"{order.get_kind_display()} · {order.title}",
        who=order.crew or (person.get_full_name() or person.username if person else ""),
        detail={name: value for name, value in detail.items() if value not in ("", None)},
        url=order.get_absolute_url(),
    )


def inspections_section(asset: Any, user) -> dict | None:
    """Inspections with their photos; left out where the class is not inspected."""
    if not CATALOGUE[asset.asset_class].inspectable:
        return None
    found = list(asset_inspections(asset)[: SHOWN_ON_PAGE + 1])
    return {
        "asset": asset,
        "inspections": found[:SHOWN_ON_PAGE],
        "latest": found[:SHOWN_ON_CARD],
        "has_more": len(found) > SHOWN_ON_PAGE,
        "loose_photos": Photo.objects.filter(asset_id=asset.pk, inspection=None, work_order=None)[
            :SHOWN_ON_PAGE
        ],
        "may_record": rights.may_with(user, Right.RECORD, asset),
    }


def orders_section(asset: Any, user) -> dict | None:
    """Work orders, open ones first."""
    orders = list(
        WorkOrder.objects.filter(asset_id=asset.pk)
        .select_related("assigned_to")
        .prefetch_related("photos")
        .order_by("-asked_at", "-pk")[: SHOWN_ON_PAGE + 1]
    )
    shown = sorted(orders[:SHOWN_ON_PAGE], key=lambda order: not order.is_open)
    return {
        "asset": asset,
        "orders": shown,
        "latest": shown[:SHOWN_ON_CARD],
        "has_more": len(orders) > SHOWN_ON_PAGE,
        "may_ask": may_ask(user, asset),
    }


def due_section(asset: Any, user) -> dict | None:
    """What is due when; left out where no plan applies."""
    dues = due_for(asset)
    return {"dues": dues, "overdue": [due for due in dues if due.is_overdue]} if dues else None


def offer() -> None:
    """Hand the entries and parts to the registry; called once when the room is ready."""
    add_source(history_entries)
    add_section(Section("due", "work/section_due.html", due_section, position=30))
    add_section(Section("inspections", "work/section_inspections.html", inspections_section, position=40))
    add_section(Section("work", "work/section_orders.html", orders_section, position=50))
