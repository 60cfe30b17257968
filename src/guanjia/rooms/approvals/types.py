"""What other rooms and desks may hold of approvals."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID


class MatterState(StrEnum):
    """How far a matter has come."""

    ASKED = "asked"
    """Somebody who must approve has not said anything yet."""
    GRANTED = "granted"
    """Everybody approved this version of the papers; the act may begin."""
    REFUSED = "refused"
    """Somebody said no to this version; another one may be laid."""
    STARTED = "started"
    WITHDRAWN = "withdrawn"


FACES = {
    MatterState.ASKED: "near",
    MatterState.GRANTED: "met",
    MatterState.REFUSED: "refused",
    MatterState.STARTED: "accepted",
    MatterState.WITHDRAWN: "withdrawn",
}


class VoiceState(StrEnum):
    """What one role said to one version of the papers."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class Shown(StrEnum):
    """Which matters a list shows."""

    MINE = "mine"
    """Those that wait for the reader."""
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PaperAsked:
    """One paper of a kind of act; `roles` are those who approve it, by their titles."""

    code: str
    title: str
    required: bool
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofAsked:
    """One item asked for at the act's start; `by_file`: shown by a picture or a paper, else ticked."""

    code: str
    title: str
    required: bool
    by_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActKind:
    """A kind of act as somebody who lays papers sees it."""

    code: str
    title: str
    start: str
    subject: str
    of_home: bool
    papers: tuple[PaperAsked, ...]
    proofs: tuple[ProofAsked, ...]
    roles: tuple[str, ...]
    """Titles of the roles that must approve."""
    lead_days: int = 0
    """How many days before the act all must have approved."""


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A file as it came: for which paper, its name, its bytes."""

    code: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Where a file lies, what it is, and what it was called."""

    place: Path
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatter:
    """What is laid before those who must approve. `meant_for`: when the act is to begin."""

    community_id: UUID
    act: str
    title: str
    meant_for: datetime
    words: str = ""
    home: str = ""
    """As it is written on the door, where the act is done at a home."""
    papers: tuple[SentPaper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """Papers put in the place of earlier ones, and what has changed, in words."""

    papers: tuple[SentPaper, ...]
    words: str = ""
    meant_for: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says in a role about the version they have seen."""

    role: str
    seen: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What is shown at the start: files and ticks by item."""

    files: tuple[SentPaper, ...] = ()
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunOutside:
    """An act that began although nobody had laid papers for it."""

    community_id: UUID
    act: str
    title: str
    happened_at: datetime
    words: str
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """A matter, as a list shows it. `waits_for` are the titles of the roles that have not said anything yet."""

    id: UUID
    community_id: UUID
    community: str
    act: str
    act_title: str
    title: str
    home: str
    state: MatterState
    version: int
    laid_by: str
    asked_at: datetime
    meant_for: datetime
    decide_by: datetime
    started_at: datetime | None
    outside: bool
    waits_for: tuple[str, ...]
    approved: int
    needed: int

    @property
    def face(self) -> str:
        """The status whose icon and colour it takes."""
        return "missed" if self.outside else FACES[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """What one role said to a version; `may_say`: the reader may say it now."""

    role: str
    role_title: str
    version: int
    state: VoiceState
    staff: str
    at: datetime | None
    words: str
    people: tuple[str, ...] = ()
    """Who could say it, where nobody has."""
    may_say: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRow:
    """A file of a version; `new`: it came with this version."""

    id: UUID
    code: str
    title: str
    name: str
    is_picture: bool
    size: int
    new: bool = False

    @property
    def icon(self) -> str:
        """The sign of its kind."""
        return "image" if self.is_picture else "clip"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of the papers with its files and what was said to it."""

    number: int
    laid_by: str
    at: datetime
    words: str
    files: tuple[AttachmentRow, ...]
    voices: tuple[VoiceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterView:
    """A matter with all that was laid and said, and what the reader may do."""

    row: MatterRow
    kind: ActKind
    words: str
    versions: tuple[VersionRow, ...]
    proofs: tuple[AttachmentRow, ...]
    started_by: str
    missing: tuple[str, ...]
    """What the engine would miss if the act began now, in words."""
    free_from: datetime | None
    """From when it may begin, where approvals must lie some time back."""
    may_say: tuple[tuple[str, str], ...]
    """Roles, with their titles, in which the reader may approve or refuse now."""
    may_lay: bool
    may_start: bool
    may_withdraw: bool
    may_read: bool
    """Whether the reader may open the files."""

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.row.state not in {MatterState.STARTED, MatterState.WITHDRAWN}

    @property
    def can_start(self) -> bool:
        """Whether the reader may begin it now: nothing of the gates is missing, and none must wait."""
        return self.may_start and self.is_open and not self.missing and self.free_from is None

    @property
    def current(self) -> VersionRow | None:
        """The version that counts."""
        return self.versions[0] if self.versions else None

    @property
    def earlier(self) -> tuple[VersionRow, ...]:
        """Versions that count no longer."""
        return self.versions[1:]
