"""Facts from the spot: the work began, a photo was taken, it is done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.base import CaseFact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWorkStarted(CaseFact):
    """The work began on the spot. `safety`: the topic has safety steps; `evidence` says by item what was seen to."""

    kind: ClassVar[str] = "case.work_started"
    staff_id: UUID
    case_class: str = ""
    topic: str = ""
    safety: bool = False
    evidence: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePhotoTaken(CaseFact):
    """When a colleague's photo was taken, by what its camera wrote, and whether that told where.

    Where it was stands beside the photo and goes with an erasure; what is sealed can't be taken away.
    """

    kind: ClassVar[str] = "case.photo_taken"
    of: str
    taken_at: datetime | None = None
    place_known: bool = False
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDone(CaseFact):
    """The work is finished. Follow-up is owed from here.

    `evidence` says what there is by item of the handbook's checklists (`photos` and `tested` say it in short), `times`
    when each was seen to where the list goes in order, `found` at which something was found; `began` is the arrival.
    `price` (fen) is what is charged, `within_quote` whether the resident agreed to at least that beforehand.
    `safety`: its topic has safety steps; `started`: they were seen, and the work begun, before. `nobody_to_ask`: no
    resident is behind it, as where a round found it; nobody can say then whether it is good.
    """

    kind: ClassVar[str] = "case.done"
    case_class: str = ""
    topic: str = ""
    paid: bool = False
    on_the_spot: bool = False
    photos: int = 0
    tested: bool = False
    evidence: dict[str, object] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    began: datetime | None = None
    price: int = 0
    within_quote: bool = True
    safety: bool = False
    started: bool = False
    nobody_to_ask: bool = False
    staff_id: UUID | None = None
