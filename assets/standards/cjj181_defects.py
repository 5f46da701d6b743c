"""
The defects of CJJ 181-2012 and the tables of K, E and T.

Scores seen in up to three independent implementations [V]; T of mucky soil and red clay is disputed (one source gives
10, two give 8): 8 is taken [K].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from assets.standards.labels import Label

STRUCTURAL = "structural"
FUNCTIONAL = "functional"


@dataclass(frozen=True)
class DefectType:
    """
    A kind of defect: its code, whether structural or functional, the score of each grade it has, and each grade's limit.

    is_scored: False for scum (FZ), which is recorded but takes no part in any parameter; its scores are 0.
    """

    code: str
    kind: str
    label: Label
    scores: Mapping[int, Decimal]
    limits: tuple[Label, ...]
    is_scored: bool = True


def _defect(code: str, kind: str, zh: str, en: str, scores: str, *limits: tuple[str, str]) -> DefectType:
    by_grade = {grade: Decimal(score) for grade, score in enumerate(scores.split("/"), start=1)}
    assert len(limits) == len(by_grade), code
    return DefectType(
        code,
        kind,
        Label(zh, en),
        MappingProxyType(by_grade),
        tuple(Label(*limit) for limit in limits),
        is_scored=any(by_grade.values()),
    )


def _section_lost(*bounds: int) -> tuple[tuple[str, str], ...]:
    first, second, third = bounds
    return (
        (f"断面损失不超过 {first}%", f"up to {first} % of the section lost"),
        (f"断面损失 {first}%~{second}%", f"{first} to {second} % of the section lost"),
        (f"断面损失 {second}%~{third}%", f"{second} to {third} % of the section lost"),
        (f"断面损失超过 {third}%", f"over {third} % of the section lost"),
    )


_TABLE = (
    _defect(
        "PL",
        STRUCTURAL,
        "破裂",
        "fracture",
        "0.5/2/5/10",
        ("裂痕：细裂、轻微剥落", "hairline cracks, slight flaking"),
        ("裂口：裂缝张开，形状未变", "open crack, shape kept"),
        ("破碎：碎片环向覆盖不超过 60°", "broken, pieces cover up to 60° of arc"),
        ("坍塌：环向覆盖超过 60°", "collapsed, over 60° of arc"),
    ),
    _defect(
        "BX",
        STRUCTURAL,
        "变形",
        "deformation",
        "1/2/5/10",
        ("不超过管径 5%", "up to 5 % of the diameter"),
        ("管径 5%~15%", "5 to 15 % of the diameter"),
        ("管径 15%~25%", "15 to 25 % of the diameter"),
        ("超过管径 25%", "over 25 % of the diameter"),
    ),
    _defect(
        "FS",
        STRUCTURAL,
        "腐蚀",
        "corrosion",
        "0.5/2/5",
        ("表面粗糙", "rough surface"),
        ("露出骨料或钢筋", "aggregate or steel showing"),
        ("骨料或钢筋完全显露", "aggregate or steel fully exposed"),
    ),
    _defect(
        "CK",
        STRUCTURAL,
        "错口",
        "displaced joint",
        "0.5/2/5/10",
        ("不超过 1/2 壁厚", "up to 1/2 of the wall thickness"),
        ("1/2~1 壁厚", "1/2 to 1 wall thickness"),
        ("1~2 壁厚", "1 to 2 wall thicknesses"),
        ("超过 2 倍壁厚", "over 2 wall thicknesses"),
    ),
    _defect(
        "QF",
        STRUCTURAL,
        "起伏",
        "sag",
        "0.5/2/5/10",
        ("起伏高/管径不超过 20%", "rise up to 20 % of the diameter"),
        ("起伏高/管径 20%~35%", "rise 20 to 35 % of the diameter"),
        ("起伏高/管径 35%~50%", "rise 35 to 50 % of the diameter"),
        ("起伏高/管径超过 50%", "rise over 50 % of the diameter"),
    ),
    _defect(
        "TJ",
        STRUCTURAL,
        "脱节",
        "open joint",
        "1/3/5/10",
        ("少量泥土挤入", "a little soil in the joint"),
        ("不超过 20 mm", "up to 20 mm"),
        ("20~50 mm", "20 to 50 mm"),
        ("超过 50 mm", "over 50 mm"),
    ),
    _defect(
        "TL",
        STRUCTURAL,
        "接口材料脱落",
        "joint seal hanging",
        "1/3",
        ("水平中心线以上可见", "seen above the horizontal centre line"),
        ("水平中心线以下可见", "seen below the horizontal centre line"),
    ),
    _defect(
        "AJ",
        STRUCTURAL,
        "支管暗接",
        "blind lateral",
        "0.5/2/5",
        ("伸入不超过管径 10%", "reaches in up to 10 % of the diameter"),
        ("伸入管径 10%~20%", "reaches in 10 to 20 % of the diameter"),
        ("伸入超过管径 20%", "reaches in over 20 % of the diameter"),
    ),
    _defect(
        "CR",
        STRUCTURAL,
        "异物穿入",
        "object through the wall",
        "0.5/2/5",
        ("占断面不超过 10%", "takes up to 10 % of the section"),
        ("占断面 10%~30%", "takes 10 to 30 % of the section"),
        ("占断面超过 30%", "takes over 30 % of the section"),
    ),
    _defect(
        "SL",
        STRUCTURAL,
        "渗漏",
        "infiltration",
        "0.5/2/5/10",
        ("滴漏", "drips"),
        ("线漏", "runs"),
        ("涌漏，不超过断面 1/3", "gushes, up to 1/3 of the section"),
        ("喷漏，超过断面 1/3", "sprays, over 1/3 of the section"),
    ),
    _defect(
        "CJ",
        FUNCTIONAL,
        "沉积",
        "sediment",
        "0.5/2/5/10",
        ("厚度为管径 20%~30%", "depth 20 to 30 % of the diameter"),
        ("厚度为管径 30%~40%", "depth 30 to 40 % of the diameter"),
        ("厚度为管径 40%~50%", "depth 40 to 50 % of the diameter"),
        ("厚度超过管径 50%", "depth over 50 % of the diameter"),
    ),
    _defect(
        "JG",
        FUNCTIONAL,
        "结垢",
        "scale",
        "0.5/2/5/10",
        ("硬质不超过 15%，软质 15%~25%", "hard up to 15 %, soft 15 to 25 % of the section"),
        ("硬质 15%~25%，软质 25%~50%", "hard 15 to 25 %, soft 25 to 50 % of the section"),
        ("硬质 25%~50%，软质 50%~80%", "hard 25 to 50 %, soft 50 to 80 % of the section"),
        ("硬质超过 50%，软质超过 80%", "hard over 50 %, soft over 80 % of the section"),
    ),
    _defect("ZW", FUNCTIONAL, "障碍物", "obstacle", "0.1/2/5/10", *_section_lost(15, 25, 50)),
    _defect("CQ", FUNCTIONAL, "残墙、坝根", "remains of a wall", "1/3/5/10", *_section_lost(15, 25, 50)),
    _defect("SG", FUNCTIONAL, "树根", "roots", "0.5/2/5/10", *_section_lost(15, 25, 50)),
    _defect(
        "FZ",
        FUNCTIONAL,
        "浮渣",
        "scum",
        "0/0/0",
        ("漂浮物占水面不超过 30%", "covers up to 30 % of the surface"),
        ("漂浮物占水面 30%~60%", "covers 30 to 60 % of the surface"),
        ("漂浮物占水面超过 60%", "covers over 60 % of the surface"),
    ),
)

DEFECTS: Mapping[str, DefectType] = MappingProxyType({defect.code: defect for defect in _TABLE})


@dataclass(frozen=True)
class Importance:
    """A row of the tables of K (area) or T (soil): a name, its score, its label."""

    name: str
    score: int
    label: Label


AREA_IMPORTANCE: tuple[Importance, ...] = (
    Importance(
        "commercial_centre", 10, Label("中心商业区、甲类民用建筑附近", "commercial centre, class A buildings")
    ),
    Importance("main_road", 6, Label("交通干道、乙类民用建筑附近", "main road, class B buildings near")),
    Importance(
        "other_road", 3, Label("其他行车道路、丙类民用建筑附近", "other road, class C buildings near")
    ),
    Importance("elsewhere", 0, Label("其他区域", "elsewhere")),
)

SOIL_INFLUENCE: tuple[Importance, ...] = (
    Importance("ordinary", 0, Label("一般土层", "ordinary soil")),
    Importance("silty_sand", 10, Label("粉砂层", "silty sand")),
    Importance("loess_iv", 10, Label("湿陷性黄土 IV 级", "collapsible loess IV")),
    Importance("loess_iii", 8, Label("湿陷性黄土 III 级", "collapsible loess III")),
    Importance("loess_i_ii", 6, Label("湿陷性黄土 I、II 级", "collapsible loess I, II")),
    Importance("expansive_strong", 10, Label("膨胀土 强", "expansive soil, strong")),
    Importance("expansive_medium", 8, Label("膨胀土 中", "expansive soil, medium")),
    Importance("expansive_weak", 6, Label("膨胀土 弱", "expansive soil, weak")),
    Importance("muck", 10, Label("淤泥", "muck")),
    Importance("mucky_soil", 8, Label("淤泥质土", "mucky soil")),
    Importance("red_clay", 8, Label("红黏土", "red clay")),
)


def pipe_importance(diameter_mm: float) -> int:
    """
    E of CJJ 181: 10 above 1500 mm, 6 above 1000, 3 from 600, else 0.

    >>> pipe_importance(600), pipe_importance(1000), pipe_importance(1500.1), pipe_importance(599)
    (3, 3, 10, 0)
    """
    if diameter_mm > 1500:
        return 10
    if diameter_mm > 1000:
        return 6
    return 3 if diameter_mm >= 600 else 0
