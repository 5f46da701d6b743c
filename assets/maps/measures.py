"""What the map can colour assets by: measures, their units and the five bands of each."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CONDITION = "condition"


@dataclass(frozen=True)
class Measure:
    """
    A measure of assets.

    limits: the highest value of bands 1 to 4; band 5 is all above, band 0 what has no value. labels: of bands 0 to 5.
    today: changes with the day although nothing else does. period: is of what was done between two days.
    """

    name: str
    label: Any
    unit: Any
    limits: tuple[float, float, float, float]
    labels: tuple[Any, Any, Any, Any, Any, Any]
    today: bool = False
    period: bool = False


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            CONDITION,
            _("Condition"),
            "",
            (1, 2, 3, 4),
            (
                _("Unknown"),
                _("Very good"),
                _("Good"),
                _("Fair"),
                _("Poor"),
                _("Very poor"),
            ),
        ),
        Measure(
            "age",
            _("Age"),
            pgettext_lazy("unit", "years"),
            (10, 20, 30, 50),
            (
                _("Unknown"),
                _("Up to 10 years"),
                _("10 to 20 years"),
                _("20 to 30 years"),
                _("30 to 50 years"),
                _("Over 50 years"),
            ),
            today=True,
        ),
        Measure(
            "inspected",
            _("Days since last inspection"),
            pgettext_lazy("unit", "days"),
            (90, 180, 365, 730),
            (
                _("Never"),
                _("Up to 90 days"),
                _("90 to 180 days"),
                _("Half a year to a year"),
                _("One to two years"),
                _("Over two years"),
            ),
            today=True,
        ),
        Measure(
            "maintained",
            _("Days since last work"),
            pgettext_lazy("unit", "days"),
            (90, 180, 365, 730),
            (
                _("Never"),
                _("Up to 90 days"),
                _("90 to 180 days"),
                _("Half a year to a year"),
                _("One to two years"),
                _("Over two years"),
            ),
            today=True,
        ),
        Measure(
            "works",
            _("Works in the period"),
            pgettext_lazy("unit", "works"),
            (1, 2, 3, 5),
            (_("None"), "1", "2", "3", "4 – 5", _("Over 5")),
            period=True,
        ),
        Measure(
            "cost",
            _("Cost of works in the period"),
            pgettext_lazy("unit", "yuan"),
            (1_000, 5_000, 20_000, 100_000),
            (
                _("None"),
                _("Up to 1,000 yuan"),
                _("1,000 to 5,000 yuan"),
                _("5,000 to 20,000 yuan"),
                _("20,000 to 100,000 yuan"),
                _("Over 100,000 yuan"),
            ),
            period=True,
        ),
        Measure(
            "overdue",
            _("Days overdue"),
            pgettext_lazy("unit", "days"),
            (0, 30, 90, 365),
            (
                _("Nothing planned"),
                _("Not overdue"),
                _("Up to 30 days"),
                _("30 to 90 days"),
                _("90 days to a year"),
                _("Over a year"),
            ),
            today=True,
        ),
    )
}
