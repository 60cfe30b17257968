"""What other rooms may hold of conversations: the words of states and channels, rows of lists and of one talk."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from guanjia.rooms.people.types import ContactRow


class ConversationState(StrEnum):
    """Who has the next word."""

    WAITING = "waiting"
    """The resident wrote, a person has not answered yet."""
    OPEN = "open"
    """The last word was ours."""
    CLOSED = "closed"


class Channel(StrEnum):
    """The ways people reach the house; the word stands in the conditions of standards."""

    WECHAT = "wechat"
    PAGE = "page"
    API = "api"
    PHONE = "phone"
    COUNTER = "counter"
    LETTER = "letter"
    EMAIL = "email"
    SMS = "sms"
    GOV_HOTLINE = "gov_hotline"


class Direction(StrEnum):
    """From the resident, to the resident, or among ourselves."""

    IN = "in"
    OUT = "out"
    NOTE = "note"


class Author(StrEnum):
    """Who wrote a message."""

    RESIDENT = "resident"
    STAFF = "staff"
    MACHINE = "machine"


class MessageKind(StrEnum):
    """What was sent. A voice message carries what was recognised of it, a location its address."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    LOCATION = "location"
    EVENT = "event"


class Delivery(StrEnum):
    """How far an answer got on a channel that sends outside; empty where nothing has to be sent."""

    NONE = ""
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as a way in brings it. `outside_id` is the outside's own: with it a message may come twice."""

    channel: str
    contact_id: UUID
    text: str
    kind: str = MessageKind.TEXT.value
    outside_id: str = ""
    media: str = ""
    """The outside's name of a picture or recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A message as another system brings it: the community by its code, the sender by the outside's id."""

    community: str
    sender: str
    text: str
    channel: str = Channel.API.value
    kind: str = MessageKind.TEXT.value
    message_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """Where a message went; `new` is False when it had come before."""

    conversation_id: UUID
    message_id: UUID
    new: bool


class HeardMessage(TypedDict):
    """A resident's message with its words, for the rooms above; `key` is the message's id."""

    key: UUID
    community_id: UUID
    conversation_id: UUID
    contact_id: UUID
    channel: str
    text: str
    home_id: UUID | None


@dataclass(frozen=True, slots=True)
class ToSend:
    """An answer a channel has to carry outside."""

    message_id: UUID
    community_id: UUID
    contact_id: UUID
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One line of a talk, as a page shows it."""

    id: UUID
    what: str
    """in, out, machine, note"""
    who: str
    text: str
    at: datetime
    kind: str = MessageKind.TEXT.value
    sent: str = Delivery.NONE.value
    media: str = ""
    case_id: UUID | None = None
    photo_url: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One line of a list of conversations."""

    id: UUID
    community_id: UUID
    contact_id: UUID
    name: str
    place: str
    channel: str
    state: str
    last_message_at: datetime
    unread_since: datetime | None
    """Since when the resident waits for a person; None: nobody waits."""
    asked_person_at: datetime | None
    owner_name: str
    snippet: str = ""
    """The beginning of what the resident wrote last."""
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation with its newest messages, the oldest of them first; `older` fetches the page before."""

    id: UUID
    community_id: UUID
    contact: ContactRow
    channel: str
    state: str
    opened_at: datetime
    unread_since: datetime | None
    asked_person_at: datetime | None
    owner_id: UUID | None
    owner_name: str
    score: int | None
    messages: list[MessageRow]
    older: str | None = None
