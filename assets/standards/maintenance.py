"""
How often what is done: default intervals for maintenance plans, and the season they follow.

Defaults of CJJ 68 and usual contracts [K] unless the source says [V]. All of it is data: a city, or a contract, chooses
its own. `task` is one of the words of domain `work_kind`. A visit several times a year is its interval: cleaning at
0.3 a year is every 40 months.
"""

from dataclasses import dataclass
from datetime import date

from assets.standards.labels import Label

CJJ_68 = "CJJ 68-2016 [K]"
CJJ_68_SEEN = "CJJ 68-2016 [V]"
TOWN_CONTRACT = "Guangdong town sewer contract [V]"
USUAL = "usual practice [K]"


@dataclass(frozen=True)
class Interval:
    """
    What every asset of a class needs how often: every so many days or months, one of them.

    category (domain pipe_category) and size_class (CJJ 68: small, medium, large, extra_large) narrow it to some pipes;
    "" is all. profile: which contract asks for it ("" the default).
    """

    asset_class: str
    task: str
    label: Label
    every_days: int | None = None
    every_months: int | None = None
    category: str = ""
    size_class: str = ""
    source: str = USUAL
    profile: str = ""


# Months between cleanings by size class: storm and combined 2, 1, 0.5, 0.3 a year; foul 2, 1, 0.3, 0.2.
CLEANING_MONTHS: dict[str, dict[str, int]] = {
    "storm": {"small": 6, "medium": 12, "large": 24, "extra_large": 40},
    "combined": {"small": 6, "medium": 12, "large": 24, "extra_large": 40},
    "foul": {"small": 6, "medium": 12, "large": 40, "extra_large": 60},
}
_CATEGORY_WORDS = {"storm": ("雨水", "storm"), "combined": ("合流", "combined"), "foul": ("污水", "foul")}
_SIZE_WORDS = {
    "small": ("小型管", "small"),
    "medium": ("中型管", "medium"),
    "large": ("大型管", "large"),
    "extra_large": ("特大型管", "extra-large"),
}


def _cleaning() -> tuple[Interval, ...]:
    return tuple(
        Interval(
            "pipe",
            "cleaning",
            Label(
                f"{_CATEGORY_WORDS[category][0]}{_SIZE_WORDS[size][0]}疏通",
                f"Cleaning of {_SIZE_WORDS[size][1]} {_CATEGORY_WORDS[category][1]} pipes",
            ),
            every_months=months,
            category=category,
            size_class=size,
            source=CJJ_68,
        )
        for category, sizes in CLEANING_MONTHS.items()
        for size, months in sizes.items()
    )


def _days(asset_class: str, task: str, zh: str, en: str, days: int, source: str = USUAL) -> Interval:
    return Interval(asset_class, task, Label(zh, en), every_days=days, source=source)


def _months(asset_class: str, task: str, zh: str, en: str, months: int, source: str = USUAL) -> Interval:
    return Interval(asset_class, task, Label(zh, en), every_months=months, source=source)


# One interval for each class and task (and, of pipes, category and size class): a plan is made from each.
INTERVALS: tuple[Interval, ...] = (
    _days("pipe", "patrol", "管线地面巡查", "Patrol of pipes from the surface", 7, CJJ_68),
    *_cleaning(),
    _months("pipe", "inspection", "管道养护质量检查", "Quality check by the authority", 3, CJJ_68_SEEN),
    _months("pipe", "functional_survey", "管道功能性检测", "Functional survey of pipes", 24, CJJ_68),
    _months("pipe", "structural_survey", "管道结构性检测", "Structural survey of pipes", 120, CJJ_68),
    _months("manhole", "cleaning", "检查井清掏", "Cleaning of manholes", 3, CJJ_68),
    _months(
        "manhole", "inspection", "井盖、防坠网、号牌检查", "Cover, anti-fall net and plate of manholes", 12
    ),
    _months("inlet", "cleaning", "雨水口清掏", "Cleaning of inlets", 3, CJJ_68),
    _months("outfall", "patrol", "排放口、拍门查看", "Look at outfalls and flaps", 1),
    _months("sluice_gate", "test_run", "闸门试启闭及润滑", "Gate run up and down, greased", 1),
    _months(
        "sluice_gate", "inspection", "闸门汛前汛后检查", "Gate inspection before and after the season", 6
    ),
    _days("pumping_station", "patrol", "泵站巡视", "Patrol of pumping stations", 1),
    _months("pumping_station", "test_run", "雨水泵试运行", "Test run of storm pumps", 1),
    _months("pumping_station", "dredging", "前池清淤", "Sediment out of the forebay", 12),
    _months(
        "pumping_station", "service", "水泵小修及电气试验", "Small service of pumps, electrical tests", 12
    ),
    _months("pumping_station", "overhaul", "水泵大修", "Major overhaul of pumps", 60),
    _days("treatment_plant", "patrol", "污水处理厂巡视", "Rounds of treatment plants", 1),
    _months("water_body", "sampling", "水质监测", "Sampling of waters", 1),
    _days("park", "patrol", "公园保洁巡查", "Daily care of parks", 1),
    _months("park", "care", "树木草坪养护", "Trees and lawns", 1),
    _months("park", "inspection", "游乐健身设施安全检查", "Safety of play and fitness equipment", 1),
    _days("waste_facility", "cleaning", "环卫设施清洗", "Cleaning of waste facilities", 1),
    _months("waste_facility", "service", "压缩设备保养、除臭", "Compactor service, odour and leachate", 1),
    _months("waste_facility", "calibration", "地磅校准", "Weighbridge calibration", 12),
)

# What a Guangdong town sewer contract asks for instead [V].
TOWN_CONTRACT_INTERVALS: tuple[Interval, ...] = tuple(
    Interval("pipe", task, label, every_months=months, source=TOWN_CONTRACT, profile="guangdong_town")
    for task, label, months in (
        ("cleaning", Label("管道养护（季度）", "Maintenance of pipes each quarter"), 3),
        ("functional_survey", Label("管道功能性检测", "Functional survey of pipes"), 60),
        ("structural_survey", Label("管道结构性检测", "Structural survey of pipes"), 60),
    )
)

# In the flood season (and before each typhoon) these are done more often: days between. [K]
FLOOD_SEASON_DAYS: dict[tuple[str, str], int] = {
    ("outfall", "patrol"): 7,
    ("sluice_gate", "test_run"): 7,
    ("pumping_station", "test_run"): 7,
}
FLOOD_SEASON = ((4, 15), (10, 15))  # Guangdong's 汛期, first and last day [K]
TYPHOON_MONTHS = range(6, 11)  # June to October [K]

# A missing or damaged cover: barrier within, put right within, hours of the report [V].
COVER_BARRIER_HOURS = 2
COVER_REPAIR_HOURS = 6
# Sediment in a pipe: to be cleaned from, serious from, as a share of the diameter [V].
SEDIMENT_LIMIT = 0.2
SEDIMENT_SERIOUS = 0.5


def intervals_for(asset_class: str, category: str = "", size_class: str = "") -> tuple[Interval, ...]:
    """
    The default intervals that hold for an asset; category and size_class of a pipe, where known.

    >>> [i.every_months for i in intervals_for("pipe", "foul", "large") if i.task == "cleaning"]
    [40]
    """
    return tuple(
        interval
        for interval in INTERVALS
        if interval.asset_class == asset_class
        and interval.category in ("", category)
        and interval.size_class in ("", size_class)
    )


def is_flood_season(day: date) -> bool:
    """
    Whether a day lies in Guangdong's flood season, 15 April to 15 October, both included.

    >>> is_flood_season(date(2025, 4, 15)), is_flood_season(date(2025, 10, 16))
    (True, False)
    """
    first, last = FLOOD_SEASON
    return first <= (day.month, day.day) <= last
