"""When two pictures are the same one: 128 signs of light and dark, and where pictures like it are found by an index.

A picture is laid out as 9 by 9 greys; each sign says whether a grey is clearly lighter than its neighbour at the right
(64) or below (64). Writing a picture anew in another size or quality changes few of them, another photo of the same
place many. The signs are cut into eight bands: of two pictures that differ in at most seven signs, one band is equal,
so looking up eight keys finds every one that counts.
"""

import hashlib
import io
from collections.abc import Sequence
from uuid import UUID

from PIL import Image

EDGE = 9
SIDE = EDGE - 1
GRAIN = 2
"""Greys that are nearer than this count as equal: so much changes when a picture is written anew."""
BANDS = 8
BAND_BITS = 2 * SIDE * SIDE // BANDS
PLAIN = (0, (1 << BAND_BITS) - 1)
"""A band that says nothing: a dark or a white stretch, as many pictures have it."""
CLEAR_LEAST = 24
"""Of 128 neighbours so many must differ, else a picture is too plain to be told from another: a bare wall."""


def sight_of(picture: bytes) -> int | None:
    """The signs of a kept picture; None for one too plain to be compared."""
    with Image.open(io.BytesIO(picture)) as found:
        found.draft("L", (EDGE * 16, EDGE * 16))
        small = found.convert("L").resize((EDGE, EDGE), Image.Resampling.BOX)
    greys = list(small.tobytes())
    steps = [_step(greys, row, column, 0, 1) for row in range(SIDE) for column in range(SIDE)]
    steps += [_step(greys, row, column, 1, 0) for row in range(SIDE) for column in range(SIDE)]
    if sum(1 for step in steps if abs(step) > GRAIN) < CLEAR_LEAST:
        return None
    return sum(1 << place for place, step in enumerate(steps) if step > GRAIN)


def _step(greys: Sequence[int], row: int, column: int, down: int, right: int) -> int:
    return greys[row * EDGE + column] - greys[(row + down) * EDGE + column + right]


def keys_of(community_id: UUID, sight: int) -> list[int]:
    """Under which keys a picture is found again, of one community's pictures only."""
    found = []
    for band in range(BANDS):
        value = (sight >> (band * BAND_BITS)) & ((1 << BAND_BITS) - 1)
        if value not in PLAIN:
            text = community_id.bytes + bytes([band]) + value.to_bytes(2, "big")
            found.append(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True))
    return found


def apart(one: int, other: int) -> int:
    """In how many signs two pictures differ."""
    return (one ^ other).bit_count()
