"""Facts of dockets: a case as somebody else follows it under a number of their own."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.base import CaseFact


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketFact(CaseFact):
    """What every fact of a docket carries: the case, and with whom it is. `inside` is false for a body outside."""

    about: ClassVar[str] = "docket"

    case_id: UUID
    party: str
    inside: bool = False
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketOpened(DocketFact):
    """A body's order was registered, or a department asked; `urgency` is its class, `until` the time it named."""

    kind: ClassVar[str] = "docket.opened"
    names: ClassVar[tuple[str, str] | None] = ("owner", "owner")
    urgency: str = ""
    until: datetime | None = None
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketContacted(DocketFact):
    """The resident behind it was spoken to."""

    kind: ClassVar[str] = "docket.contacted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketMoved(DocketFact):
    """Another time was agreed with the body, for a reason of the handbook."""

    kind: ClassVar[str] = "docket.moved"
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketAnswered(DocketFact):
    """The body has our answer, or the department has done its part."""

    kind: ClassVar[str] = "docket.answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocketReturned(DocketFact):
    """It was sent back or taken back, for a reason of the handbook."""

    kind: ClassVar[str] = "docket.returned"
    reason: str
