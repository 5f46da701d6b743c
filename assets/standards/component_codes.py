"""
Component codes (部件标识码) of GB/T 30428.2: county (6) + component class (4) + serial (6) digits.

The classes 0102, 0103, 0104 and 0304 are the standard's [V]. The standard has no class for pipes, outfalls, gates,
stations, plants, parks or waters: as local extensions do, they take minor classes from 99 down within their
major class [K]. Several classes in a row serve one asset class once 999,999 serials of a county are used up.
"""

import re
from dataclasses import dataclass

EDITION = "GB/T 30428.2-2013"
HIGHEST_SERIAL = 999_999
_CODE = re.compile(r"(\d{6})(\d{4})(\d{6})")


@dataclass(frozen=True)
class ComponentClass:
    """A class codes are taken from: its four digits, the asset class it serves, and whether it is an extension."""

    code: str
    asset_class: str
    zh: str
    en: str
    is_extension: bool = True


def _extensions(
    asset_class: str, major: str, highest: int, lowest: int, zh: str, en: str
) -> list[ComponentClass]:
    return [
        ComponentClass(f"{major}{minor:02}", asset_class, zh, en) for minor in range(highest, lowest - 1, -1)
    ]


CLASSES: tuple[ComponentClass, ...] = (
    ComponentClass("0102", "manhole", "污水井盖", "sewage manhole cover", is_extension=False),
    ComponentClass("0103", "manhole", "雨水井盖", "storm manhole cover", is_extension=False),
    *_extensions("manhole", "01", 89, 86, "检查井", "manhole"),
    ComponentClass("0104", "inlet", "雨水箅子", "rain grate", is_extension=False),
    *_extensions("inlet", "01", 85, 83, "雨水口", "inlet"),
    *_extensions("pipe", "01", 99, 92, "排水管渠", "drain pipe or channel"),
    *_extensions("outfall", "01", 91, 91, "排放口", "outfall"),
    *_extensions("sluice_gate", "01", 90, 90, "涵闸", "sluice gate"),
    *_extensions("pumping_station", "01", 82, 82, "泵站", "pumping station"),
    *_extensions("treatment_plant", "01", 81, 81, "污水处理厂", "treatment plant"),
    *_extensions("junction", "01", 80, 77, "管线隐蔽点", "hidden point"),
    *_extensions("water_body", "05", 99, 99, "水体", "water body"),
    *_extensions("park", "04", 99, 99, "公园", "park"),
    ComponentClass("0304", "waste_facility", "垃圾间", "refuse building", is_extension=False),
    *_extensions("waste_facility", "03", 99, 98, "环卫设施", "waste facility"),
)


def component_classes_for(asset_class: str) -> tuple[str, ...]:
    """
    The component classes that codes of an asset class are taken from, in order.

    >>> component_classes_for("outfall")
    ('0191',)
    """
    return tuple(entry.code for entry in CLASSES if entry.asset_class == asset_class)


def compose(county: str, component_class: str, serial: int) -> str:
    """
    A code of 16 digits. Raises ValueError where a part has not its digits or the serial is not 1 to 999,999.

    >>> compose("440507", "0102", 1)
    '4405070102000001'
    """
    code = f"{county}{component_class}{serial:06}"
    if not 1 <= serial <= HIGHEST_SERIAL or len(county) != 6 or not _CODE.fullmatch(code):
        raise ValueError(f"not a component code: {county!r}, {component_class!r}, {serial!r}")
    return code


def parse(code: str) -> tuple[str, str, int] | None:
    """
    County, component class and serial of a code; None where it is not 16 digits.

    >>> parse("3205080101000001")
    ('320508', '0101', 1)
    """
    match = _CODE.fullmatch(code)
    return (match[1], match[2], int(match[3])) if match else None
