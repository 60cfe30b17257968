"""Photos of the demo's rounds: each of something else, so that one used again is noticed."""

import io
from random import Random

from PIL import Image, ImageDraw

WIDE, HIGH, THINGS = 160, 120, 14


def scene(of: str) -> bytes:
    """A small picture with things of many sizes in it (JPEG); the same words make the same picture."""
    chance = Random(of)  # noqa: S311 - a picture, not a secret
    found = Image.new("L", (WIDE, HIGH), chance.randrange(120, 220))
    pen = ImageDraw.Draw(found)
    for _ in range(THINGS):
        x, y = chance.randrange(-20, WIDE), chance.randrange(-20, HIGH)
        pen.rectangle((x, y, x + chance.randrange(8, 70), y + chance.randrange(8, 70)), chance.randrange(30, 240))
    out = io.BytesIO()
    found.save(out, "JPEG", quality=70)
    return out.getvalue()
