"""
Grading of drain pipes by their defects: CJJ 181-2012 (城镇排水管道检测与评估技术规程).

Formulas [V: up to three independent implementations agree]; the merge of defects within 1 m, its cap of 10, the least
length of 1 m, and taking both defects of a close pair into group 2 are readings of the text [K], each one function.

Everything is counted in Decimal: a density of exactly 0.1 must not change its class with the last bit of a float.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assets.standards.cjj181_defects import (
    AREA_IMPORTANCE,
    DEFECTS,
    FUNCTIONAL,
    SOIL_INFLUENCE,
    STRUCTURAL,
    DefectType,
    pipe_importance,
)
from assets.standards.labels import Label

__all__ = [
    "AREA_IMPORTANCE",
    "DEFECTS",
    "SOIL_INFLUENCE",
    "DefectType",
    "Grading",
    "InvalidDefect",
    "KindGrading",
    "Observation",
    "grade_pipe",
    "pipe_importance",
    "registry_condition",
]

Number = Decimal | int | float | str

ALPHA = Decimal("1.1")  # structural, and beta for functional: both 1.1
MERGED_WITHIN_M = Decimal(1)
CLOSE_WITHIN_M = Decimal("1.5")
LEAST_LENGTH_M = Decimal(1)
HIGHEST_SCORE = Decimal(10)
IMPORTANCE_FROM = Decimal(4)  # K and E count only where F (G) reaches this
_PARAMETER_LIMITS = (Decimal(1), Decimal(3), Decimal(6))
_INDEX_LIMITS = (Decimal(1), Decimal(4), Decimal(7))

GRADE_NAMES = ("I", "II", "III", "IV")
GRADE_COLOURS = ("#00B0F0", "#FFFF00", "#FFC000", "#FF0000")

REPAIR: Mapping[int, Label] = {
    1: Label("结构完好，不修复", "sound; no repair"),
    2: Label("短期内不会破坏，制定修复计划", "will hold for now; plan a repair"),
    3: Label("短期内可能破坏，尽快修复", "may fail soon; repair soon"),
    4: Label("已经或即将破坏，立即修复", "failed or failing; repair at once"),
}
MAINTENANCE: Mapping[int, Label] = {
    1: Label("无明显需要处理的缺陷", "nothing to do"),
    2: Label("没有立即处理的必要，安排处理计划", "not at once; schedule"),
    3: Label("根据基础数据全面考虑，尽快处理", "weigh all data; clean soon"),
    4: Label("输水功能受到严重影响，立即处理", "clean at once"),
}
DENSITY: Mapping[str, Label] = {
    "local": Label("局部缺陷", "local"),
    "partial": Label("部分或整体缺陷", "part or whole"),
    "whole": Label("整体缺陷", "whole"),
}


class InvalidDefect(ValueError):
    """A defect that the standard does not know. `word`: unknown_code, unknown_grade or wrong_position."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word


def _decimal(value: Number) -> Decimal:
    # Through str, so that 13.2 is 13.2 and not the float nearest to it.
    return value if isinstance(value, Decimal) else Decimal(str(value))


@dataclass(frozen=True)
class Observation:
    """
    One defect as recorded: code, grade, and where it starts and ends, in metres from the start manhole.

    `end_m` left out means a point defect. Raises InvalidDefect for an unknown code, a grade the code does not have,
    a position that is negative or not finite, or an end before the start.
    """

    code: str
    grade: int
    start_m: Number
    end_m: Number | None = None

    def __post_init__(self) -> None:
        if self.code not in DEFECTS:
            raise InvalidDefect("unknown_code", f"CJJ 181 has no defect {self.code!r}")
        if self.grade not in DEFECTS[self.code].scores:
            grades = ", ".join(map(str, DEFECTS[self.code].scores))
            raise InvalidDefect("unknown_grade", f"{self.code} has the grades {grades}, not {self.grade!r}")
        start, end = self.extent
        if not (start.is_finite() and end.is_finite() and 0 <= start <= end):
            raise InvalidDefect("wrong_position", f"{self.code} from {self.start_m} to {self.end_m} m")

    @property
    def defect(self) -> DefectType:
        """The kind of defect."""
        return DEFECTS[self.code]

    @property
    def extent(self) -> tuple[Decimal, Decimal]:
        """Start and end in metres, equal for a point defect."""
        start = _decimal(self.start_m)
        return start, start if self.end_m is None else _decimal(self.end_m)


@dataclass(frozen=True)
class Composite:
    """Defects within 1 m of one another, graded as one: their scores added up to 10 at most."""

    score: Decimal
    start_m: Decimal
    end_m: Decimal
    observations: tuple[Observation, ...]

    @property
    def length_m(self) -> Decimal:
        """The length that counts in the density: its own, at least 1 m."""
        return max(LEAST_LENGTH_M, self.end_m - self.start_m)


def merge(observations: Iterable[Observation]) -> list[Composite]:
    """Defects of one kind as composites in order along the pipe: those with 1 m or less between them become one."""
    groups: list[list[Observation]] = []
    reach = Decimal(0)
    for observation in sorted(observations, key=lambda item: item.extent):
        start, end = observation.extent
        if groups and start - reach <= MERGED_WITHIN_M:
            groups[-1].append(observation)
            reach = max(reach, end)
        else:
            groups.append([observation])
            reach = end
    return [
        Composite(
            min(HIGHEST_SCORE, sum((item.defect.scores[item.grade] for item in group), Decimal(0))),
            group[0].extent[0],
            max(item.extent[1] for item in group),
            tuple(group),
        )
        for group in groups
    ]


def close_to_another(composites: list[Composite]) -> list[bool]:
    """Which composites belong to group 2: less than or exactly 1.5 m clear of a neighbour (both of the pair)."""
    gaps = [after.start_m - before.end_m for before, after in zip(composites, composites[1:], strict=False)]
    beside = [None, *gaps, None]
    return [
        any(gap is not None and gap <= CLOSE_WITHIN_M for gap in beside[position : position + 2])
        for position in range(len(composites))
    ]


@dataclass(frozen=True)
class KindGrading:
    """
    The structural (S, Smax, F, S_M, RI) or functional (Y, Ymax, G, Y_M, MI) result of a pipe, with its working.

    mean: S or Y. highest: Smax or Ymax. parameter: F or G. density: S_M or Y_M (None without defects), `density_class`
    local, partial or whole. index: RI or MI. Grades are 1 to 4 (I to IV). area, pipe, soil: the K, E and T that counted.
    """

    kind: str
    composites: tuple[Composite, ...]
    mean: Decimal
    highest: Decimal
    parameter: Decimal
    parameter_grade: int
    density: Decimal | None
    density_class: str | None
    area: int
    pipe: int
    soil: int
    index: Decimal
    index_grade: int

    @property
    def action(self) -> Label:
        """What the index asks for."""
        return (REPAIR if self.kind == STRUCTURAL else MAINTENANCE)[self.index_grade]


@dataclass(frozen=True)
class Grading:
    """A pipe's structural and functional grading, and the registry's condition from both."""

    structural: KindGrading
    functional: KindGrading
    condition: int
    is_complete: bool

    @property
    def repair_extent(self) -> str:
        """
        none, local or whole, as one public implementation derives it [V]: none for RI up to 1, or up to 4 with F up
        to 3; else local where S_M is below 0.1.
        """
        structural = self.structural
        if structural.index <= 1 or (structural.index <= 4 and structural.parameter <= 3):
            return "none"
        return "local" if structural.density_class == "local" else "whole"


def grade_pipe(
    observations: Iterable[Observation],
    pipe_length_m: Number,
    diameter_mm: float,
    area: int = 0,
    soil: int = 0,
    inspected_length_m: Number | None = None,
) -> Grading:
    """
    Grade a pipe segment (manhole to manhole) by CJJ 181-2012.

    pipe_length_m: its length. diameter_mm: of a section that is not round, its height. area: K, one of the scores of
    AREA_IMPORTANCE. soil: T, one of SOIL_INFLUENCE. inspected_length_m: how far the survey came; shorter than the pipe
    makes the grading incomplete. Scum (FZ) takes no part. Raises ValueError for a length or diameter not above zero or
    a K or T outside its table; Observation has refused what the standard does not know.

    >>> grade_pipe([Observation("CJ", 2, 0, 8)], 40, 400, area=3).functional.index
    Decimal('1.60')
    """
    length = _decimal(pipe_length_m)
    if not length > 0 or not diameter_mm > 0:
        raise ValueError(f"a pipe of {pipe_length_m} m and {diameter_mm} mm cannot be graded")
    for name, score, table in (("area", area, AREA_IMPORTANCE), ("soil", soil, SOIL_INFLUENCE)):
        if score not in {row.score for row in table}:
            raise ValueError(f"{name} has no score {score!r}")
    scored = [item for item in observations if item.defect.is_scored]
    structural = _grade_kind(STRUCTURAL, scored, length, diameter_mm, area, soil)
    functional = _grade_kind(FUNCTIONAL, scored, length, diameter_mm, area, 0)
    inspected = length if inspected_length_m is None else _decimal(inspected_length_m)
    return Grading(structural, functional, registry_condition(structural, functional), inspected >= length)


def _grade_kind(
    kind: str, scored: list[Observation], length_m: Decimal, diameter_mm: float, area: int, soil: int
) -> KindGrading:
    composites = merge(item for item in scored if item.defect.kind == kind)
    weights = [ALPHA if close else Decimal(1) for close in close_to_another(composites)]
    weighted = sum(
        (weight * item.score for weight, item in zip(weights, composites, strict=True)), Decimal(0)
    )
    lengths = sum(
        (weight * item.score * item.length_m for weight, item in zip(weights, composites, strict=True)),
        Decimal(0),
    )
    count = len(composites)
    mean = weighted / count if count else Decimal(0)
    highest = max((item.score for item in composites), default=Decimal(0))
    parameter = max(mean, highest)
    # lengths / (mean x length), with the division by count turned round: S has endless decimals where n is 3.
    density = lengths * count / (weighted * length_m) if count else None
    counts = parameter >= IMPORTANCE_FROM
    k, e = (area, pipe_importance(diameter_mm)) if counts else (0, 0)
    t = soil if parameter > 0 else 0
    if kind == STRUCTURAL:
        index = Decimal("0.7") * parameter + Decimal("0.1") * k + Decimal("0.05") * e + Decimal("0.15") * t
    else:
        index = Decimal("0.8") * parameter + Decimal("0.15") * k + Decimal("0.05") * e
    return KindGrading(
        kind,
        tuple(composites),
        mean,
        highest,
        parameter,
        _grade(parameter, _PARAMETER_LIMITS),
        density,
        None if density is None else density_class(density),
        k,
        e,
        t,
        index,
        _grade(index, _INDEX_LIMITS),
    )


def _grade(value: Decimal, limits: tuple[Decimal, ...]) -> int:
    """1 to 4; an upper limit belongs to the lower grade."""
    return 1 + sum(value > limit for limit in limits)


def density_class(density: Number) -> str:
    """
    local below 0.1, partial from 0.1 to 0.5, whole above, of S_M or Y_M.

    >>> density_class("0.1"), density_class("0.0999"), density_class("0.5"), density_class("0.51")
    ('partial', 'local', 'partial', 'whole')
    """
    value = _decimal(density)
    if value < Decimal("0.1"):
        return "local"
    return "partial" if value <= Decimal("0.5") else "whole"


def registry_condition(structural: KindGrading, functional: KindGrading) -> int:
    """The registry's 1 to 5 from the worse of RI and MI: 1 without a scored defect, else the worse grade plus 1."""
    if not structural.composites and not functional.composites:
        return 1
    return 1 + max(structural.index_grade, functional.index_grade)
