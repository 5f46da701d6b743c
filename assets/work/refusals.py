"""What the database's guards on work refuse, in words; handed to registry.refusals."""

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, tuple] = {
    "inspection_uuid_unique": (_("A record with this uuid is there already."), 409),
    "inspection_condition_1_to_5": (
        _("A condition is a grade from 1 (very good) to 5 (very poor), or empty."),
        400,
    ),
    "inspection_kind_known": (_("This kind is not known."), 400),
    "defect_grade_of_its_code": (_("This defect code does not exist or has no such grade (CJJ 181)."), 400),
    "defect_lies_along_the_pipe": (
        _("Metres along the pipe: not negative, and the end not before the start."),
        400,
    ),
    "defect_clock_position": (_("A clock position is two or four digits, like 03 or 0903."), 400),
    "photo_uuid_unique": (_("A record with this uuid is there already."), 409),
    "photo_place_in_degrees": (
        _("A place is given in degrees: longitude up to 180, latitude up to 90."),
        400,
    ),
    "work_order_uuid_unique": (_("A record with this uuid is there already."), 409),
    "work_order_kind_known": (_("This kind is not known."), 400),
    "work_order_cost_not_negative": (_("A cost is not negative."), 400),
    "work_order_condition_1_to_5": (
        _("A condition is a grade from 1 (very good) to 5 (very poor), or empty."),
        400,
    ),
    "work_order_started_has_time": (_("Work in progress needs the moment it was started."), 400),
    "work_order_done_has_time": (_("Finished work needs the moment it was finished."), 400),
    "work_order_verified_has_time": (_("Verified work needs the moment it was verified."), 400),
    "work_order_finished_after_start": (_("The end lies before the start."), 400),
    "work_order_state_moves_along_its_steps": (_("A work order cannot go from its state to this one."), 409),
}


def offer() -> None:
    """Add these sentences to the registry's table."""
    from assets.registry import refusals

    refusals.SENTENCES.update(SENTENCES)
