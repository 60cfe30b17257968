"""One quota laid into the weeks: what it asks for is put to the planner, what comes back is a place for each stop."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from guanjia.rooms.promises.selectors import PeriodOwed, QuotaAhead
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.rules import planning, reach
from guanjia.rooms.rounds.rules.costing import unmet
from guanjia.rooms.rounds.rules.reach import Claim, Hands
from guanjia.rooms.rounds.rules.work import Owed, Period, Span, Visit, Weights, Why, Wish, Work, days_apart
from guanjia.rooms.rounds.selectors.owed import kind_of
from guanjia.rooms.rounds.selectors.weeks import Weeks
from guanjia.rooms.rounds.types import HOME_IS, StopKind

EACH = 20
"""How often the plan is taken apart and laid again for each stop that is new in it, or whose household would have it on
another day: a figure of the method."""
Homes = Mapping[UUID, list[Stop]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A stop of the plan: the row that stood, or None for a new one, and where it is now."""

    row: Stop | None
    owed: PeriodOwed
    day: int
    staff: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An act that finds no place, why, and from which day on nothing helps."""

    owed: PeriodOwed
    why: Why
    certain: int


@dataclass(slots=True)
class Outcome:
    """What became of a quota."""

    quota: QuotaAhead
    placed: list[Placed] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    broken: int = 0
    """Households whose wishes no visit meets."""


@dataclass(slots=True)
class _Asked:
    """What one home is asked for in one period: the claim, the stops that stand for it, the windows it is given."""

    owed: PeriodOwed
    claim: Claim
    stands: list[Stop]
    shut: frozenset[int]
    windows: tuple[Span, ...] = ()


@dataclass(slots=True)
class Before:
    """What was before the plan: the stops that wait by home, the last day each home was visited where that counts, the
    homes where it was tried today. `stays`: whether a stop is left where it is."""

    waiting: Homes
    last: Mapping[tuple[UUID, str], int]
    tried: frozenset[tuple[UUID, str]]
    stays: Callable[[Stop], bool]


def lay(weeks: Weeks, quota: QuotaAhead, before: Before, claimed: set[tuple[UUID, str]]) -> Outcome:
    """Lay what a quota asks for. Homes in `claimed` are looked after by another one; those of this one join them."""
    found = Outcome(quota)
    asked = list(_asked(weeks, quota, before, claimed, found))
    claimed.update((one.owed.subject_id, kind_of(quota.activity).value) for one in asked)
    hands = Hands({one.key: one.days for one in weeks.walkers if one.role == quota.role})
    counts = reach.reached([one.claim for one in asked], hands, weeks.end)
    for one, count in zip(asked, counts, strict=True):
        one.windows = reach.windows(one.claim, count, weeks.end)
        if one.claim.last <= weeks.end:
            lost = Missing(one.owed, Why.TOO_NEAR, weeks.today)
            found.missing += [lost] * (one.claim.left - len(one.windows))
    stay = len(found.placed)  # what stays was taken from the days before
    _solve(weeks, quota, [one for one in asked if one.windows], found)
    for placed in found.placed[stay:]:
        weeks.take(placed.staff, placed.day, quota.standard)
    return found


def _asked(
    weeks: Weeks, quota: QuotaAhead, before: Before, claimed: set[tuple[UUID, str]], found: Outcome
) -> Iterator[_Asked]:
    """What is left to lay, home by home and period by period; stops that stay are placed at once."""
    kind, apart = kind_of(quota.activity), max(1, days_apart(quota.apart))
    for one in sorted(quota.owed, key=lambda one: one.opens):
        place, home = weeks.homes.get(one.subject_id, (0, None))
        last, tried = weeks.last_of(one.due_at), (one.subject_id, kind.value)
        if home is None or home.occupancy is not HOME_IS[kind] or tried in claimed or last < weeks.today:
            continue
        opens, since = weeks.day_of(one.opens), before.last.get(tried, 0) if quota.apart else 0
        rows = [row for row in before.waiting.get(home.id, ()) if row.kind == kind and opens <= _day(row) <= last]
        stay = [row for row in rows if before.stays(row)][: one.left]
        found.placed += [Placed(row, one, _day(row), str(row.staff_id)) for row in stay]
        first = max(opens, weeks.today + (tried in before.tried), since + apart if since else 0)
        stands = [row for row in rows if row not in stay]
        claim = Claim(
            key=str(home.id),
            team=weeks.team(quota.role, home.building, first, min(last, weeks.end)),
            order=place,
            first=first,
            last=last,
            left=one.left - len(stay),
            apart=apart,
            stands=len(stands),
            since=since,
        )
        if claim.left > 0:
            shut = frozenset(day for row in stay for day in range(_day(row) - apart + 1, _day(row) + apart))
            yield _Asked(one, claim, stands, shut)


def _solve(weeks: Weeks, quota: QuotaAhead, asked: list[_Asked], found: Outcome) -> None:
    """Let the planner look for the days, and read its answer."""
    homes: dict[str, list[tuple[_Asked, Span]]] = defaultdict(list)
    for one in asked:
        homes[one.claim.key] += [(one, window) for window in one.windows]
    if not homes:
        return
    rows = {(key, number): row for key, mine in homes.items() for number, row in _standing(mine)}
    visits = tuple(Visit(*name, _day(row), str(row.staff_id)) for name, row in rows.items())
    work = Work(
        Period(weeks.today, weeks.end, quota.rests),
        tuple(_owed(weeks, mine, kind_of(quota.activity)) for mine in homes.values()),
        weeks.stewards(quota.role, quota.capacity, len(weeks.homes)),
        Weights(**weeks.terms.weights.model_dump(exclude={"wish"})),
        today=weeks.today,
        before=visits,
    )
    new = sum(map(len, homes.values())) - len(rows) + unmet(work.owed, visits)
    laid = planning.plan(work, replace(planning.USUAL, most=min(planning.USUAL.most, EACH * new)))
    found.placed += [
        Placed(rows.get(visit.name), homes[visit.key][visit.number][0].owed, visit.day, visit.steward)
        for visit in laid.visits
    ]
    found.broken = unmet(work.owed, laid.visits)
    for short in laid.short:
        one = homes[short.key][short.number][0]
        if one.claim.last <= weeks.end:
            found.missing.append(Missing(one.owed, short.why, short.certain))


def _standing(mine: Iterable[tuple[_Asked, Span]]) -> Iterator[tuple[int, Stop]]:
    """By the number of the window: the stop that stands in it."""
    for number, (one, (first, last)) in enumerate(mine):
        row = next((row for row in one.stands if first <= _day(row) <= last), None)
        if row is not None:
            yield number, row


def _owed(weeks: Weeks, mine: list[tuple[_Asked, Span]], kind: StopKind) -> Owed:
    one = mine[0][0]
    wished = weeks.wishes.get(one.owed.subject_id, frozenset()) if kind is StopKind.VISIT else frozenset()
    liked = frozenset(day for day in range(weeks.today, weeks.end + 1) if date.fromordinal(day).isoweekday() in wished)
    place, home = weeks.homes[one.owed.subject_id]
    return Owed(
        key=one.claim.key,
        building=home.building,
        floor=home.floor,
        place=place,
        stewards=one.claim.team,
        times=1,
        windows=tuple(window for _, window in mine),
        apart=one.claim.apart,
        last=one.claim.since or None,
        closed=frozenset().union(*(asked.shut for asked, _ in mine)),
        wishes=(Wish(liked, weeks.terms.weights.wish),) if liked else (),
    )


def _day(row: Stop) -> int:
    return row.day.toordinal()
