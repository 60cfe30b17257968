"""Who keeps out of what a promise is about: the rooms that hold the subjects say so at start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guanjia.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a room asks of a person before they see, or decide about, a promise on a subject of its own.

    Both raise Missing for what this person must not see; `acts` raises Denied for who must keep out of it.
    """

    sees: Callable[[Actor, UUID], object]
    acts: Callable[[Actor, UUID, datetime], object]


_keepers: dict[str, Keeper] = {}


def kept_by(subject_type: str, keeper: Keeper) -> None:
    """Declare who guards the subjects of a type (at start)."""
    _keepers[subject_type] = keeper


def check_sees(actor: Actor, subject_type: str, subject_id: UUID) -> None:
    """Raises Missing for a promise about what this person must not see."""
    if subject_type in _keepers:
        _keepers[subject_type].sees(actor, subject_id)


def check_acts(actor: Actor, subject_type: str, subject_id: UUID, at: datetime) -> None:
    """Raises Missing, and Denied for who must keep out of what the promise is about."""
    if subject_type in _keepers:
        _keepers[subject_type].acts(actor, subject_id, at)
