"""What other rooms may hold of asking the resident afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from guanjia.rooms.handbook.types.needs import Questionnaire
from guanjia.rooms.places.types import CommunityRow
from guanjia.rooms.promises.types import SampleFigures


class FollowUpState(StrEnum):
    """How far the asking has come."""

    PLANNED = "planned"
    ANSWERED = "answered"
    UNREACHED = "unreached"
    DROPPED = "dropped"
    """Not to be asked any more: the work has begun again."""


class Occasion(StrEnum):
    """When somebody is asked: right after the work, or weeks later whether it still holds."""

    AFTER_WORK = "after_work"
    LATER = "later"


class TryResult(StrEnum):
    """What came of a try that brought no answer."""

    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    CALL_AGAIN = "call_again"
    """They were reached and named another time; it counts as no failure."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A try without an answer; with `CALL_AGAIN` the time they named."""

    result: TryResult = TryResult.NOT_REACHED
    call_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the resident said: the overall score, a word, and each question's answer by its code."""

    score: int
    comment: str = ""
    answers: Mapping[str, int | str | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try without an answer, as a page tells it."""

    at: datetime
    who: str
    result: TryResult
    call_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRow:
    """One line of the list of follow-ups still to be asked."""

    id: UUID
    case_id: UUID
    case_number: str
    case_title: str
    topic_title: str
    place: str
    who: str
    phone: str
    workers: str
    """Names of who did the work; nobody of them asks."""
    is_own: bool
    """The reader did the work: somebody else must ask."""
    attempts: int
    done_at: datetime
    ask_until: datetime
    promise: object | None
    occasion: Occasion = Occasion.AFTER_WORK
    contact_id: UUID | None = None
    call_at: datetime | None = None
    """When they asked to be rung."""
    tries: tuple["TryRow", ...] = ()
    """The tries so far, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    """One follow-up with its questions, for the form."""

    id: UUID
    row: FollowUpRow
    state: FollowUpState
    opening: str
    """What is said first, in the reader's language."""
    questionnaire: Questionnaire
    score: int | None
    comment: str
    answers: Mapping[str, int | str | list[str]]
    answered_at: datetime | None
    quiet_until: datetime | None = None
    """Nobody is rung before: quiet hours run. None: they don't."""
    most_tries: int = 0
    """After so many tries that reached nobody it is settled."""


@dataclass(frozen=True, slots=True)
class SamplesView:
    """The samples of one community, and whether the reader may set their shares."""

    community: CommunityRow
    samples: list[SampleFigures]
    may_set: bool
