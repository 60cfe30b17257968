"""Facts of rounds: what was planned, done, and found locked. The subject is the home."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.rooms.rounds.events import findings as findings
from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact(Fact):
    """What every fact of a round carries: the home, who went, and the stop of the plan."""

    about: ClassVar[str] = "home"
    names: ClassVar[tuple[str, str] | None] = ("worker", "staff")

    staff_id: UUID
    stop_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlanned(RoundFact):
    """Somebody is to go on this day (as the calendar of the place counts it)."""

    kind: ClassVar[str] = "round.planned"
    what: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundMoved(RoundFact):
    """A stop of the plan was put on another day, or somebody else is to go; by whom where it was by hand."""

    kind: ClassVar[str] = "round.moved"
    what: str
    day: str
    by_staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDone(RoundFact):
    """What every act that was done carries: when it began, the evidence by item of the checklists, and the items at
    which something was found."""

    began: datetime | None = None
    evidence: dict[str, object] = field(default_factory=dict)
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDone(RoundDone):
    """The household was visited. `version`: the stop, by which a gate knows whether this very visit was agreed on."""

    kind: ClassVar[str] = "visit.done"
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VacantCheckDone(RoundDone):
    """The empty home was looked at."""

    kind: ClassVar[str] = "vacant_check.done"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenovationCheckDone(RoundDone):
    """The home under renovation was looked at."""

    kind: ClassVar[str] = "renovation_check.done"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAbsent(RoundFact):
    """Nobody opened; `knocks` says how often we tried, `card` whether one was left."""

    kind: ClassVar[str] = "visit.absent"
    knocks: int
    card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundNotEntered(RoundFact):
    """An empty home or one under renovation could not be entered."""

    kind: ClassVar[str] = "round.not_entered"
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingMoved(RoundFact):
    """A meter of an empty home moved since the last time."""

    kind: ClassVar[str] = "vacant_check.reading_moved"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFlagged(RoundFact):
    """Something about a record can't well be so; the record and its verdict stand."""

    kind: ClassVar[str] = "round.flagged"
    names: ClassVar[tuple[str, str] | None] = None
    flag_id: UUID
    what: str
    other_stop_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFlagSettled(RoundFact):
    """Somebody looked at a flag: there is a good reason, or it was as it looks."""

    kind: ClassVar[str] = "round.flag_settled"
    names: ClassVar[tuple[str, str] | None] = None
    flag_id: UUID
    what: str
    confirmed: bool
    by_staff_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFact(RoundFact):
    """What every fact of a booked visit carries: the time agreed, and who said it, staff or the household.

    To a gate it is the household's approval (`role`) of this very visit (`version`, the stop).
    """

    window_start: datetime
    window_end: datetime
    by_staff_id: UUID | None = None
    contact_id: UUID | None = None
    role: str = "resident"
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBooked(BookingFact):
    """A time was agreed with the household; `way`: how it was agreed."""

    kind: ClassVar[str] = "visit.booked"
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRebooked(BookingFact):
    """Another time was agreed, for this reason."""

    kind: ClassVar[str] = "visit.rebooked"
    way: str
    reason: str
    before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCalledOff(BookingFact):
    """What was agreed holds no more, for this reason."""

    kind: ClassVar[str] = "visit.called_off"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingBroken(BookingFact):
    """Nobody came on the day that was agreed."""

    kind: ClassVar[str] = "visit.booking_broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInvited(RoundFact):
    """The household was asked to choose a time."""

    kind: ClassVar[str] = "visit.invited"
    contact_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdTried(RoundFact):
    """Nobody of the household could be reached to agree a time."""

    kind: ClassVar[str] = "visit.tried"
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitThanked(RoundFact):
    """The household was thanked for its time."""

    kind: ClassVar[str] = "visit.thanked"
    contact_id: UUID
