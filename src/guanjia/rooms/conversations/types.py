"""What other rooms may hold of a conversation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """The ways residents reach us."""

    WECHAT = "wechat"
    PHONE = "phone"
    COUNTER = "counter"
    PAGE = "page"
    API = "api"


class Direction(StrEnum):
    """Whose words a message holds: the resident's, ours to the resident, or ours among ourselves."""

    IN = "in"
    OUT = "out"
    NOTE = "note"


class Author(StrEnum):
    """Who wrote it. A machine always says it is one."""

    RESIDENT = "resident"
    STAFF = "staff"
    MACHINE = "machine"


class MessageKind(StrEnum):
    """What came."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    LOCATION = "location"


class Delivery(StrEnum):
    """What became of an answer on its way out; `none` where nothing has to be sent."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class ConversationState(StrEnum):
    """Open until closed; a message after that opens a new one."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A resident's message as a channel brings it. `outside_id` is the channel's own, so that it counts once."""

    channel: str
    contact_id: UUID
    text: str
    kind: MessageKind = MessageKind.TEXT
    outside_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Words to be sent. With a key, one and the same draft counts once however often it is sent."""

    text: str
    key: str = ""
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """Where a message went; `new` is False when it had come before."""

    conversation_id: UUID
    message_id: UUID
    new: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of a conversation."""

    id: UUID
    direction: str
    author: str
    author_name: str
    text: str
    kind: str
    at: datetime
    delivery: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One conversation of a list; `last` is the beginning of its newest message."""

    id: UUID
    community_id: UUID
    contact_id: UUID
    contact_name: str
    home_label: str
    channel: str
    state: str
    unread: bool
    last: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation with its newest messages, oldest of them first; `before` asks for the ones before."""

    row: ConversationRow
    messages: list[MessageRow]
    before: str | None
