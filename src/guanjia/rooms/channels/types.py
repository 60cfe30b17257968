"""What other rooms and the demo may hold of channels."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class InboundState(StrEnum):
    """How far a raw body got."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"
    """It can't be taken in as it is; the sender was told why."""
    FAILED = "failed"
    """Tried often enough; set aside and shown."""


class OutgoingState(StrEnum):
    """How far a message to the outside got."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An official account to be connected; `name` stands in the address of its callback."""

    community_id: UUID
    name: str
    app_id: str
    token: str
    app_secret: str = ""
    aes_key: str = ""
    """43 signs; empty: the platform sends plain bodies only."""

    def __repr__(self) -> str:
        return f"NewAccount({self.name})"


@dataclass(frozen=True, slots=True)
class Signed:
    """What the platform puts into the address of a callback."""

    signature: str
    timestamp: str
    nonce: str
    encrypted: str = ""
    """Signature over the encrypted body as well; empty for a plain one."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One callback, read. `at` is the platform's stamp, on the platform's clock."""

    sender: str
    outside_id: str
    at: datetime
    kind: str
    text: str = ""
    media: str = ""
    event: str = ""
    event_key: str = ""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A community and its official account, without secrets; an empty `name`: none is connected yet."""

    community_id: UUID
    community_name: str
    name: str = ""
    app_id: str = ""
    safe: bool = False
    """Whether encrypted bodies can be opened."""
    can_answer: bool = False
    """Whether messages can be sent: the secret is known."""
    last_came_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """A body that could not be taken in, or a message that could not be sent."""

    id: UUID
    what: str
    """in, out"""
    at: datetime
    why: str
    tries: int
    name: str = ""
    message_id: UUID | None = None
