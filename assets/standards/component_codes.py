"""
Component codes (部件标识码) of GB/T 30428.2: county (6) + component class (4) + serial (6) digits.

The form of the code, and the classes 0102, 0103, 0104, 0304, were seen in published samples and class lists [V].
The standard has no class for pipes, outfalls, gates, stations, plants, parks or waters: as local extensions do, they
take minor classes from 99 down within their major class [V for the habit, K for the numbers]. Several classes in a row
serve one asset class once 999,999 serials of a county are used up.

The minor classes differ by edition (0405 is a green area in one list, a flower stand in another), so a class is known
by edition and code together.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

EDITION = "GB/T 30428.2-2013"
LOCAL = "local"
HIGHEST_SERIAL = 999_999
_CODE = re.compile(r"([0-9]{6})([0-9]{4})([0-9]{6})")


class ComponentCode(NamedTuple):
    """A code in its three parts."""

    county: str
    component_class: str
    serial: int


@dataclass(frozen=True)
class ComponentClass:
    """
    A class codes are taken from: its four digits, the asset class it serves, its labels.

    is_extension: not of the standard. category: the pipe category it is kept for ("" for all).
    """

    code: str
    asset_class: str
    zh: str
    en: str
    is_extension: bool = True
    category: str = ""

    @property
    def edition(self) -> str:
        """Which list the class stands in."""
        return LOCAL if self.is_extension else EDITION


def _standard(code: str, asset_class: str, zh: str, en: str, category: str = "") -> ComponentClass:
    return ComponentClass(code, asset_class, zh, en, is_extension=False, category=category)


def _extensions(
    asset_class: str, major: str, highest: int, lowest: int, zh: str, en: str
) -> list[ComponentClass]:
    return [
        ComponentClass(f"{major}{minor:02}", asset_class, zh, en) for minor in range(highest, lowest - 1, -1)
    ]


# In the order in which serials are allotted. A code stands here once: two classes cannot share a row of serials.
CLASSES: tuple[ComponentClass, ...] = (
    _standard("0102", "manhole", "污水井盖", "sewage manhole cover", "foul"),
    _standard("0103", "manhole", "雨水井盖", "storm manhole cover", "storm"),
    *_extensions("manhole", "01", 89, 86, "检查井", "manhole"),
    _standard("0104", "inlet", "雨水箅子", "rain grate"),
    *_extensions("inlet", "01", 85, 83, "雨水口", "inlet"),
    *_extensions("pipe", "01", 99, 92, "排水管渠", "drain pipe or channel"),
    *_extensions("outfall", "01", 91, 91, "排放口", "outfall"),
    *_extensions("sluice_gate", "01", 90, 90, "涵闸", "sluice gate"),
    *_extensions("pumping_station", "01", 82, 82, "泵站", "pumping station"),
    *_extensions("treatment_plant", "01", 81, 81, "污水处理厂", "treatment plant"),
    *_extensions("junction", "01", 80, 77, "管线隐蔽点", "hidden point"),
    *_extensions("water_body", "05", 99, 99, "水体", "water body"),
    *_extensions("park", "04", 99, 99, "公园", "park"),
    _standard("0304", "waste_facility", "垃圾间", "refuse building"),
    *_extensions("waste_facility", "03", 99, 98, "环卫设施", "waste facility"),
)

BY_EDITION: dict[tuple[str, str], ComponentClass] = {(entry.edition, entry.code): entry for entry in CLASSES}


def component_classes_for(asset_class: str, category: str | None = None) -> tuple[str, ...]:
    """
    The component classes that codes of an asset class are taken from, in order; none for an unknown class.

    With a `category` (of the domain pipe_category), those kept for another category are left out: a foul manhole
    takes 0102 and the extensions, a combined one the extensions alone. Without, all of them.

    >>> component_classes_for("outfall")
    ('0191',)
    >>> component_classes_for("manhole", "foul")
    ('0102', '0189', '0188', '0187', '0186')
    """
    return tuple(
        entry.code
        for entry in CLASSES
        if entry.asset_class == asset_class and (category is None or entry.category in ("", category))
    )


def compose(county: str, component_class: str, serial: int) -> str:
    """
    A code of 16 digits. Raises ValueError where a part has not its digits or the serial is not 1 to 999,999.

    >>> compose("440507", "0102", 1)
    '4405070102000001'
    """
    code = f"{county}{component_class}{serial:06}"
    if len(county) != 6 or len(component_class) != 4 or parse(code) is None:
        raise ValueError(f"not a component code: {county!r}, {component_class!r}, {serial!r}")
    return code


def parse(code: str) -> ComponentCode | None:
    """
    County, component class and serial of a code; None where it is not 16 digits or its serial is 0.

    >>> parse("3205080101000001")
    ComponentCode(county='320508', component_class='0101', serial=1)
    """
    match = _CODE.fullmatch(code)
    if match is None or int(match[3]) == 0:
        return None
    return ComponentCode(match[1], match[2], int(match[3]))


def is_valid(code: str) -> bool:
    """Whether `code` has the form of a component code; its class need not be one of ours."""
    return parse(code) is not None


def asset_class_of(code: str) -> str | None:
    """
    The asset class that a code of this registry tells; None for another form or a class that is not ours.

    >>> asset_class_of("4405070104000012")
    'inlet'
    """
    parts = parse(code)
    if parts is None:
        return None
    return next((entry.asset_class for entry in CLASSES if entry.code == parts.component_class), None)
