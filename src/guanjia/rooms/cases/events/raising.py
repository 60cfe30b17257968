"""The fact that a superior has seen what was brought up by hand."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.base import CaseFact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSeenTo(CaseFact):
    """Who stands above has seen what was brought up: only seen, or acted in words. `to_role` was asked."""

    kind: ClassVar[str] = "case.seen_to"
    to_role: str
    how: str
    staff_id: UUID
