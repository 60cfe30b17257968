"""How far two places are from each other, by what phones and cameras say of them."""

from dataclasses import dataclass
from math import asin, cos, pi, radians, sin, sqrt

EARTH = 6_371_000
"""Metres."""
AXIS, FLATNESS = 6_378_245.0, 0.006693421622965943
"""The ellipsoid of the Chinese map grid."""
CHINA = (0.8293, 55.8271, 72.004, 137.8347)
"""Latitudes and longitudes within which Chinese maps are shifted."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth in degrees; `unsure`: metres it may be off by."""

    latitude: float
    longitude: float
    unsure: float = 0


def metres(one: Point, other: Point) -> float:
    """Metres between two places.

    Some phones sold in China tell positions on the shifted map grid (GCJ-02) and some do not, and neither says which.
    So the nearest reading counts: a wrong grid never makes anybody far from a place they stood at.
    """
    return min(_plain(one, other), _plain(shifted(one), other), _plain(one, shifted(other)))


def _plain(one: Point, other: Point) -> float:
    up, along = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    wide = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * EARTH * asin(min(1.0, sqrt(sin(up / 2) ** 2 + wide * sin(along / 2) ** 2)))


def shifted(at: Point) -> Point:
    """The same place as the Chinese map grid has it; outside China the place itself."""
    south, north, west, east = CHINA
    if not (south <= at.latitude <= north and west <= at.longitude <= east):
        return at
    x, y = at.longitude - 105, at.latitude - 35
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    up = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    up += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    up += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    along = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    along += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    along += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    lat = radians(at.latitude)
    bent = 1 - FLATNESS * sin(lat) ** 2
    up = up * 180 / (AXIS * (1 - FLATNESS) / (bent * sqrt(bent)) * pi)
    along = along * 180 / (AXIS / sqrt(bent) * cos(lat) * pi)
    return Point(at.latitude + up, at.longitude + along, at.unsure)
