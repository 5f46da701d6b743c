"""
Coordinate systems a delivery for the city may be in, told from its numbers; and China's shifted web map coordinates.

Ranges computed with PROJ 9.5.1 for the padded box 116.20 to 117.35 E, 22.95 to 23.70 N (land, islands, near sea) [V].
They are Shantou's: another city gives its own `CityRanges`.

Numbers alone cannot tell CGCS2000, Xi'an 1980, Beijing 1954 and UTM apart (metres to a kilometre between them), so the
likeliest is proposed first and the others named: a person decides with the data over known ground.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from assets.standards.labels import Label


@dataclass(frozen=True)
class CoordinateRange:
    """
    Where the city lies in one coordinate system: first east, then north (or longitude and latitude), in its units.

    srid: EPSG number. confidence: of this system among all that its numbers fit, 0 to 1.
    """

    srid: int
    label: Label
    east: tuple[float, float]
    north: tuple[float, float]
    confidence: float


@dataclass(frozen=True)
class CityRanges:
    """The ranges of one city, in the order in which they are proposed."""

    name: Label
    ranges: tuple[CoordinateRange, ...]


@dataclass(frozen=True)
class Candidate:
    """
    A coordinate system the numbers fit.

    swapped_axes: the first number is north (or latitude), the second east, as Chinese survey tables often have them.
    """

    srid: int
    swapped_axes: bool
    confidence: float
    zh: str
    en: str

    @property
    def name(self) -> str:
        """The system's English name."""
        return self.en


@dataclass(frozen=True)
class Refusal:
    """Why no coordinate system is proposed: a machine word and a sentence in both languages."""

    code: str
    zh: str
    en: str


_LON, _LAT = (116.20, 117.35), (22.95, 23.70)
_GK_E, _GK_N = (417_950.0, 535_896.0), (2_539_000.0, 2_622_291.0)
_BEIJING_N = (2_539_046.0, 2_622_337.0)


def _zone(prefix: int) -> tuple[float, float]:
    """Eastings with the zone number before them (39 and 467503 as 39467503)."""
    return (prefix * 1e6 + _GK_E[0], prefix * 1e6 + _GK_E[1])


SHANTOU = CityRanges(
    Label("汕头市", "Shantou"),
    (
        CoordinateRange(4326, Label("WGS84 经纬度", "WGS84 degrees"), _LON, _LAT, 0.6),
        CoordinateRange(4490, Label("CGCS2000 经纬度", "CGCS2000 degrees"), _LON, _LAT, 0.3),
        CoordinateRange(4610, Label("西安 80 经纬度", "Xi'an 1980 degrees"), _LON, _LAT, 0.05),
        CoordinateRange(4214, Label("北京 54 经纬度", "Beijing 1954 degrees"), _LON, _LAT, 0.05),
        CoordinateRange(
            4527,
            Label("CGCS2000 3 度带 39 带（带号）", "CGCS2000 3-degree GK zone 39"),
            _zone(39),
            _GK_N,
            0.85,
        ),
        CoordinateRange(
            2363, Label("西安 80 3 度带 39 带", "Xi'an 1980 3-degree GK zone 39"), _zone(39), _GK_N, 0.1
        ),
        CoordinateRange(
            2415,
            Label("北京 54 3 度带 39 带", "Beijing 1954 3-degree GK zone 39"),
            _zone(39),
            _BEIJING_N,
            0.05,
        ),
        CoordinateRange(
            4498,
            Label("CGCS2000 6 度带 20 带（带号）", "CGCS2000 6-degree GK zone 20"),
            _zone(20),
            _GK_N,
            0.85,
        ),
        CoordinateRange(
            2334, Label("西安 80 6 度带 20 带", "Xi'an 1980 6-degree GK zone 20"), _zone(20), _GK_N, 0.1
        ),
        CoordinateRange(
            21420,
            Label("北京 54 6 度带 20 带", "Beijing 1954 6-degree GK zone 20"),
            _zone(20),
            _BEIJING_N,
            0.05,
        ),
        CoordinateRange(
            4548,
            Label("CGCS2000 3 度带 中央经线 117°", "CGCS2000 3-degree GK CM 117E"),
            _GK_E,
            _GK_N,
            0.75,
        ),
        CoordinateRange(
            32650,
            Label("WGS84 UTM 50N", "WGS84 UTM 50N"),
            (417_983.0, 535_882.0),
            (2_537_985.0, 2_621_242.0),
            0.1,
        ),
        CoordinateRange(
            2384, Label("西安 80 中央经线 117°", "Xi'an 1980 3-degree GK CM 117E"), _GK_E, _GK_N, 0.1
        ),
        CoordinateRange(
            2436, Label("北京 54 中央经线 117°", "Beijing 1954 3-degree GK CM 117E"), _GK_E, _BEIJING_N, 0.05
        ),
        CoordinateRange(
            3857,
            Label("Web 墨卡托", "Web Mercator"),
            (12_935_325.0, 13_063_342.0),
            (2_625_973.0, 2_716_894.0),
            0.95,
        ),
        CoordinateRange(
            4547,
            Label(
                "CGCS2000 3 度带 中央经线 114°（邻带）", "CGCS2000 3-degree GK CM 114E (neighbouring zone)"
            ),
            (724_407.0, 843_714.0),
            (2_540_690.0, 2_626_081.0),
            0.8,
        ),
    ),
)

# Systems whose numbers in this city equal those of the key's: taking one for the other does no harm.
SAME_NUMBERS: dict[int, tuple[int, ...]] = {4548: (4509,), 2384: (2345,), 2436: (21460,)}
# How far beyond a range data may reach, as a share of its width, and what that costs.
_MARGIN = 0.1
_BEYOND = 0.5


def label_of(srid: int, city: CityRanges = SHANTOU) -> Label:
    """What a coordinate system is called; its EPSG number where it is none of the city's."""
    names = (known.label for known in city.ranges if known.srid == srid)
    return next(names, Label(f"EPSG:{srid}", f"EPSG:{srid}"))


def candidates(
    xmin: float, ymin: float, xmax: float, ymax: float, city: CityRanges = SHANTOU
) -> list[Candidate]:
    """
    The coordinate systems in which a box of raw numbers lies in the city, the likeliest first; empty where none does.

    A box that reaches a little beyond the city halves the confidence; one whose middle is outside fits not at all.
    Where it is empty, `refusal` says why.

    >>> [candidate.srid for candidate in candidates(467000, 2583000, 468000, 2584000)]
    [4548, 32650, 2384, 2436]
    >>> candidates(2583000, 467000, 2584000, 468000)[0].swapped_axes
    True
    """
    if not all(map(isfinite, (xmin, ymin, xmax, ymax))) or xmin > xmax or ymin > ymax:
        return []
    found = []
    for swapped in (False, True):
        east, north = ((ymin, ymax), (xmin, xmax)) if swapped else ((xmin, xmax), (ymin, ymax))
        for known in city.ranges:
            share = min(_fit(east, known.east), _fit(north, known.north))
            if share:
                zh, en = known.label.zh, known.label.en
                if swapped:
                    zh, en = f"{zh}，坐标轴对调（先北后东）", f"{en}, axes swapped (north first)"
                found.append(Candidate(known.srid, swapped, round(known.confidence * share, 3), zh, en))
    return found


def _fit(given: tuple[float, float], known: tuple[float, float]) -> float:
    low, high = known
    margin = (high - low) * _MARGIN
    if low <= given[0] and given[1] <= high:
        return 1.0
    inside = low <= (given[0] + given[1]) / 2 <= high
    return _BEYOND if inside and low - margin <= given[0] and given[1] <= high + margin else 0.0


def refusal(xmin: float, ymin: float, xmax: float, ymax: float, city: CityRanges = SHANTOU) -> Refusal | None:
    """Why `candidates` finds nothing for a box of raw numbers; None where it finds something."""
    box = (xmin, ymin, xmax, ymax)
    if not all(map(isfinite, box)) or xmin > xmax or ymin > ymax:
        return Refusal("not_numbers", "坐标不是有效的数值。", "The coordinates are not finite numbers.")
    if candidates(*box, city=city):
        return None
    zh, en = city.name.zh, city.name.en
    if all(value == 0 for value in box):
        return Refusal("all_zero", "所有坐标都是 0。", "All coordinates are 0.")
    if max(map(abs, box)) <= 180:
        return Refusal(
            "elsewhere_degrees",
            f"坐标像经纬度，但不在{zh}范围内。",
            f"The coordinates look like degrees, but lie outside {en}.",
        )
    if max(map(abs, box)) < 400_000:
        return Refusal(
            "local_system",
            f"坐标数值过小，像是城市独立坐标系（去掉了高位或移动了原点）：请{zh}提供转换参数，或指定 EPSG 编号。",
            "The numbers are too small for a national system: a city-local one with leading digits dropped or its "
            "origin moved. Give its parameters or an EPSG number.",
        )
    return Refusal(
        "unknown_system",
        f"坐标在已知的各坐标系中都不在{zh}范围内：请指定 EPSG 编号。",
        f"The numbers lie in {en} in none of the known systems: give an EPSG number.",
    )


def may_be_packed_degrees(degrees: Iterable[float], at_least: int = 20) -> bool:
    """
    Whether degrees may be packed degrees-minutes-seconds (116.4115 for 116° 41' 15"): ask a person then.

    True where of at least `at_least` numbers none has more than 59 in the first or second pair of its decimals.
    """
    count = 0
    for value in degrees:
        decimals = f"{abs(value):.4f}".split(".")[1]
        if int(decimals[:2]) > 59 or int(decimals[2:]) > 59:
            return False
        count += 1
    return count >= at_least
