"""
Risk of renewal: how likely a thing fails, what that would cost others, and what renewing it costs.

All figures here are assumptions of asset management practice [K] (likelihood x consequence, 1 to 5 each, as in a risk
matrix of ISO 31000), kept as data for a city to correct. Lives and the curve of ageing are `ageing.py`'s.
"""

from dataclasses import dataclass

from assets.standards.ageing import GRADE_LIMITS
from assets.standards.labels import Label

# Likelihood: the condition found counts in full; where age alone lets expect worse, a share of the difference comes on top.
AGE_SHARE = 0.25
# Neither condition nor age is known: the middle, and it is said.
UNKNOWN_LIKELIHOOD = 3.0
# Age as a share of the expected life, and the score from 1 to 5 it stands for; in between along the line.
AGE_CURVE: tuple[tuple[float, float], ...] = (
    (0.0, 1.0),
    *((limit, grade) for grade, limit in enumerate(GRADE_LIMITS, 2)),
)

# Consequence: the weighted mean of what is known of these.
WEIGHTS = {"size": 1.0, "drained": 2.0, "road": 1.0, "kind": 2.0}


@dataclass(frozen=True)
class Step:
    """A score from `from_value` on (in the unit of its table) up to the next step."""

    from_value: float
    score: float


# Section of a pipe, mm: the size classes of CJJ 68 (small, medium, large, extra-large).
SIZE_STEPS_MM = (Step(0, 1), Step(600, 2), Step(1001, 4), Step(1501, 5))
# Length of pipe that drains through a thing, m.
DRAINED_STEPS_M = (Step(0, 1), Step(500, 2), Step(2_000, 3), Step(10_000, 4), Step(50_000, 5))
# What a class stands for by itself, where no pipe's size tells it. Manholes and inlets: their pipe tells.
KIND_SCORES = {
    "outfall": 3.0,
    "sluice_gate": 4.0,
    "pumping_station": 5.0,
    "treatment_plant": 5.0,
    "water_body": 2.0,
    "park": 1.0,
    "waste_facility": 3.0,
}


@dataclass(frozen=True)
class RoadClass:
    """A class of urban roads (CJJ 37): its words in surveys, its score of consequence."""

    name: str
    label: Label
    words: tuple[str, ...]
    score: float


ROAD_CLASSES = (
    RoadClass("express", Label("快速路", "expressway"), ("快速路", "KSL", "EXPRESS", "EXPRESSWAY"), 5),
    RoadClass("main", Label("主干路", "main road"), ("主干路", "主干道", "ZGL", "MAIN", "ARTERIAL"), 5),
    RoadClass("secondary", Label("次干路", "secondary road"), ("次干路", "次干道", "CGL", "SECONDARY"), 3),
    RoadClass("branch", Label("支路", "branch road"), ("支路", "支线", "ZL", "BRANCH", "LOCAL"), 2),
    RoadClass("lane", Label("街巷", "lane"), ("街巷", "巷道", "小区道路", "内街", "LANE"), 1),
)
# Columns of a survey (kept in `extra`) that tell a road's class.
ROAD_CLASS_COLUMNS = (
    "道路等级",
    "道路级别",
    "道路类型",
    "道路类别",
    "DLDJ",
    "DLJB",
    "ROAD_CLASS",
    "ROADCLASS",
    "ROAD_TYPE",
)

# Cost of renewal in yuan. Pipes: a metre, by section in mm. Other things: each, and for areas each square metre.
PIPE_YUAN_PER_M = (
    Step(0, 1_800),
    Step(400, 2_600),
    Step(600, 3_800),
    Step(800, 5_200),
    Step(1_000, 7_500),
    Step(1_200, 9_800),
    Step(1_500, 13_500),
    Step(2_000, 19_000),
)
YUAN_EACH = {
    "manhole": 6_000,
    "inlet": 2_500,
    "outfall": 60_000,
    "sluice_gate": 850_000,
    "pumping_station": 12_000_000,
    "treatment_plant": 180_000_000,
    "water_body": 0,
    "park": 0,
    "waste_facility": 3_500_000,
}
YUAN_PER_M2 = {"park": 180, "water_body": 60}


def on_curve(share: float) -> float:
    """
    The age's score, 1 (new) to 5 (past its life), from age / expected life.

    >>> on_curve(0), on_curve(0.4), on_curve(2)
    (1.0, 2.5, 5.0)
    """
    for (low, low_score), (high, high_score) in zip(AGE_CURVE, AGE_CURVE[1:], strict=False):
        if share < high:
            return round(low_score + (high_score - low_score) * max(0.0, share - low) / (high - low), 9)
    return float(AGE_CURVE[-1][1])


def step_of(steps: tuple[Step, ...], value: float) -> float:
    """
    The score (or price) of the highest step that `value` reaches; the first step's below them all.

    >>> step_of(SIZE_STEPS_MM, 1000), step_of(SIZE_STEPS_MM, 1200)
    (2, 4)
    """
    return next((step.score for step in reversed(steps) if value >= step.from_value), steps[0].score)


def likelihood(condition: int | None, age_share: float | None) -> float:
    """
    How likely a thing fails, 1 to 5, from its condition (1 to 5) and age / expected life, as far as they are known.

    >>> likelihood(4, 0.1), likelihood(1, 1.05), likelihood(None, 0.55), likelihood(None, None)
    (4.0, 2.0, 3.0, 3.0)
    """
    age = None if age_share is None else on_curve(age_share)
    if condition is None:
        return UNKNOWN_LIKELIHOOD if age is None else age
    return condition + AGE_SHARE * max(0.0, (age or 0) - condition)


def consequence(scores: dict[str, float | None]) -> float:
    """
    What a failure would mean, 1 to 5: the weighted mean of the known ones of `size`, `drained`, `road`, `kind`; 1 without any.

    >>> consequence({"size": 4, "drained": 1, "road": None, "kind": None})
    2.0
    """
    known = {name: score for name, score in scores.items() if score is not None}
    if not known:
        return 1.0
    return sum(WEIGHTS[name] * score for name, score in known.items()) / sum(WEIGHTS[name] for name in known)
