"""Facts of a case. Standards of the handbook speak of them by kind and field; ids and plain values only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.accepting import CaseAcceptanceAsked, CaseAccepted, CaseRefused
from guanjia.rooms.cases.events.base import CaseFact
from guanjia.rooms.cases.events.complaints import (
    CaseAboutNamed,
    ComplaintDecided,
    ComplaintFactsNoted,
    ComplaintSolutionOffered,
    ComplaintSolutionPut,
    ComplaintTalkTried,
    ComplaintUnreached,
)
from guanjia.rooms.cases.events.dockets import (
    DocketAnswered,
    DocketContacted,
    DocketFact,
    DocketMoved,
    DocketOpened,
    DocketReturned,
)
from guanjia.rooms.cases.events.joining import JoinEnded, JoinFact, JoinMade, JoinTold
from guanjia.rooms.cases.events.raising import CaseSeenTo
from guanjia.rooms.cases.events.remedies import (
    CompensationApproved,
    CompensationAsked,
    CompensationDeclined,
    CompensationGranted,
    ComplaintActionSet,
    ImprovementDone,
    ImprovementOwed,
)
from guanjia.rooms.cases.events.spot import CaseDone, CasePhotoTaken, CaseWorkStarted


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseFact):
    """A need was taken down. `origin` is resident, staff, follow_up or round.

    `by_desk`: a person took it down; `evidence` then says which of the facts a checklist asks for were noted.
    """

    kind: ClassVar[str] = "case.opened"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")
    channel: str
    origin: str
    by_desk: bool = False
    evidence: dict[str, object] = field(default_factory=dict)
    staff_id: UUID | None = None
    follows_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClassified(CaseFact):
    """Class, topic and urgency were given; without `staff_id` by the machine. `by_desk`, `evidence` as when opened."""

    kind: ClassVar[str] = "case.classified"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")
    case_class: str
    topic: str
    urgency: str
    confidence: float = 1.0
    sure: bool = True
    paid: bool = False
    by_desk: bool = False
    evidence: dict[str, object] = field(default_factory=dict)
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRepeated(CaseFact):
    """The same trouble at the same home again, within the handbook's time for its class; `of` is the one before."""

    kind: ClassVar[str] = "case.repeated"
    case_class: str
    topic: str
    of_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReclassified(CaseFact):
    """The class or topic was wrong and was put right."""

    kind: ClassVar[str] = "case.reclassified"
    case_class: str
    topic: str
    urgency: str
    reason: str = ""
    paid: bool = False
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUrgencyChanged(CaseFact):
    """The urgency was raised or lowered."""

    kind: ClassVar[str] = "case.urgency_changed"
    urgency: str
    reason: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePassedOn(CaseFact):
    """A department was asked to do its part. `evidence`: whether it has an owner, and the part is written down."""

    kind: ClassVar[str] = "case.passed_on"
    department: str
    evidence: dict[str, object] = field(default_factory=dict)
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDispatched(CaseFact):
    """Somebody was asked to go."""

    kind: ClassVar[str] = "case.dispatched"
    assignment_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnassigned(CaseFact):
    """Nobody could be found; the case waits for the desk."""

    kind: ClassVar[str] = "case.unassigned"
    names: ClassVar[tuple[str, str] | None] = ("worker", "")
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTakenOn(CaseFact):
    """A named person does it. `dangerous` work needs certificates; `certified`: they hold all of them that day.

    `roles` are theirs, where it is said whom the case is about.
    """

    kind: ClassVar[str] = "case.taken_on"
    names: ClassVar[tuple[str, str] | None] = ("worker", "staff")
    staff_id: UUID
    dangerous: bool = False
    certified: bool = True
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransferred(CaseFact):
    """The one owner changed. `from_staff_id` is empty when it had none yet; `roles` are those of the new one, where it
    is said whom the case is about."""

    kind: ClassVar[str] = "case.transferred"
    names: ClassVar[tuple[str, str] | None] = ("worker", "to_staff")
    from_staff_id: UUID | None = None
    to_staff_id: UUID
    reason: str = ""
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeparted(CaseFact):
    """The worker set out."""

    kind: ClassVar[str] = "case.departed"
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseArrived(CaseFact):
    """Somebody is there. `dangerous` work needs certificates; `certified`: they hold all of them that day. `planned` is
    when they were expected."""

    kind: ClassVar[str] = "case.arrived"
    staff_id: UUID
    dangerous: bool = False
    certified: bool = True
    planned: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAppointmentAgreed(CaseFact):
    """A window was agreed with the resident, or moved for a reason."""

    kind: ClassVar[str] = "case.appointment_agreed"
    window_start: datetime
    window_end: datetime
    reason: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePaused(CaseFact):
    """The work rests for a reason of the handbook."""

    kind: ClassVar[str] = "case.paused"
    reason: str
    until: datetime | None = None
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(CaseFact):
    """The work goes on."""

    kind: ClassVar[str] = "case.resumed"
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContained(CaseFact):
    """The damage is stopped."""

    kind: ClassVar[str] = "case.contained"
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFeedbackGiven(CaseFact):
    """The resident was told: `what` is progress or result."""

    kind: ClassVar[str] = "case.feedback_given"
    what: str
    channel: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuoteAccepted(CaseFact):
    """The resident agreed to the price before the work; `amount` in fen. `role` is whose approval it is at a gate."""

    kind: ClassVar[str] = "case.quote_accepted"
    amount: int
    by: str
    role: str = "resident"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseFact):
    """Nothing is left to do for the resident. `by`: their word, the desk, their silence, or a machine.

    Of a complaint: whether its facts were noted, the `outcome` of the decision, what came of talking it through
    (`talked`: accepts, refuses, unreached), whether it was `raised` to a superior before; `roles` are those of who
    closes it, where it is said whom it is about. `nobody_to_ask` as when it was done.
    """

    kind: ClassVar[str] = "case.closed"
    by: str = ""
    case_class: str = ""
    topic: str = ""
    paid: bool = False
    facts_noted: bool = False
    outcome: str = ""
    talked: str = ""
    raised: bool = False
    roles: tuple[str, ...] | None = None
    nobody_to_ask: bool = False
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(CaseFact):
    """It wasn't over after all."""

    kind: ClassVar[str] = "case.reopened"
    reason: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerged(CaseFact):
    """This one is carried on in another."""

    kind: ClassVar[str] = "case.merged"
    into_id: UUID
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseFact):
    """It isn't wanted any more; `by` is resident or staff. `heard` is how the resident said so where staff write it
    down: message, or the channel of a talk."""

    kind: ClassVar[str] = "case.withdrawn"
    reason: str
    by: str
    heard: str = ""
    message_id: UUID | None = None
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseArchived(CaseFact):
    """Nothing is owed on it any more; filed. `evidence`: what the file of a complaint holds."""

    kind: ClassVar[str] = "case.archived"
    evidence: dict[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHurried(CaseFact):
    """The resident asked again; `number` counts."""

    kind: ClassVar[str] = "case.hurried"
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEscalated(CaseFact):
    """It was brought one step up."""

    kind: ClassVar[str] = "case.escalated"
    to_role: str
    reason: str
    staff_id: UUID | None = None


__all__ = [
    "CaseAboutNamed",
    "CaseAcceptanceAsked",
    "CaseAccepted",
    "CaseAppointmentAgreed",
    "CaseArchived",
    "CaseArrived",
    "CaseClassified",
    "CaseClosed",
    "CaseContained",
    "CaseDeparted",
    "CaseDispatched",
    "CaseDone",
    "CaseEscalated",
    "CaseFact",
    "CaseFeedbackGiven",
    "CaseHurried",
    "CaseMerged",
    "CaseOpened",
    "CasePassedOn",
    "CasePaused",
    "CasePhotoTaken",
    "CaseQuoteAccepted",
    "CaseReclassified",
    "CaseRefused",
    "CaseReopened",
    "CaseRepeated",
    "CaseResumed",
    "CaseSeenTo",
    "CaseTakenOn",
    "CaseTransferred",
    "CaseUnassigned",
    "CaseUrgencyChanged",
    "CaseWithdrawn",
    "CaseWorkStarted",
    "CompensationApproved",
    "CompensationAsked",
    "CompensationDeclined",
    "CompensationGranted",
    "ComplaintActionSet",
    "ComplaintDecided",
    "ComplaintFactsNoted",
    "ComplaintSolutionOffered",
    "ComplaintSolutionPut",
    "ComplaintTalkTried",
    "ComplaintUnreached",
    "DocketAnswered",
    "DocketContacted",
    "DocketFact",
    "DocketMoved",
    "DocketOpened",
    "DocketReturned",
    "ImprovementDone",
    "ImprovementOwed",
    "JoinEnded",
    "JoinFact",
    "JoinMade",
    "JoinTold",
]
