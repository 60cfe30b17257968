"""A home's wishes, day by day: what a visit on it costs, which wishes it fulfils, and in which hours it goes best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanjia.rooms.rounds.rules.work import Owed, Wish, Work


@dataclass(frozen=True, slots=True)
class Hour:
    """The hours of a day that go best with a home's wishes. `free`: any hour would do as well."""

    part: int
    against: int
    fulfils: tuple[int, ...]
    free: bool


def hours_of(work: Work, owed: Owed) -> Mapping[int, Hour]:
    """For each day on which a wish says something, the best hours; the first of equal ones."""
    parts = work.period.open_parts()
    days = sorted({day for wish in owed.wishes for day in wish.days if work.period.first <= day <= work.period.last})
    alike: dict[tuple[int, ...], Hour] = {}
    found = {}
    for day in days if parts else ():
        speaking = tuple(number for number, wish in enumerate(owed.wishes) if day in wish.days)
        if speaking not in alike:
            alike[speaking] = _best(owed.wishes, day, parts)
        found[day] = alike[speaking]
    return found


def _best(wishes: Sequence[Wish], day: int, parts: Sequence[int]) -> Hour:
    hours = [_hour(wishes, day, part) for part in parts]
    best = min(hours, key=lambda hour: hour.against - sum(wishes[number].strength for number in hour.fulfils))
    free = all((hour.against, hour.fulfils) == (best.against, best.fulfils) for hour in hours)
    return Hour(best.part, best.against, best.fulfils, free)


def _hour(wishes: Sequence[Wish], day: int, part: int) -> Hour:
    held = [(number, wish) for number, wish in enumerate(wishes) if wish.holds(day, part)]
    against = sum(wish.strength for _, wish in held if wish.against)
    return Hour(part, against, tuple(number for number, wish in held if not wish.against), free=False)
