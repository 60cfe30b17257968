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


@dataclass(frozen=True, slots=True)
class Answer:
    """What the resident said: the overall score, a word, and each question's answer by its code."""

    score: int
    comment: str = ""
    answers: Mapping[str, int | str | list[str]] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class SamplesView:
    """The samples of one community, and whether the reader may set their shares."""

    community: CommunityRow
    samples: list[SampleFigures]
    may_set: bool
