"""Facts of the handbook: what was published, and which year table was loaded."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFact(Fact):
    """What every step of an edition carries: its number, the digest of what it said then, and who took the step."""

    about: ClassVar[str] = "edition"

    number: int
    digest: str
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDrafted(EditionFact):
    """A draft was begun."""

    kind: ClassVar[str] = "edition.drafted"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionReviewed(EditionFact):
    """A draft was read through and put before the leader."""

    kind: ClassVar[str] = "edition.reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionApproved(EditionFact):
    """The named leader stands for it; somebody who did not write in it."""

    kind: ClassVar[str] = "edition.approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSentBack(EditionFact):
    """It became a draft again, to be changed."""

    kind: ClassVar[str] = "edition.sent_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(EditionFact):
    """An edition was published for this community; it is in force from `effective_from`."""

    kind: ClassVar[str] = "edition.published"

    effective_from: str
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
