"""Facts of conversations; ids and plain values only, never a word of what was said."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """A resident wrote."""

    kind: ClassVar[str] = "message.received"
    about: ClassVar[str] = "conversation"

    contact_id: UUID
    channel: str
    home_id: UUID | None = None
    by_resident: bool = True
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureKept(Fact):
    """The picture a resident sent is here and can be looked at."""

    kind: ClassVar[str] = "message.picture_kept"
    about: ClassVar[str] = "conversation"

    contact_id: UUID
    channel: str
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAnswered(Fact):
    """A person answered."""

    kind: ClassVar[str] = "message.answered"
    about: ClassVar[str] = "conversation"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")

    contact_id: UUID
    channel: str
    staff_id: UUID
    case_id: UUID | None = None
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAutoAnswered(Fact):
    """The machine said a fixed wording; it never counts as a person's answer."""

    kind: ClassVar[str] = "message.auto_answered"
    about: ClassVar[str] = "conversation"

    contact_id: UUID
    channel: str
    script: str
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAsked(Fact):
    """The resident asked for a person, or the machine had answered often enough."""

    kind: ClassVar[str] = "conversation.handover_asked"
    about: ClassVar[str] = "conversation"

    contact_id: UUID
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(Fact):
    """A person took the conversation over."""

    kind: ClassVar[str] = "conversation.person_joined"
    about: ClassVar[str] = "conversation"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")

    staff_id: UUID
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed(Fact):
    """A conversation ended: settled by a person, or silent."""

    kind: ClassVar[str] = "conversation.closed"
    about: ClassVar[str] = "conversation"

    reason: str
    channel: str = ""
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRated(Fact):
    """The resident rated a conversation."""

    kind: ClassVar[str] = "conversation.rated"
    about: ClassVar[str] = "conversation"

    score: int
    channel: str = ""
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTaken(Fact):
    """Somebody was heard on the phone or at the counter; what they need is now to be written down."""

    kind: ClassVar[str] = "contact.taken"
    about: ClassVar[str] = "contact"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")

    staff_id: UUID
    channel: str
    case_id: UUID | None = None
    conversation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactJoined(Fact):
    """What somebody called or came about was open as a case already; their words were added to it."""

    kind: ClassVar[str] = "contact.joined"
    about: ClassVar[str] = "contact"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")

    staff_id: UUID
    channel: str
    case_id: UUID
