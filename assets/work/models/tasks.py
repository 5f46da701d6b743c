"""The words for what is done to an asset: one list for inspections, work orders and plans."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Task(models.TextChoices):
    """What is done. Looking comes first, then what is worked."""

    PATROL = "patrol", _("Patrol")
    INSPECTION = "inspection", _("Inspection")
    FUNCTIONAL_SURVEY = "functional_survey", _("Functional survey")
    STRUCTURAL_SURVEY = "structural_survey", _("Structural survey")
    SAMPLING = "sampling", _("Sampling")
    CLEANING = "cleaning", _("Cleaning")
    DREDGING = "dredging", _("Dredging")
    SERVICE = "service", _("Service")
    TEST_RUN = "test_run", _("Test run")
    OVERHAUL = "overhaul", _("Overhaul")
    CALIBRATION = "calibration", _("Calibration")
    CARE = "care", _("Green care")
    REPAIR = "repair", _("Repair")
    REPLACEMENT = "replacement", _("Replacement")
    OTHER = "other", _("Other work")


INSPECTION_TASKS = (
    Task.PATROL,
    Task.INSPECTION,
    Task.FUNCTIONAL_SURVEY,
    Task.STRUCTURAL_SURVEY,
    Task.SAMPLING,
)
WORK_TASKS = tuple(task for task in Task if task not in (Task.PATROL, Task.SAMPLING))


def inspection_kinds() -> list[tuple[str, Any]]:
    """Kinds of inspection as choices."""
    return [(task.value, task.label) for task in INSPECTION_TASKS]


def work_kinds() -> list[tuple[str, Any]]:
    """Kinds of work as choices; a survey may be ordered as work too."""
    return [(task.value, task.label) for task in WORK_TASKS]


def task_choices() -> list[tuple[str, Any]]:
    """Everything a plan may ask for, as choices."""
    return [(task.value, task.label) for task in Task]
