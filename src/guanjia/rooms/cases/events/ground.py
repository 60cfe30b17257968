"""What every fact of a case has in common."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact(Fact):
    """What every fact of a case carries where it is known, so that a standard about a conversation hears it too."""

    about: ClassVar[str] = "case"

    conversation_id: UUID | None = None
    contact_id: UUID | None = None
    home_id: UUID | None = None
