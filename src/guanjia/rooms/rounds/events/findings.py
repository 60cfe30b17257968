"""Facts about what is found: at a stop of a round, at routine work, or by the way."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFact(Fact):
    """What every fact of a finding carries: who found it, at which stop, routine work and home, by which item; the case
    it became."""

    about: ClassVar[str] = "finding"
    names: ClassVar[tuple[str, str] | None] = ("worker", "staff")

    staff_id: UUID
    stop_id: UUID | None = None
    home_id: UUID | None = None
    routine_id: UUID | None = None
    item: str = ""
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingMade(FindingFact):
    """Something is wrong; how grave it is stands in the handbook."""

    kind: ClassVar[str] = "finding.made"
    priority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingMinor(FindingFact):
    """It can be put right on the spot."""

    kind: ClassVar[str] = "finding.minor"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingBreach(FindingFact):
    """A resident did it against the rules; it is in the hands of the steward who looks after the building."""

    kind: ClassVar[str] = "finding.breach"
    names: ClassVar[tuple[str, str] | None] = ("worker", "steward")
    breach: str = ""
    steward_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGrave(FindingFact):
    """It is more than one person can answer for: until somebody leads it is nobody's alone."""

    kind: ClassVar[str] = "finding.grave"
    names: ClassVar[tuple[str, str] | None] = ("worker", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingReported(FindingFact):
    """The superior was told at once."""

    kind: ClassVar[str] = "finding.reported"
    names: ClassVar[tuple[str, str] | None] = None
    to_role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLed(FindingFact):
    """A superior took it in hand."""

    kind: ClassVar[str] = "finding.led"
    names: ClassVar[tuple[str, str] | None] = ("worker", "by_staff")
    by_staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFixed(FindingFact):
    """It was put right: on the spot, by the case it became, or by the resident."""

    kind: ClassVar[str] = "finding.fixed"
    on_the_spot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingVerified(FindingFact):
    """Somebody looked again, and it is right."""

    kind: ClassVar[str] = "finding.verified"
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCheckFailed(FindingFact):
    """Somebody looked again, and it is not right: it goes on, as another case or against the resident."""

    kind: ClassVar[str] = "finding.check_failed"
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingWithdrawn(FindingFact):
    """It was no breach after all, as somebody above says."""

    kind: ClassVar[str] = "finding.withdrawn"
    by_staff_id: UUID | None = None
