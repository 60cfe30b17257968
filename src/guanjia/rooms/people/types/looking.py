"""Who saw personal data in full: one look, and which looks are asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LookAsked:
    """Looks of one member of staff, at one resident, at whom `text` names, from a day to a day; empty for all."""

    staff_id: UUID | None = None
    resident_id: UUID | None = None
    text: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return any((self.staff_id, self.resident_id, self.text, self.since, self.until))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody of the staff saw a resident's name and number in full, and why. Whom they saw is masked.

    `whole`: they took everybody's, as a file. `whom` is empty for somebody whose data were erased since.
    """

    id: UUID
    at: datetime
    staff_id: UUID
    staff_name: str
    community_id: UUID
    whole: bool
    whom: str
    masked_phone: str
    resident_id: UUID | None
    home_id: UUID | None
    home_label: str
    reason: str
