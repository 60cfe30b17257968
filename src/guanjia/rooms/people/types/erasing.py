"""Erasure on request: what is held of a person, and what a look at it shows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the rooms above know them: ids, the words that name them, and their ids outside by channel."""

    community_id: UUID
    resident_id: UUID
    contact_ids: tuple[UUID, ...]
    words: tuple[str, ...]
    """Names and phones, the longest first."""
    outside: tuple[tuple[str, str], ...] = ()


def without(text: str, words: tuple[str, ...]) -> str:
    """A text without the words that name somebody."""
    for word in words:
        text = text.replace(word, "***")
    return text


@dataclass(frozen=True, slots=True)
class HeldLine:
    """What one room holds: a marked word, and how many."""

    word: str
    count: int


@dataclass(frozen=True, slots=True)
class ErasePreview:
    """What an erasure would take away; `still_open` hinders it, `erased_at` says it is done."""

    resident_id: UUID
    home_label: str
    contacts: int
    lines: tuple[HeldLine, ...]
    still_open: int
    erased_at: datetime | None
