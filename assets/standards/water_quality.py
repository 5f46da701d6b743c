"""
Black-odorous waters (黑臭水体): the grade of a sample, a point, a water. Limits [V], rules of points and waters [K].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assets.standards.labels import Label

GRADES = ("none", "mild", "severe")
SHALLOW_CM = 25
SHALLOW_SHARE = 0.4


@dataclass(frozen=True)
class Parameter:
    """
    A measured parameter: beyond `mild` a sample is black-odorous, beyond `severe` severely so.

    """

    name: str
    label: Label
    unit: str
    mild: float
    severe: float
    falls: bool


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("transparency_cm", Label("透明度", "transparency"), "cm", 25, 10, falls=True),
    Parameter("dissolved_oxygen_mg_l", Label("溶解氧", "dissolved oxygen"), "mg/L", 2.0, 0.2, falls=True),
    Parameter("redox_mv", Label("氧化还原电位", "redox potential"), "mV", 50, -200, falls=True),
    Parameter("ammonia_nitrogen_mg_l", Label("氨氮", "ammonia nitrogen"), "mg/L", 8.0, 15, falls=False),
)


@dataclass(frozen=True)
class Sample:
    """One sample; what was not measured is None. water_depth_cm matters below 25 cm only."""

    transparency_cm: float | None = None
    dissolved_oxygen_mg_l: float | None = None
    redox_mv: float | None = None
    ammonia_nitrogen_mg_l: float | None = None
    water_depth_cm: float | None = None


def parameter_grades(sample: Sample) -> dict[str, str]:
    """
    The grade (none, mild, severe) of each measured parameter of a sample. Mild runs from its limit to that of severe.

    Where the water is shallower than 25 cm, the limit of transparency is 40 % of the depth: less is severe (the table
    allows for no mild there).
    """
    grades = {}
    for parameter in PARAMETERS:
        value = getattr(sample, parameter.name)
        if value is None:
            continue
        mild, severe = parameter.mild, parameter.severe
        if (
            parameter.name == "transparency_cm"
            and sample.water_depth_cm is not None
            and sample.water_depth_cm < SHALLOW_CM
        ):
            mild = severe = SHALLOW_SHARE * sample.water_depth_cm
            grades[parameter.name] = "severe" if value < severe else "none"
            continue
        sign = 1 if parameter.falls else -1
        if sign * value < sign * severe:
            grades[parameter.name] = "severe"
        else:
            grades[parameter.name] = "mild" if sign * value <= sign * mild else "none"
    return grades


def sample_grade(sample: Sample) -> str | None:
    """
    The grade of one sample: the worst of its parameters; None where nothing was measured.

    >>> sample_grade(Sample(dissolved_oxygen_mg_l=1.0, ammonia_nitrogen_mg_l=16))
    'severe'
    """
    return max(parameter_grades(sample).values(), key=GRADES.index, default=None)


def point_grade(samples: Sequence[Sample]) -> str | None:
    """
    The grade of a sampling point: severe where one parameter is severe in over 60 % of its samples, or two or more
    parameters each in at least 30 %; else mild where any sample is black-odorous; None without a measurement.
    """
    graded = [grades for grades in map(parameter_grades, samples) if grades]
    if not graded:
        return None
    shares = [
        Fraction(sum(grades.get(parameter.name) == "severe" for grades in graded), len(graded))
        for parameter in PARAMETERS
    ]
    if any(share > Fraction(3, 5) for share in shares) or sum(s >= Fraction(3, 10) for s in shares) >= 2:
        return "severe"
    return "mild" if any(set(grades.values()) != {"none"} for grades in graded) else "none"


def water_grade(point_grades: Sequence[str]) -> str | None:
    """
    The grade of a water from its points in order: severe where over 60 % of them are, else mild where any point is
    black-odorous, else none; None without points. (Three severe points in a row make the stretch between them severe:
    `severe_stretches`.)
    """
    if not point_grades:
        return None
    if Fraction(sum(grade == "severe" for grade in point_grades), len(point_grades)) > Fraction(3, 5):
        return "severe"
    return "mild" if any(grade != "none" for grade in point_grades) else "none"


def severe_stretches(point_grades: Sequence[str]) -> list[tuple[int, int]]:
    """
    First and last position of each run of three or more severe points.

    >>> severe_stretches(["mild", "severe", "severe", "severe", "none"])
    [(1, 3)]
    """
    stretches, start = [], None
    for position, grade in enumerate([*point_grades, ""]):
        if grade == "severe":
            start = position if start is None else start
        elif start is not None:
            if position - start >= 3:
                stretches.append((start, position - 1))
            start = None
    return stretches
