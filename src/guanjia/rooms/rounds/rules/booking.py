"""When a visit can be agreed with a household, and when one that can't be reached may be let go."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from guanjia.rooms.cases.rules.windows import cut
from guanjia.rooms.handbook.types.calendars import ResolvedCalendar
from guanjia.rooms.handbook.types.visiting import VisitTerms
from guanjia.rooms.promises.rules.duty import duty_of
from guanjia.rooms.promises.rules.resting import disturbs
from guanjia.rooms.rounds.types import StopKind, StopState
from guanjia.shared.errors import Invalid, Refused, gettext_noop


class Way(StrEnum):
    """How a household was spoken to."""

    PHONE = "phone"
    MESSAGE = "message"
    PAGE = "page"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which a visit may begin."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When visits may begin: the handbook's hours, those in which nobody is disturbed, and how long a time is."""

    open: ResolvedCalendar
    quiet: ResolvedCalendar | None
    long: timedelta

    def slots(self, day: date) -> Iterator[Slot]:
        """The times of a day. One that touches the quiet hours is none."""
        quiet = duty_of(self.quiet.model_dump_json()) if self.quiet else None
        for one in cut(self.open, day, self.long):
            if quiet is None or not disturbs(quiet, one.start, one.end):
                yield Slot(one.start, one.end)


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try to reach a household: at the door with its knocks and the card, or by phone or message."""

    at: datetime
    way: Way
    who: str
    words: str = ""


def check_bookable(kind: StopKind, state: StopState, *, begun: bool) -> None:
    """Raises Refused for what isn't booked: other stops than visits, and what began or is over."""
    if kind is not StopKind.VISIT:
        raise Refused("rounds.no_visit", gettext_noop("Only visits are agreed with the household."))
    if state is not StopState.PLANNED or begun:
        raise Refused("rounds.over", gettext_noop("This stop is over; its record stands."))


def check_slot(slots: Collection[Slot], start: datetime) -> Slot:
    """The time that begins then. Raises Invalid when it isn't offered, or no more."""
    found = next((one for one in slots if one.start == start), None)
    if found is None:
        message = gettext_noop("This time is no longer offered. Choose one of the times below.")
        raise Invalid("rounds.slot_gone", message, field="start")
    return found


def check_tries(tries: Sequence[TryRow], days: Collection[date], terms: VisitTerms) -> None:
    """Raises Refused while a household wasn't tried as often, or on as many days, as the handbook asks."""
    if len(tries) < terms.tries or len(days) < terms.try_days:
        message = gettext_noop(
            "The household was tried %(n)s times on %(d)s days; the handbook asks for %(tries)s tries on %(days)s days "
            "before it may be let go."
        )
        told = {"n": len(tries), "d": len(days), "tries": terms.tries, "days": terms.try_days}
        raise Refused("rounds.tried_too_little", message, told)


def check_agreed(*, agreed: bool, same_day: bool) -> None:
    """Raises Refused where a visit that was agreed would go to another day behind the household's back."""
    if agreed and not same_day:
        message = gettext_noop(
            "This visit was agreed with the household. Agree another time with them, or put it to somebody else on the "
            "same day."
        )
        raise Refused("rounds.agreed", message)
