"""Master data as a file: what a page shows of one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A file that was asked for; until `expires_at` it can be fetched, once it is made."""

    id: UUID
    community_id: UUID
    in_full: bool
    asked_at: datetime
    expires_at: datetime
    made: bool
