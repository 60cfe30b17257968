"""What programs send and get; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guanjia.shared.api import Printable

After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]


class TroubleOut(Schema):
    id: UUID
    what: str = Field(description="in: a body that could not be taken in; out: a message that could not be sent")
    at: datetime
    why: str = Field(description="A stable code; wechat.N is the platform's own")
    tries: int
    name: str = Field(description="Of the resident, where it is known")
    message_id: UUID | None = Field(description="The message of the conversation, for sending it again")


class TroublePage(Schema):
    rows: list[TroubleOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")
