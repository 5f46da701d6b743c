"""The verbs of a work order: who may take it which step further, and what each step needs."""

from assets.work.models import WorkOrder

State = WorkOrder.State

# sql/guards.sql holds the same steps in the database.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    State.ASKED_FOR: (State.PLANNED, State.ASSIGNED, State.CANCELLED),
    State.PLANNED: (State.ASSIGNED, State.CANCELLED),
    State.ASSIGNED: (State.ASSIGNED, State.PLANNED, State.IN_PROGRESS, State.DONE, State.CANCELLED),
    State.IN_PROGRESS: (State.DONE, State.ASSIGNED, State.CANCELLED),
    State.DONE: (State.VERIFIED, State.ASSIGNED),
    State.VERIFIED: (),
    State.CANCELLED: (),
}
