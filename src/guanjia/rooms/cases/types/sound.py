"""Recordings: what residents say instead of writing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A recording as it was sent, with its length as the phone told it."""

    content: bytes
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording of a case; `url` plays it for those who may see the case."""

    id: UUID
    url: str
    kind: str
    seconds: int | None
    at: datetime
