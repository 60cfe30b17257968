"""What was brought up by hand, as a page shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

FOR_MONEY = "compensation"
"""The handbook's reason for bringing up what is to be paid."""
HURRIED = "hurried"
"""The house's own reason: the resident asked as often as the handbook says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtRow:
    """A case that was brought up: by whom, to which role and why, and what was said to it; `how` is "" until then.

    `by` is empty where the house brought it up.
    """

    id: UUID
    case_id: UUID
    community_id: UUID
    to_role: str
    role_title: str
    reason: str
    reason_title: str
    note: str
    by: str
    at: datetime
    seen_at: datetime | None
    seen_by: str
    how: str
    words: str
