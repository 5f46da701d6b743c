"""
China's shifted web map coordinates: GCJ-02 (Amap, Tencent) and BD-09 (Baidu), in degrees, to WGS84 and back.

The formulas are the published reconstructions [V: agree with check points computed independently]. In Shantou GCJ-02
lies 537 to 584 m, BD-09 1,155 to 1,247 m off. Shifted coordinates are never stored: convert at the edge.
Tianditu (天地图) is CGCS2000 and not shifted.
"""

from collections.abc import Callable
from math import atan2, cos, pi, radians, sin, sqrt

_A = 6378245.0
_EE = 0.00669342162296594323
_BD_TURN = pi * 3000.0 / 180.0
# Each step leaves about a thousandth of the error: ten are below a tenth of a millimetre with much to spare.
_STEPS = 10
# Outside this box nothing is shifted.
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)

Position = tuple[float, float]


def wgs84_to_gcj02(lon: float, lat: float) -> Position:
    """
    Longitude and latitude in GCJ-02 of a WGS84 position, in degrees; unchanged outside China.

    >>> [round(value, 6) for value in wgs84_to_gcj02(116.6822, 23.3535)]
    [116.686668, 23.350843]
    """
    west, south, east, north = _CHINA
    if not (west <= lon <= east and south <= lat <= north):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    magic = 1 - _EE * sin(radians(lat)) ** 2
    d_lat = _latitude_shift(x, y) * 180.0 / ((_A * (1 - _EE)) / (magic * sqrt(magic)) * pi)
    d_lon = _longitude_shift(x, y) * 180.0 / (_A / sqrt(magic) * cos(radians(lat)) * pi)
    return lon + d_lon, lat + d_lat


def gcj02_to_wgs84(lon: float, lat: float) -> Position:
    """Longitude and latitude in WGS84 of a GCJ-02 position, in degrees, by iteration, to below a millimetre."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Position:
    """Longitude and latitude in BD-09 of a GCJ-02 position, in degrees."""
    z = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BD_TURN)
    theta = atan2(lat, lon) + 0.000003 * cos(lon * _BD_TURN)
    return z * cos(theta) + 0.0065, z * sin(theta) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Position:
    """Longitude and latitude in GCJ-02 of a BD-09 position, in degrees, by iteration."""
    return _inverse(gcj02_to_bd09, lon, lat)


def wgs84_to_bd09(lon: float, lat: float) -> Position:
    """
    Longitude and latitude in BD-09 of a WGS84 position, in degrees.

    >>> [round(value, 6) for value in wgs84_to_bd09(116.6822, 23.3535)]
    [116.693212, 23.356573]
    """
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Position:
    """Longitude and latitude in WGS84 of a BD-09 position, in degrees, by iteration, to below a millimetre."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _inverse(forward: Callable[[float, float], Position], lon: float, lat: float) -> Position:
    guess_lon, guess_lat = lon, lat
    for _ in range(_STEPS):
        there_lon, there_lat = forward(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat


def _ripple(x: float) -> float:
    return (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0


def _latitude_shift(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _ripple(x)
    shift += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return shift + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _longitude_shift(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _ripple(x)
    shift += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return shift + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
