"""Joining an open trouble: what is offered, and what who joined sees. Nothing of it tells whose it was first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases.types import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleRow:
    """An open trouble near: what kind, where, since when, how far; no words, name or home of who told of it."""

    id: UUID
    topic_title: str
    place: str
    """The building or the shared area."""
    state: CaseState
    opened_at: datetime
    homes: int
    """How many homes wait for it."""
    mine: bool = False
    """The reader's own request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRow:
    """A trouble a resident joined, as they see it."""

    id: UUID
    case_id: UUID
    trouble: TroubleRow
    case_class: str
    worker_name: str
    joined_at: datetime
    told: str
    """What they were told last."""
    told_at: datetime | None
    ended_at: datetime | None
    text: str
    """What they wrote when they joined."""
