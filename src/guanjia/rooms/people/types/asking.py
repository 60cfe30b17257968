"""What residents ask about what is kept of them: their family, and their own data."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from guanjia.rooms.people.types import ResidentKind


class Asked(StrEnum):
    """What is asked for."""

    ADD_FAMILY = "add_family"
    REMOVE_FAMILY = "remove_family"
    COPY = "copy"
    CORRECT = "correct"
    ERASE = "erase"


FAMILY = frozenset({Asked.ADD_FAMILY, Asked.REMOVE_FAMILY})


class RequestState(StrEnum):
    """How far a request is."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A request as a resident makes it. `key` is the form's: sent twice it is one."""

    what: Asked
    home_id: UUID | None = None
    residence_id: UUID | None = None
    """Who no longer lives there."""
    name: str = ""
    phone: str = ""
    belongs: ResidentKind = ResidentKind.FAMILY
    text: str = ""
    key: UUID | None = None

    def id(self) -> UUID:
        """The id the request gets."""
        return self.key or uuid4()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request as a page shows it; name and phone masked for staff, as typed for who made it."""

    id: UUID
    what: Asked
    state: RequestState
    who: str
    home_id: UUID | None
    home_label: str
    resident_id: UUID | None
    name: str
    phone: str
    belongs: str
    text: str
    answer: str
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of a home, to others of the same home: the name masked unless it is oneself, no phone."""

    residence_id: UUID
    name: str
    kind: str
    since: date | None
    me: bool


@dataclass(frozen=True, slots=True)
class MyHome:
    """One of a resident's homes with who lives there."""

    id: UUID
    label: str
    people: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class AboutMe:
    """What is kept of a resident by this room: name, masked phone, ways they wrote."""

    name: str
    masked_phone: str
    channels: tuple[str, ...]
    known: bool
    """Whether they are known as a resident."""
