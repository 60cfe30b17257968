"""Facts of promises: what time alone brought about, and what people decided about a promise."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFact(Fact):
    """What every fact of a promise carries: the standard, and what the promise is about.

    `subject_type` names the subject's type; a case, conversation, contact or follow-up is referred to by its own
    name as well, so it appears among that subject's facts.
    """

    about: ClassVar[str] = "promise"

    standard: str
    subject_type: str
    about_id: UUID
    case_id: UUID | None = None
    conversation_id: UUID | None = None
    contact_id: UUID | None = None
    follow_up_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWarned(PromiseFact):
    """The warning's time came; `at` is that time, not the sweep's."""

    kind: ClassVar[str] = "promise.warned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMissed(PromiseFact):
    """The due time passed; `at` is the due time, not the sweep's."""

    kind: ClassVar[str] = "promise.missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseEscalated(PromiseFact):
    """A step of the ladder came: `to_role` is told. The first step is 1."""

    kind: ClassVar[str] = "promise.escalated"
    to_role: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSeenTo(PromiseFact):
    """Somebody the ladder told has seen to it. `how`: seen, reminded, or acted."""

    kind: ClassVar[str] = "promise.seen_to"
    how: str
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMetAfterAll(PromiseFact):
    """A fact recorded late showed that what was told as missed had been done in time."""

    kind: ClassVar[str] = "promise.met_after_all"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWaived(PromiseFact):
    """Somebody who doesn't owe it let it go, for a reason of the handbook. `promise` repeats the subject's id."""

    kind: ClassVar[str] = "promise.waived"
    promise: str
    reason: str
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWaiverAsked(PromiseFact):
    """Somebody asks that a promise be waived, for a reason of the handbook."""

    kind: ClassVar[str] = "promise.waiver_asked"
    reason: str
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAppealed(PromiseFact):
    """The one who owes objects to how a promise is judged."""

    kind: ClassVar[str] = "promise.appealed"
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseUpheld(PromiseFact):
    """Somebody else decided about a plea, and nothing changed. `plea` is its kind."""

    kind: ClassVar[str] = "promise.upheld"
    plea: str
    by_staff_id: UUID | None = None


# Draws ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePeriodBegan(Fact):
    """A period of draws began: its secret is made, and `seal`, the SHA-256 of it, is told beforehand."""

    about: ClassVar[str] = "draw"
    kind: ClassVar[str] = "sample.period_began"
    period: str
    begin: datetime
    end: datetime
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePeriodEnded(Fact):
    """A period of draws is over: its secret is told (in hex), so that anyone can check who was drawn."""

    about: ClassVar[str] = "draw"
    kind: ClassVar[str] = "sample.period_ended"
    period: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleShareSet(Fact):
    """The manager set what share of the rest is asked, from `at` on; `share` is a decimal such as 0.2."""

    about: ClassVar[str] = "sample_share"
    kind: ClassVar[str] = "sample.share_set"
    standard: str
    share: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFact(Fact):
    """What every fact of a draw about one subject carries; references as promises carry them."""

    about: ClassVar[str] = "sample_member"

    standard: str
    subject_type: str
    about_id: UUID
    period: str
    case_id: UUID | None = None
    conversation_id: UUID | None = None
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(SampleFact):
    """A subject was drawn: `how` is at_once, or added at the period's end. The act is owed from here."""

    kind: ClassVar[str] = "sample.drawn"
    stratum: str = ""
    how: str = "at_once"
    reached: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReleased(SampleFact):
    """A fact that came late showed that another should have been drawn; `drawn` is the draw it takes back."""

    kind: ClassVar[str] = "sample.released"
    drawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFact(Fact):
    """A fact about what has no events of its own that tell whether it is there: a patrol area, a building."""

    about: ClassVar[str] = "enlisting"

    subject_type: str
    about_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectEnlisted(SubjectFact):
    """It is looked after from now on: the quotas of its kind that name no events of their own are owed."""

    kind: ClassVar[str] = "subject.enlisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectStruckOff(SubjectFact):
    """It is looked after no more."""

    kind: ClassVar[str] = "subject.struck_off"
