"""Facts of the handbook: what was published, and which year table was loaded."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(Fact):
    """An edition was published for this community; it is in force from `effective_from`."""

    kind: ClassVar[str] = "edition.published"
    about: ClassVar[str] = "edition"

    number: int
    effective_from: str
    digest: str
    approver_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTableLoaded(Fact):
    """Public holidays and make-up workdays of a year became known; provisional due times are reckoned again."""

    kind: ClassVar[str] = "year_table.loaded"
    about: ClassVar[str] = "community"

    table: str
    year: int
    version: int
    digest: str
