"""Files are kept under a name made of their content: the same bytes lie there once, and never change."""

import hashlib
from pathlib import Path

from django.conf import settings


def keep(content: bytes) -> str:
    """Keep the bytes; returns their digest, by which they are found again."""
    digest = hashlib.sha256(content).hexdigest()
    place = place_of(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(place)
    return digest


def place_of(digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.FILES) / digest[:2] / digest
