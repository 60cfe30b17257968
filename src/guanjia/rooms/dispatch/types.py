"""What other rooms may hold of a dispatch: states, candidates, reasons, rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


class OpeningState(StrEnum):
    """Whether work that lies open for all is still there."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


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
    CLAIMED = "claimed"
    PASSED_ON = "passed_on"
    TAKEN_OVER = "taken_over"


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
    """Who named them; None: the house chose."""
    task: str = ""
    """What a helper should do."""
    until: datetime | None = None
    """By when they are through with their part."""

    def because(self, *reasons: Reason) -> "Chosen":
        """The same with these grounds in front."""
        return replace(self, reasons=(*reasons, *self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpWanted:
    """What a helper of another department is asked for; without a person the house chooses one of the role."""

    role: str
    task: str
    until: datetime | None = None
    staff_id: UUID | None = None


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
    """In the reader's language: certificate valid to March, on duty until 18:00, 1 on hand, looks after building 3."""
    offered_at: datetime
    answer_by: datetime | None
    ended_at: datetime | None
    end_reason: str
    """Why it ended before the work was done, and who ended it, in words."""
    task: str
    until: datetime | None

    @property
    def is_help(self) -> bool:
        """Whether it is a part of a case that somebody else has."""
        return self.part != MAIN


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
    staff_id: UUID
    part: str
    task: str = ""
    """What a helper should do; empty for the one who has the case."""
    until: datetime | None = None

    @property
    def is_help(self) -> bool:
        """Whether it is a part of a case that somebody else has."""
        return self.part != MAIN


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


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """Work that lies open for everybody of a role, as the phone lists it."""

    id: UUID
    case_id: UUID
    number: str
    title: str
    topic_title: str
    urgency_title: str
    place: str
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneRow:
    """A task that is no longer somebody's, and why; told to them for a day."""

    case_id: UUID
    number: str
    title: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment taken by somebody who is not on duty now, with what the rule of handing over looks at."""

    id: UUID
    community_id: UUID
    case_id: UUID
    urgency: str
    paused: bool
    begun: bool
    """Whether they have been there."""
    visit: datetime | None
    """Start of the window agreed with the resident, if it is still to come."""
    taken_since: datetime
    ended: datetime | None
    """End of their last shift."""
    back: datetime | None
    """Start of their next one."""
    on_leave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPerson:
    """Somebody on the board with what they have."""

    staff_id: UUID
    name: str
    role_title: str
    until: datetime | None
    """End of the shift; None: not on duty."""
    load: int
    most: int
    zone: str
    tasks: list[TaskRow]

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes to them but what is pressing."""
        return self.load >= self.most


@dataclass(frozen=True, slots=True)
class Board:
    """Who has what: one page of people, those on duty first."""

    people: list[BoardPerson]
    next: str | None
