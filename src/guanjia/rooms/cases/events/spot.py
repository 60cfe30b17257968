"""Facts from the spot: the work began, a photo was taken."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.cases.events.base import CaseFact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWorkStarted(CaseFact):
    """The work began on the spot. `safety`: the topic has safety steps; `evidence` says by item what was seen to."""

    kind: ClassVar[str] = "case.work_started"
    staff_id: UUID
    case_class: str = ""
    topic: str = ""
    safety: bool = False
    evidence: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePhotoTaken(CaseFact):
    """When a colleague's photo was taken, by what its camera wrote, and whether that told where.

    Where it was stands beside the photo and goes with an erasure; what is sealed can't be taken away.
    """

    kind: ClassVar[str] = "case.photo_taken"
    of: str
    taken_at: datetime | None = None
    place_known: bool = False
    staff_id: UUID | None = None
