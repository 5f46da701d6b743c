"""What the database refuses, in words: one table from the name of a guard to a sentence and a status."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, DataError, IntegrityError, InternalError
from django.utils.translation import gettext_lazy as _

from assets.registry.errors import DomainError


class Refused(DomainError):
    """The database's guard `constraint` refused a write; status 400, or 409 where something else stands in the way."""

    def __init__(self, constraint: str, message, status: int = 400) -> None:
        super().__init__(message)
        self.code = constraint
        self.status = status


# Name of the guard (models' constraints, sql/*.sql): sentence, status.
SENTENCES: dict[str, tuple] = {
    "asset_code_unique": (_("Another asset has this code."), 409),
    "asset_source_code_unique": (_("This source already has an asset with this number."), 409),
    "asset_code_not_empty": (_("An asset needs a code."), 400),
    "asset_condition_1_to_5": (
        _("A condition is a grade from 1 (very good) to 5 (very poor), or empty."),
        400,
    ),
    "asset_condition_has_reason": (_("A condition needs the reason it was given for."), 400),
    "asset_status_known": (
        _("A status is one of planned, in_service, out_of_service, removed."),
        400,
    ),
    "asset_geometry_not_empty": (_("The asset needs a place: its geometry is empty."), 400),
    "asset_geometry_valid": (_("The geometry is invalid: its outline crosses itself."), 400),
    "asset_geometry_not_endless": (
        _("The geometry is longer or wider than 500 km: one of its corners is wrong."),
        400,
    ),
    "asset_geometry_suits_class": (_("This kind of geometry does not suit the asset's class."), 400),
    "asset_class_is_fixed": (
        _("An asset never changes its class: set its status to removed and record another."),
        409,
    ),
    "asset_row_suits_class": (_("The asset is not of this class."), 409),
    "asset_keeps_its_class_row": (
        _("An asset cannot lose its class's data: set its status to removed."),
        409,
    ),
    "asset_id_is_node": (_("This asset is already recorded."), 409),
    "pipe_start_is_node": (
        _(
            "A pipe starts at a node (manhole, inlet, outfall, gate, station ...) or nowhere known; "
            "a node that pipes end at cannot be deleted."
        ),
        409,
    ),
    "pipe_end_is_node": (
        _(
            "A pipe ends at a node (manhole, inlet, outfall, gate, station ...) or nowhere known; "
            "a node that pipes end at cannot be deleted."
        ),
        409,
    ),
    "codes_used_up": (_("All codes of this class in this county are used up: give the asset a code."), 409),
    "code_serial_unique": (_("Codes are being given out at this moment: try again."), 409),
    "district_not_its_own_parent": (_("A district cannot belong to itself or to a part of it."), 400),
    "district_boundary_valid": (_("The boundary is empty or crosses itself."), 400),
    "registry_district_code_key": (_("Another district has this code."), 409),
    "registry_user_username_key": (_("Another user has this name."), 409),
    "registry_componentclass_component_class_key": (_("This component class is already in the list."), 409),
}

UNSTORABLE = {
    "22001": _("A text is longer than its field."),
    "22003": _("A number is larger than its field can hold."),
    "22P05": _("A text holds a character that cannot be stored."),
    "22P02": _("A text holds a character that cannot be stored."),
}


def refusal_of(error: DatabaseError) -> DomainError | None:
    """The refusal behind a database error; None where it is not one of the registry's guards but a fault."""
    cause = error.__cause__
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
    if constraint in SENTENCES:
        message, status = SENTENCES[constraint]
        return Refused(constraint, message, status)
    if isinstance(error, DataError):
        message = UNSTORABLE.get(getattr(cause, "pgcode", ""), _("A value cannot be stored in its field."))
        return Refused("unstorable", message)
    if isinstance(error, IntegrityError) and getattr(cause, "pgcode", "") == "23503":
        return Refused(
            "still_used", _("Other records still refer to this, or what it refers to is gone."), 409
        )
    return None


@contextmanager
def explained() -> Iterator[None]:
    """Inside, what the database's guards refuse is raised as Refused; wraps a transaction, not the other way round."""
    try:
        yield
    except (IntegrityError, DataError, InternalError) as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
