"""Facts of conversations; who and when, never what was said."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFact(Fact):
    """What every fact of a conversation carries."""

    about: ClassVar[str] = "conversation"

    contact_id: UUID | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(ConversationFact):
    """A resident wrote, spoke or sent a picture."""

    kind: ClassVar[str] = "message.received"
    message_id: UUID
    home_id: UUID | None = None
    by_resident: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAnswered(ConversationFact):
    """A person answered."""

    kind: ClassVar[str] = "message.answered"
    message_id: UUID
    staff_id: UUID
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAutoAnswered(ConversationFact):
    """The machine answered; it never meets a promise that asks for a person."""

    kind: ClassVar[str] = "message.auto_answered"
    message_id: UUID
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAsked(ConversationFact):
    """The resident asked for a person."""

    kind: ClassVar[str] = "conversation.handover_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(ConversationFact):
    """A person took the conversation over."""

    kind: ClassVar[str] = "conversation.person_joined"
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReminded(ConversationFact):
    """A silent conversation was asked whether there is anything else."""

    kind: ClassVar[str] = "conversation.reminded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed(ConversationFact):
    """It ended: by the desk, or by silence."""

    kind: ClassVar[str] = "conversation.closed"
    reason: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRated(ConversationFact):
    """The resident said how the conversation was."""

    kind: ClassVar[str] = "conversation.rated"
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTaken(Fact):
    """Somebody at the counter, on the phone or by letter was heard and written down."""

    kind: ClassVar[str] = "contact.taken"
    about: ClassVar[str] = "contact"

    channel: str
    staff_id: UUID
    case_id: UUID | None = None
    conversation_id: UUID | None = None
    home_id: UUID | None = None
