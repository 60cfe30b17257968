"""What programs send and get; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from guanjia.rooms.conversations.types import Brought, Channel, ConversationState, MessageKind
from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]
Draft = Annotated[
    Printable, Field(max_length=64, description="A key of the form it was typed in: sent twice, it is said once")
]
Words = Annotated[
    Printable, Field(max_length=20_000, description="The handbook says how long one message may be; it is less")
]


class MessageIn(Schema):
    """A resident's message, brought by another system."""

    community: Annotated[Printable, Field(min_length=1, max_length=40, description="Code of the community")]
    sender: Annotated[
        Printable,
        Field(min_length=1, max_length=100, description="The outside's id of who wrote; one sender, one contact"),
    ]
    text: Words
    channel: Channel = Channel.API
    kind: MessageKind = MessageKind.TEXT
    message_id: Annotated[
        Printable, Field(max_length=100, description="The outside's id of the message; brought twice, it is there once")
    ] = ""
    name: Annotated[Printable, Field(max_length=60, description="What the outside calls the sender")] = ""
    at: AwareDatetime | None = Field(None, description="When it was written; now, when left out")

    def brought(self) -> Brought:
        """As the verb takes it."""
        return Brought(
            community=self.community,
            sender=self.sender,
            name=self.name,
            text=self.text,
            channel=self.channel,
            kind=self.kind,
            message_id=self.message_id,
        )


class ReceivedOut(Schema):
    conversation_id: UUID
    message_id: UUID
    new: bool = Field(description="False when it had come before")


class ConversationOut(Schema):
    id: UUID
    community_id: UUID
    contact_id: UUID
    name: str
    place: str
    channel: str
    state: ConversationState
    last_message_at: datetime
    unread_since: datetime | None = Field(description="Since when the resident waits for a person; null: nobody waits")
    asked_person_at: datetime | None
    owner_name: str
    snippet: str


class ConversationPage(Schema):
    rows: list[ConversationOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class SaidOut(Schema):
    id: UUID
    what: str = Field(description="in, out, machine, note")
    who: str
    text: str
    at: datetime
    kind: str
    sent: str = Field(description="On channels that send outside: waiting, sent, failed")
    case_id: UUID | None


class SaidPage(Schema):
    rows: list[SaidOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")


class TalkOut(Schema):
    id: UUID
    community_id: UUID
    contact_id: UUID
    name: str
    masked_phone: str
    place: str
    channel: str
    state: ConversationState
    opened_at: datetime
    unread_since: datetime | None
    asked_person_at: datetime | None
    owner_name: str
    score: int | None
    messages: list[SaidOut] = Field(description="The newest, the oldest of them first")
    older: str | None = Field(description="`after` for the messages before")


class ReplyIn(Schema):
    text: Words
    case_id: UUID | None = None
    draft: Draft = ""


class NoteIn(Schema):
    text: Words
    draft: Draft = ""


class WrittenOut(Schema):
    message_id: UUID
