"""What programs send and get; shape only."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.cases.types import (
    Because,
    CaseState,
    Feedback,
    OpenCase,
    Origin,
    Report,
    Window,
)
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Outcome, Reply, ResidentsWord
from guanjia.rooms.cases.types.dockets import DocketState, NewDocket
from guanjia.rooms.cases.types.remedies import Liability
from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Code = Annotated[Printable, Field(max_length=60)]
Words = Annotated[Printable, Field(max_length=2000)]
Fen = Annotated[int, Field(ge=1, le=100_000_000, description="Money in fen")]
HappenedAt = Annotated[
    AwareDatetime | None, Field(description="When it happened; left out: now. Earlier is fine, a device tells later")
]


class OpenIn(Schema):
    community_id: UUID | None = Field(None, description="Left out: the one community this token serves")
    text: Annotated[Printable, Field(min_length=1, max_length=4000)]
    title: Annotated[Printable, Field(max_length=80)] = ""
    channel: Code = "api"
    contact_id: UUID | None = None
    home_id: UUID | None = None
    place: Annotated[Printable, Field(max_length=120)] = ""
    topic: Code = ""
    urgency: Code = ""

    def wanted(self, community_id: UUID, staff_id: UUID | None) -> OpenCase:
        return OpenCase(
            community_id=community_id,
            text=self.text,
            title=self.title,
            channel=self.channel,
            origin=Origin.STAFF,
            contact_id=self.contact_id,
            home_id=self.home_id,
            place_text=self.place,
            topic=self.topic,
            urgency=self.urgency,
            staff_id=staff_id,
        )


class OpenedOut(Schema):
    id: UUID
    number: str = Field(description="Said on the phone: 0302-17 is the seventeenth of 2 March")


class KeptOut(Schema):
    id: UUID


class ActIn(Schema):
    at: HappenedAt = None


class NotedIn(ActIn):
    note: Words = ""


class ClassifyIn(ActIn):
    topic: Code
    urgency: Code = ""


class UrgencyIn(NotedIn):
    urgency: Code


class BecauseIn(NotedIn):
    reason: Code = ""
    until: AwareDatetime | None = None

    def why(self) -> Because:
        return Because(self.reason, self.note, self.until)


class WithdrawIn(BecauseIn):
    heard: Code = Field("", description="How the resident said so, as a channel; a complaint needs it, or a message")
    said: Words = Field("", description="In which words")
    message_id: UUID | None = Field(None, description="The resident's own message that says so")

    def why(self) -> Because:
        return Because(self.reason, self.note, self.until, ResidentsWord(self.heard, self.said, self.message_id))


class WindowIn(ActIn):
    start: AwareDatetime
    end: AwareDatetime
    reason: Code = ""

    def window(self) -> Window:
        return Window(self.start, self.end, self.reason)


class DoneIn(ActIn):
    text: Words = ""
    materials: Words = ""
    price: Fen | None = None
    tested: bool = False
    evidence: dict[Code, bool | int | float | dict[str, Code | int | float | bool]] = Field(
        default={},
        max_length=60,
        description='By item of the handbook\'s checklists: true, a count, a reading, or {"not_applicable": reason}',
    )
    times: dict[Code, AwareDatetime] = Field(
        default={}, max_length=60, description="When each item was seen to, for lists that go in order"
    )
    found: dict[Code, Words] = Field(
        default={}, max_length=60, description="What was found at an item, in words; opens a case where it says what"
    )
    all_the_same: bool = Field(
        default=False, description="It was done without what is asked for; needs the duty to dispatch, counts as missed"
    )

    def report(self) -> Report:
        told = Report(self.text, self.materials, self.price, self.tested, dict(self.evidence))
        return replace(told, times=dict(self.times), found=dict(self.found), all_the_same=self.all_the_same)


class FeedbackIn(ActIn):
    what: Code = Field(description="progress or result")
    text: Words
    channel: Code = ""

    def feedback(self) -> Feedback:
        return Feedback(self.what, self.text, self.channel)


class SpotAnswerIn(ActIn):
    text: Words = ""
    topic: Code = ""


class IntoIn(ActIn):
    into_id: UUID


class TransferIn(BecauseIn):
    to_staff_id: UUID


class EscalateIn(BecauseIn):
    to_role: Code = ""


class AboutIn(ActIn):
    staff_id: UUID | None = Field(None, description="A colleague of the community")
    department: Code = Field("", description="Instead of a colleague: a department with its own way for complaints")


class FindingIn(ActIn):
    found: Words
    resident_side: Words = Field("", description="What the resident says")
    other_side: Words = Field("", description="What the other side says")
    no_resident: Code = Field("", description="A reason of the handbook (not_applicable) why the resident says nothing")
    no_other: Code = Field("", description="The same of the other side")

    def given(self) -> NewFinding:
        return NewFinding(**self.dict(exclude={"at"}))


class DecisionIn(ActIn):
    outcome: Outcome
    text: Words
    ground: Code = Field("", description="A ground of the handbook")
    clause: Words = Field("", description="Which clause, or another ground in words")
    liability: Liability | None = Field(None, description="Whose fault it was; the file of a complaint asks for it")

    def given(self) -> NewDecision:
        return NewDecision(**self.dict(exclude={"at"}))


class TalkIn(ActIn):
    reply: Reply
    text: Words = Field("", description="What was offered; not needed when nobody was reached")
    channel: Code = "phone"
    words: Words = Field("", description="What the resident said")

    def given(self) -> NewOffer:
        return NewOffer(**self.dict(exclude={"at"}))


class FindingOut(Schema):
    who: str
    at: datetime
    found: str
    resident_side: str
    other_side: str


class DecisionOut(Schema):
    who: str
    at: datetime
    outcome: Outcome
    text: str
    ground: str = Field(description="What it rests on, in words")


class OfferOut(Schema):
    who: str
    at: datetime
    reply: Reply
    channel: str
    text: str
    words: str


class ComplaintOut(Schema):
    findings: list[FindingOut]
    decisions: list[DecisionOut]
    offers: list[OfferOut]
    lacks: list[str] = Field(description="What closing still asks for, in words")
    about: str
    tries_left: int = Field(description="Tries until the resident counts as not to be reached; 0: enough, or no rule")


class DocketIn(ActIn):
    party: Code = Field(description="A department of the handbook, or a body outside: gov_hotline, street_office …")
    number: Annotated[Printable, Field(max_length=40)] = Field(
        "", description="Theirs; a department of ours needs none"
    )
    urgency: Code = Field("", description="The class they gave it")
    until: AwareDatetime | None = Field(None, description="By when they want it")
    text: Words = ""

    def wanted(self) -> NewDocket:
        return NewDocket(party=self.party, number=self.number, urgency=self.urgency, until=self.until, text=self.text)


class DocketAnswerIn(ActIn):
    text: Words = ""


class DocketOut(Schema):
    id: UUID
    number: str
    party: str
    party_title: str
    outside: bool
    urgency: str
    until: datetime | None
    state: DocketState
    opened_at: datetime
    contacted_at: datetime | None
    ended_at: datetime | None
    text: str
    answer: str


class CaseLine(Schema):
    id: UUID
    number: str
    community_id: UUID
    title: str
    topic: str
    topic_title: str
    case_class: str
    urgency: str
    state: CaseState
    place: str
    who: str = Field(description="Masked")
    owner_name: str
    worker_name: str
    due_at: datetime | None = Field(description="Of the nearest promise; null: nothing is owed at a time")
    owed: str
    owed_name: str
    hurried: int
    needs_desk: bool
    opened_at: datetime


class CasePage(Schema):
    rows: list[CaseLine]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class GuessOut(Schema):
    topic: str
    title: str
    urgency: str
    percent: int


class NoteOut(Schema):
    kind: str
    text: str
    who: str
    at: datetime


class CaseOut(Schema):
    id: UUID
    number: str
    community_id: UUID
    title: str
    text: str
    state: CaseState
    is_open: bool
    case_class: str
    topic: str
    topic_title: str
    urgency: str
    confidence: float | None
    guesses: list[GuessOut]
    channel: str
    origin: Origin
    place: str
    contact_id: UUID | None
    contact_name: str = Field(description="Masked")
    conversation_id: UUID | None
    home_id: UUID | None
    owner_id: UUID | None
    owner_name: str
    worker_id: UUID | None
    worker_name: str
    opened_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    appointment_start: datetime | None
    appointment_end: datetime | None
    hurried: int
    says_fine: bool
    needs_desk: bool
    paid: bool
    price: int | None
    merged_into_id: UUID | None
    accepted_by: str = Field(description="resident, signature, desk, silence; empty: not accepted")
    verbs: list[str] = Field(description="What this token may do with it now")
    notes: list[NoteOut]


class FactOut(Schema):
    id: UUID
    at: datetime
    kind: str
    text: str
    more: str
    seal: int | None = Field(description="Its number in the community's chain; null: not sealed yet")
