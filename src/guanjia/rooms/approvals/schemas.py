"""What programs send and get; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.approvals.types import MatterState, NewVersion, SentPaper, VoiceState, Word
from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Chosen = Annotated[Printable, Field(max_length=40, description="Id of a community you serve; the first for none")]
Code = Annotated[Printable, Field(max_length=60)]
Title = Annotated[Printable, Field(min_length=1, max_length=120)]
Words = Annotated[Printable, Field(max_length=1000)]
Home = Annotated[Printable, Field(max_length=40, description="As on the door, where the act is done at a home")]
Codes = Annotated[
    Printable, Field(max_length=2000, description="The paper of each file, by its code, with a comma between")
]


class PaperAskedOut(Schema):
    code: str
    title: str
    required: bool
    roles: list[str] = Field(description="Who approves it")


class ProofAskedOut(Schema):
    code: str
    title: str
    required: bool
    by_file: bool = Field(description="Shown by a file, else ticked")


class ActKindOut(Schema):
    code: str
    title: str
    start: str = Field(description="The word of its start")
    of_home: bool
    papers: list[PaperAskedOut]
    proofs: list[ProofAskedOut] = Field(description="What is shown at the start")
    roles: list[str] = Field(description="Who approves")
    lead_days: int


class MatterOut(Schema):
    id: UUID
    community_id: UUID
    act: str
    act_title: str
    title: str
    home: str
    state: MatterState
    version: int = Field(description="The version that counts; 0 where nobody laid papers")
    laid_by: str
    asked_at: datetime
    meant_for: datetime
    decide_by: datetime
    started_at: datetime | None
    outside: bool = Field(description="It began all the same, and was recorded afterwards")
    waits_for: list[str]
    approved: int
    needed: int


class MatterPageOut(Schema):
    rows: list[MatterOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class VoiceOut(Schema):
    role: str
    role_title: str
    state: VoiceState
    staff: str
    at: datetime | None
    words: str
    may_say: bool


class AttachmentOut(Schema):
    id: UUID
    code: str
    title: str
    name: str
    size: int
    new: bool


class PapersVersionOut(Schema):
    number: int
    laid_by: str
    at: datetime
    words: str
    files: list[AttachmentOut]
    voices: list[VoiceOut]


class MatterViewOut(Schema):
    row: MatterOut
    kind: ActKindOut
    words: str
    versions: list[PapersVersionOut] = Field(description="The newest, which counts, first")
    proofs: list[AttachmentOut]
    started_by: str
    missing: list[str] = Field(description="What would be missing if it began now")
    free_from: datetime | None = Field(description="From when it may begin, where approvals must lie some time back")


class MatterLaidOut(Schema):
    id: UUID


class LaidIn(Schema):
    act: Code
    title: Title
    meant_for: AwareDatetime
    words: Words = ""
    home: Home = ""
    community: Chosen = ""
    codes: Codes = ""


class LaidAgainIn(Schema):
    changed: Words = ""
    meant_for: AwareDatetime | None = None
    codes: Codes = ""

    def version(self, papers: tuple[SentPaper, ...]) -> NewVersion:
        return NewVersion(papers=papers, words=self.changed, meant_for=self.meant_for)


class ApprovalIn(Schema):
    role: Code
    version: int = Field(ge=0, description="The version you have seen")
    words: Words = ""

    def word(self) -> Word:
        return Word(self.role, self.version, self.words)


class ActStartIn(Schema):
    ticked: Codes = ""
    codes: Codes = ""


class WithdrawnIn(Schema):
    words: Words


class BegunAnywayIn(Schema):
    happened_at: AwareDatetime
    words: Words


class UnaskedIn(Schema):
    act: Code
    title: Title
    happened_at: AwareDatetime
    words: Words
    home: Home = ""
    community: Chosen = ""
