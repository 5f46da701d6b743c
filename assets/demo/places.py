"""
What the synthetic city borrows from Shantou: seats, people, street names, names of plants.

Seats in WGS84; people of the 2020 census in ten thousands, those of Longhu, Chaoyang and Nan'ao remembered figures
that add up with the rest. All else of the demonstration is invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A county-level district: where its seat lies, how many people live there, its treatment plants."""

    code: str
    seat_lon: float
    seat_lat: float
    people_10k: float
    plants: tuple[str, ...]


PLACES = (
    Place("440507", 116.7119, 23.3749, 63, ("新溪污水处理厂", "龙珠水质净化厂")),
    Place("440511", 116.6989, 23.3682, 78, ("北轴污水处理厂",)),
    Place("440512", 116.7224, 23.2887, 27, ("南区污水处理厂濠江分厂",)),
    Place("440513", 116.5972, 23.2681, 165, ("潮阳城区污水处理厂", "谷饶污水处理厂")),
    Place("440514", 116.4345, 23.2411, 123, ("潮南峡山污水处理厂", "两英污水处理厂")),
    Place("440515", 116.7514, 23.4693, 87, ("澄海清源水质净化厂",)),
    Place("440523", 117.0186, 23.4242, 6, ("南澳污水处理厂",)),
)

ROADS = (
    "金砂路", "长平路", "中山路", "黄山路", "泰山路", "嵩山路", "韩江路", "汕樟路", "金环路", "金新路",
    "天山路", "华山路", "珠池路", "海滨路", "大学路", "潮汕路", "护堤路", "外马路", "民族路", "同益路",
    "文冠路", "德政路", "环城路", "新兴路", "学宫路", "和平路", "文光路", "棉城路", "峡山路", "司马路",
)  # fmt: skip
WATERS = (
    "新津河",
    "梅溪河",
    "外砂河",
    "莲阳河",
    "濠江",
    "练江",
    "榕江支流",
    "大港河",
    "西排渠",
    "中排渠",
    "东排渠",
    "红莲池河",
)
PARK_NAMES = (
    "中山",
    "金砂",
    "石炮台",
    "人民",
    "星湖",
    "儿童",
    "时代",
    "海滨",
    "礐石",
    "莲花",
    "文化",
    "滨河",
    "百花",
    "榕江",
    "东湖",
)
OWNERS = ("市排水公司", "区城市管理局", "街道办事处", "市政工程管理处")
