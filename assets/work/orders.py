"""The verbs of a work order: who may take it which step further, and what each step needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assets.registry import rights
from assets.registry.errors import NotAllowed
from assets.registry.history import acting
from assets.registry.models import Asset
from assets.registry.rights import Right
from assets.work.errors import AssigneeUnsuited, StepIncomplete, StepRefused, StepUnknown
from assets.work.models import WorkOrder
from assets.work.receipts import receipt_of, same_or_refused

State = WorkOrder.State

# sql/guards.sql holds the same moves in the database.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.ASKED_FOR: (State.PLANNED, State.ASSIGNED, State.CANCELLED),
    State.PLANNED: (State.ASSIGNED, State.CANCELLED),
    State.ASSIGNED: (State.ASSIGNED, State.PLANNED, State.IN_PROGRESS, State.DONE, State.CANCELLED),
    State.IN_PROGRESS: (State.DONE, State.ASSIGNED, State.CANCELLED),
    State.DONE: (State.VERIFIED, State.ASSIGNED),
    State.VERIFIED: (),
    State.CANCELLED: (),
}


@dataclass(frozen=True)
class Step:
    """One verb: the states it starts from, the state it leads to, the right it needs, the fields it takes."""

    name: str
    label: Any
    starts: tuple[str, ...]
    leads_to: str
    right: Right
    takes: tuple[str, ...] = ()


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "plan",
            _("Plan"),
            (State.ASKED_FOR, State.ASSIGNED),
            State.PLANNED,
            Right.PLAN_WORK,
            ("planned_on", "due_on", "priority"),
        ),
        Step(
            "assign",
            _("Assign"),
            (State.ASKED_FOR, State.PLANNED, State.ASSIGNED, State.IN_PROGRESS),
            State.ASSIGNED,
            Right.PLAN_WORK,
            ("assigned_to", "crew", "planned_on", "due_on", "priority"),
        ),
        Step("start", _("Start"), (State.ASSIGNED,), State.IN_PROGRESS, Right.RECORD, ("started_at",)),
        Step(
            "finish",
            _("Finish"),
            (State.ASSIGNED, State.IN_PROGRESS),
            State.DONE,
            Right.RECORD,
            ("outcome", "cost_yuan", "resulting_condition", "started_at", "finished_at"),
        ),
        Step("verify", _("Verify"), (State.DONE,), State.VERIFIED, Right.PLAN_WORK),
        Step("send_back", _("Send back"), (State.DONE,), State.ASSIGNED, Right.PLAN_WORK, ("outcome",)),
        Step(
            "cancel",
            pgettext_lazy("a work order", "Cancel"),
            (State.ASKED_FOR, State.PLANNED, State.ASSIGNED, State.IN_PROGRESS),
            State.CANCELLED,
            Right.PLAN_WORK,
            ("outcome",),
        ),
    )
}


def steps_open_to(user, order: WorkOrder) -> list[Step]:
    """The steps `user` may take with `order` now, in the order of the work."""
    return [
        step
        for step in STEPS.values()
        if order.state in step.starts and rights.may_with(user, step.right, order.asset)
    ]


def may_ask(user, asset: Asset) -> bool:
    """Whether `user` may ask for work on `asset`: those who record and those who plan."""
    return any(rights.may_with(user, right, asset) for right in (Right.RECORD, Right.PLAN_WORK))


def ask_for_work(user, asset: Asset, sent: dict[str, Any], through: str) -> tuple[WorkOrder, bool]:
    """
    Make a work order on `asset`; returns it and whether it is new.

    `sent`: fields of WorkOrder (kind and title needed; uuid makes a repetition harmless). Without a state it is asked
    for; who plans work may send it planned or assigned, who records work may send it done (a repair made on the spot).
    Raises NotAllowed, StepIncomplete, AssigneeUnsuited, SentBefore (same uuid, other content).
    """
    state = sent.get("state") or State.ASKED_FOR
    if state == State.ASKED_FOR:
        if not may_ask(user, asset):
            raise NotAllowed
    else:
        rights.require_with(user, Right.RECORD if state == State.DONE else Right.PLAN_WORK, asset)

    receipt = receipt_of({**sent, "asset": asset.code})
    values = {**sent, "state": state}
    uuid = values.pop("uuid", None) or uuid4()
    if earlier := WorkOrder.objects.filter(uuid=uuid).first():
        return same_or_refused(earlier, receipt), False
    if state == State.DONE:
        values.setdefault("finished_at", timezone.now())
        values.setdefault("assigned_to", user)
    if state == State.ASSIGNED:
        _require_assignee(asset, values)
    try:
        with transaction.atomic(), acting(user, through=through):
            order = WorkOrder.objects.create(
                uuid=uuid, asset_id=asset.pk, asked_by=user, receipt=receipt, through=through, **values
            )
    except IntegrityError:
        # The same order came in twice at once, and the other was quicker.
        earlier = WorkOrder.objects.filter(uuid=uuid).first()
        if earlier is None:
            raise
        return same_or_refused(earlier, receipt), False
    order.refresh_from_db()
    return order, True


def take_step(user, order: WorkOrder, step_name: str, given: Mapping[str, Any], through: str) -> WorkOrder:
    """
    Take `order` one step further; returns it as it then is.

    `given` holds what the step takes (Step.takes). A step that was already taken with the same values changes
    nothing, so a repeated sending does no harm. Raises StepUnknown, NotAllowed, StepRefused, StepIncomplete,
    AssigneeUnsuited.
    """
    step = STEPS.get(step_name)
    if step is None:
        raise StepUnknown(step=step_name, steps=", ".join(STEPS))
    with transaction.atomic(), acting(user, through=through):
        locked = WorkOrder.objects.select_for_update(of=("self",)).select_related("asset__district")
        order = locked.get(pk=order.pk)
        rights.require_with(user, step.right, order.asset)
        values = {
            name: value for name, value in given.items() if name in step.takes and value not in (None, "")
        }
        if order.state == step.leads_to and all(getattr(order, name) == values[name] for name in values):
            return order
        if order.state not in step.starts:
            raise StepRefused(number=order.number, state=order.get_state_display(), step=step.label)
        _complete(step, user, order, values)
        for name, value in values.items():
            setattr(order, name, value)
        order.state = step.leads_to
        order.save()
    return order


def _complete(step: Step, user, order: WorkOrder, values: dict[str, Any]) -> None:
    """Add to `values` what the step itself decides; raise StepIncomplete where a person must say more."""
    now = timezone.now()
    if step.name == "assign":
        _require_assignee(order.asset, values)
    elif step.name == "start":
        values.setdefault("started_at", now)
        if order.assigned_to is None and not order.crew:
            values["assigned_to"] = user
    elif step.name == "finish":
        values.setdefault("finished_at", now)
        if not values.get("outcome") and not order.outcome:
            raise StepIncomplete(missing=_("what was done"))
        started = values.get("started_at") or order.started_at
        if started and started > values["finished_at"]:
            raise StepIncomplete(missing=_("an end that is not before the start"))
    elif step.name == "verify":
        values.update(verified_at=now, verified_by=user)
    elif step.name == "send_back":
        if not values.get("outcome"):
            raise StepIncomplete(missing=_("why it is not accepted"))
        values.update(finished_at=None, resulting_condition=None)
    elif step.name == "cancel" and not values.get("outcome"):
        raise StepIncomplete(missing=_("why it is cancelled"))


def _require_assignee(asset: Asset, values: dict[str, Any]) -> None:
    """Someone is named, and may record work there."""
    if not values.get("assigned_to") and not values.get("crew"):
        raise StepIncomplete(missing=format_lazy("{} / {}", _("assigned to"), _("crew")))
    person = values.get("assigned_to")
    if person and not rights.may_with(person, Right.RECORD, asset):
        raise AssigneeUnsuited(name=person.get_full_name() or person.username)
