"""Facts of homes that joined a case of somebody else: each with a promise of its own to be told."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinFact(Fact):
    """What every fact of a join carries: the case, who joined and for which home."""

    about: ClassVar[str] = "join"

    case_id: UUID
    contact_id: UUID
    home_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMade(JoinFact):
    """A resident has the same trouble as an open case and waits for it too; `owner_id` is who owes them word."""

    kind: ClassVar[str] = "join.made"
    names: ClassVar[tuple[str, str] | None] = ("owner", "owner")
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinTold(JoinFact):
    """A person told who joined how it goes (`what`: progress or result)."""

    kind: ClassVar[str] = "join.told"
    what: str
    staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinEnded(JoinFact):
    """Who joined waits for it no longer."""

    kind: ClassVar[str] = "join.ended"
