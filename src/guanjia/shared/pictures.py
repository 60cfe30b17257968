"""Pictures from outside: opened, looked at, made small enough and written anew; what came is never shown as it came."""

import io
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
EDGE_MOST = 2048
"""Longest side of what is kept, in points."""
POINTS_MOST = 50_000_000
"""More than any phone takes; a picture that unpacks to more is not opened."""
QUALITY = 85
SEXAGESIMAL = 60
MERIDIAN, POLE = 180, 90
"""Degrees of longitude and latitude there are, to each side."""
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


class NoPicture(Exception):
    """No JPEG, PNG, GIF or WebP, a broken one, or one that would unpack to too much."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What a camera wrote into its file: when it was taken, and where (degrees, WGS 84)."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def remade(content: bytes) -> bytes:
    """The picture as a JPEG of our own, upright, without what else was in the file. Raises NoPicture."""
    return made_anew(content, UTC)[0]


def made_anew(content: bytes, zone: tzinfo) -> tuple[bytes, Shot]:
    """The same, and what its camera said; a time without a zone of its own is one of `zone`. Raises NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > POINTS_MOST:
                    raise NoPicture
                shot = _shot(found, zone)
                return _written(found), shot
    except (*BROKEN, Image.DecompressionBombWarning) as wrong:
        raise NoPicture from wrong


def _written(found: Image.Image) -> bytes:
    found.draft("RGB", (EDGE_MOST, EDGE_MOST))
    upright = ImageOps.exif_transpose(found)
    upright.thumbnail((EDGE_MOST, EDGE_MOST))
    ground = Image.new("RGB", upright.size, "white")
    seen = upright.convert("RGBA")
    ground.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _shot(found: Image.Image, zone: tzinfo) -> Shot:
    """What can be read of it; what a camera wrote wrongly is left out, the picture is kept all the same."""
    exif = found.getexif()
    if not exif:
        return Shot()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude, longitude = _degrees(gps, 1, 2, POLE), _degrees(gps, 3, 4, MERIDIAN)
    if latitude is None or longitude is None:
        latitude = longitude = None
    return Shot(_taken_at(exif.get_ifd(ExifTags.IFD.Exif), zone), latitude, longitude)


def _taken_at(told: dict[int, Any], zone: tzinfo) -> datetime | None:
    try:
        local = datetime.strptime(str(told[ExifTags.Base.DateTimeOriginal]), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        offset = str(told.get(ExifTags.Base.OffsetTimeOriginal, ""))
        if offset:
            hours, minutes = int(offset[:3]), int(offset[0] + offset[4:6])
            zone = timezone(timedelta(hours=hours, minutes=minutes))
        return local.replace(tzinfo=zone).astimezone(UTC)
    except (KeyError, ValueError, IndexError, OverflowError):
        return None


def _degrees(gps: dict[int, Any], side: int, value: int, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(one) for one in gps[value])
        found = degrees + minutes / SEXAGESIMAL + seconds / SEXAGESIMAL**2
        found = -found if str(gps[side]).strip("\x00 ") in ("S", "W") else found
        return round(found, 6) if -most <= found <= most else None
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
