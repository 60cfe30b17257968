"""Facts about breaches. Their subject is the finding, so that promises about it are one list; ids and plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFact(Fact):
    """What every fact of a breach carries: who did it, at which home, against which rule."""

    about: ClassVar[str] = "finding"
    names: ClassVar[tuple[str, str] | None] = ("worker", "staff")

    staff_id: UUID
    home_id: UUID | None = None
    breach: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachTalked(BreachFact):
    """The resident was talked to; `answer`: promised or refused."""

    kind: ClassVar[str] = "finding.talked"
    answer: str = ""
    resident_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRefused(BreachFact):
    """Words did not stop it: the resident refuses, or it was not put right in time. It is nobody's alone any more."""

    kind: ClassVar[str] = "finding.refused"
    names: ClassVar[tuple[str, str] | None] = ("worker", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachNoticed(BreachFact):
    """A written notice was made out."""

    kind: ClassVar[str] = "finding.noticed"
    names: ClassVar[tuple[str, str] | None] = None
    paper_id: UUID
    number: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachServed(BreachFact):
    """The notice was delivered: handed over, posted, or left where it was refused."""

    kind: ClassVar[str] = "finding.served"
    names: ClassVar[tuple[str, str] | None] = None
    paper_id: UUID | None
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachReported(BreachFact):
    """An authority was told."""

    kind: ClassVar[str] = "finding.authority_told"
    names: ClassVar[tuple[str, str] | None] = None
    paper_id: UUID
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachSettled(BreachFact):
    """It is over, with what was written down of the three steps; `way`: put right, or taken over by an authority;
    `refused`: words alone had not stopped it."""

    kind: ClassVar[str] = "finding.breach_settled"
    names: ClassVar[tuple[str, str] | None] = None
    way: str
    refused: bool = False
    evidence: dict[str, object] = field(default_factory=dict)
