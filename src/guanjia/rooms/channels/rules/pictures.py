"""A picture from outside is never shown as it came: it is opened, made small enough and written anew."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from guanjia.rooms.channels.rules.reading import Unreadable
from guanjia.shared.errors import gettext_noop

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
EDGE_MOST = 2048
"""Longest side of what is kept, in points."""
POINTS_MOST = 50_000_000
"""More than any phone takes; a picture that unpacks to more is not opened."""
QUALITY = 85


def remade(content: bytes) -> bytes:
    """The picture as a JPEG of our own, upright, without what else was in the file (place, names, programs).

    Raises Unreadable for what is no JPEG, PNG, GIF or WebP, is broken, or would unpack to too much.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > POINTS_MOST:
                    raise _not_shown()
                return _written(found)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as wrong:
        raise _not_shown() from wrong
    except Image.DecompressionBombWarning as bomb:
        raise _not_shown() from bomb


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


def _not_shown() -> Unreadable:
    return Unreadable(
        "channels.picture", gettext_noop("This is not a photo we can show. Send a JPEG, PNG, GIF or WebP.")
    )
