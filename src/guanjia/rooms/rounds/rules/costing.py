"""What a plan of rounds costs: one function, the same for the planner, for the bench and for who moves a visit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

from guanjia.rooms.rounds.rules.work import Owed, RoundPlan, Span, Standing, Visit, Work, settle, week_of

_ROUNDING = 1e-6  # shares are sums of fractions: what is a whole number but for this is meant to be one


@dataclass(frozen=True, slots=True)
class Cost:
    """The troubles of a plan, each weighed already; `total` is what the planner makes small."""

    weeks: int
    stewards: int
    walking: int
    wishes: int
    moves: int
    short: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weeks + self.stewards + self.walking + self.wishes + self.moves + self.short


@dataclass(frozen=True, slots=True)
class Shares:
    """A steward's fair share of visits, in each week and in all: the whole numbers just below and above."""

    weeks: Mapping[tuple[str, int], Span]
    stewards: Mapping[str, Span]


def cost(work: Work, plan: RoundPlan) -> Cost:
    """What the plan costs; 0 is a plan without any trouble. Visits that were done count like those to come.

    weeks     for each steward and calendar week: the visits above or below the fair share, squared, so that a week two
              visits off counts as four weeks one visit off. A share that isn't whole may be rounded either way.
    stewards  the same for each steward over the whole period; the share is by the days they can give, and what they
              have on hand beside the plan is taken off.
    walking   each building that a steward enters on a day, and each floor of it.
    wishes    the strength of each wish that no visit of the home fulfils, and of each wish against, for each visit
              that is laid there.
    moves     visits of the plan that stood before which now are on another day, with another steward, or nowhere.
    short     visits without a place.

    Each is multiplied by its weight, a walk by that of the building and that of the floor; a wish brings its own.
    """
    weigh, shares = work.weights, fair_shares(work)
    days = {(visit.steward, visit.day) for visit in plan.visits}
    places = {owed.key: (owed.building, owed.floor) for owed in work.owed}
    by_week = Counter((steward, week_of(day)) for steward, day in _each(plan))
    by_steward = Counter(steward for steward, _ in _each(plan))
    buildings = {(visit.steward, visit.day, places[visit.key][0]) for visit in plan.visits}
    floors = {(visit.steward, visit.day, *places[visit.key]) for visit in plan.visits}
    cells = {*shares.weeks, *((steward, week_of(day)) for steward, day in days)}
    return Cost(
        weeks=weigh.weeks * sum(off(by_week[cell], shares.weeks.get(cell, (0, 0))) for cell in cells),
        stewards=weigh.stewards * sum(off(by_steward[one.key], shares.stewards[one.key]) for one in work.stewards),
        walking=weigh.building * len(buildings) + weigh.floor * len(floors),
        wishes=_broken(work.owed, plan.visits),
        moves=weigh.move * _moved(work, plan),
        short=weigh.short * len(plan.short),
    )


def off(count: int, share: Span) -> int:
    """How far a number of visits lies outside its share, squared."""
    low, high = share
    return max(0, count - high, low - count) ** 2


def fair_shares(work: Work) -> Shares:
    """What each steward should do in each week, and in all, if nobody walked and nobody wished.

    A visit is spread over the days of its window and over those who may make it, by how much room they have.
    """
    alike = Counter((owed.stewards, window) for owed in work.owed for window in owed.windows for _ in range(owed.times))
    rooms = {
        one.key: {day: room for day in work.period.days() if (room := work.room(one, day))} for one in work.stewards
    }
    weeks: dict[tuple[str, int], float] = {}
    for (stewards, (first, last)), visits in alike.items():
        cells: dict[tuple[str, int], int] = {}
        for steward in stewards:
            for day, room in rooms.get(steward, {}).items():
                if first <= day <= last:
                    cells[steward, week_of(day)] = cells.get((steward, week_of(day)), 0) + room
        whole = sum(cells.values())
        for cell, room in cells.items():
            weeks[cell] = weeks.get(cell, 0.0) + visits * room / whole
    return Shares({cell: _around(share) for cell, share in weeks.items()}, _by_steward(work, rooms, alike.total()))


def _by_steward(work: Work, rooms: Mapping[str, Mapping[int, int]], visits: int) -> dict[str, Span]:
    given = {one.key: sum(rooms[one.key].values()) for one in work.stewards}
    whole, all_work = sum(given.values()), visits + sum(one.load for one in work.stewards)
    if not whole:
        return {one.key: (0, 0) for one in work.stewards}
    return {one.key: _around(max(0.0, all_work * given[one.key] / whole - one.load)) for one in work.stewards}


def _around(share: float) -> Span:
    return floor(share + _ROUNDING), ceil(share - _ROUNDING)


def _each(plan: RoundPlan) -> Iterable[tuple[str, int]]:
    return ((visit.steward, visit.day) for visit in plan.visits)


def _broken(owed: Iterable[Owed], visits: Iterable[Visit]) -> int:
    wishing = {one.key: one for one in owed if one.wishes}
    times: dict[str, list[Span]] = {key: [] for key in wishing}
    for visit in visits:
        if visit.key in wishing:
            times[visit.key].append((visit.day, visit.part))
    found = 0
    for key, one in wishing.items():
        for wish in one.wishes:
            held = sum(wish.holds(day, part) for day, part in times[key])
            found += wish.strength * (held if wish.against else held == 0)
    return found


def _moved(work: Work, plan: RoundPlan) -> int:
    if not work.before:
        return 0
    now = {visit.name: visit for visit in plan.visits if visit.standing is not Standing.DONE}
    stood = {(owed.key, number): visit for owed, one in settle(work) for number, visit in one.left.items() if visit}
    there = {name: (visit.day, visit.steward) for name, visit in now.items()}
    return sum(there.get(name) != (visit.day, visit.steward) for name, visit in stood.items())


def unmet(owed: Iterable[Owed], visits: Iterable[Visit]) -> int:
    """How many of those who are visited have a wish that no visit meets."""
    times: dict[str, list[Span]] = defaultdict(list)
    for visit in visits:
        times[visit.key].append((visit.day, visit.part))
    return sum(
        any(not wish.against and not any(wish.holds(*time) for time in times[one.key]) for wish in one.wishes)
        for one in owed
        if times.get(one.key)
    )
