"""What other rooms may hold of a dispatch: states, candidates, reasons, rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

MAIN = "main"
"""The part of a case that its worker does; other parts are named by the role that helps."""


class AssignmentState(StrEnum):
    """How far the asking of one person has come."""

    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"
    RELEASED = "released"
    FINISHED = "finished"


class Why(StrEnum):
    """What a choice rests on; told in the reader's language."""

    BY_HAND = "by_hand"
    SKILL = "skill"
    ROLE = "role"
    ON_DUTY = "on_duty"
    OFF_DUTY = "off_duty"
    LOAD = "load"
    OVER_LIMIT = "over_limit"
    ZONE = "zone"
    KNOWN_HOME = "known_home"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a choice with its figures; plain values, so that it is kept as it was."""

    code: Why
    params: Mapping[str, str | int]

    def as_plain(self) -> list[Any]:
        """The form in which it is stored."""
        return [self.code.value, dict(self.params)]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could go, with what counts in the choice."""

    staff_id: UUID
    role: str
    skills: frozenset[str]
    shift_ends: datetime
    load: int
    """Cases in hand and offers open, together."""
    knows_home: bool = False
    zone: Mapping[str, str] = field(default_factory=dict)
    """The place of the case, where it is theirs to look after: {"building": "3"} or {"area": "North gate"}."""
    valid: Mapping[str, datetime] = field(default_factory=dict)
    """Until when certificates are valid, for those that end."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who goes, and why this person."""

    candidate: Candidate
    skill: str
    reasons: tuple[Reason, ...]
    part: str = MAIN
    by_staff_id: UUID | None = None
    """Who of the desk named them; None: the house chose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """One asking of one person, for a case's page."""

    id: UUID
    case_id: UUID
    staff_id: UUID
    staff_name: str
    part: str
    role_title: str
    state: AssignmentState
    reason: str
    """In the reader's language: certificate valid, on duty until 18:00, 1 on hand."""
    offered_at: datetime
    answer_by: datetime | None
    ended_at: datetime | None
    decline_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One line of a worker's list."""

    id: UUID
    """The assignment's."""
    case_id: UUID
    number: str
    title: str
    topic_title: str
    urgency: str
    urgency_title: str
    case_class: str
    state: AssignmentState
    case_state: str
    place: str
    who: str
    phone: str
    due_at: datetime | None
    owed: str
    promise: object | None
    answer_by: datetime | None
    appointment_start: datetime | None
    appointment_end: datetime | None
    arrived: bool
    departed: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """Somebody the desk may assign by hand."""

    staff_id: UUID
    name: str
    role_title: str
    load: int
    reason: str
    fits: bool
    """Whether skill and certificate are there."""
