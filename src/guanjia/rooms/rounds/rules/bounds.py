"""What no plan may break, looked at from outside: the planner keeps it, and who moves a visit is told."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from guanjia.rooms.rounds.rules.work import Owed, RoundPlan, Standing, Steward, Visit, Work


class Bound(StrEnum):
    """The hard rules."""

    CAPACITY = "capacity"
    LEAVE = "leave"
    QUIET = "quiet"
    DISTANCE = "distance"
    WINDOW = "window"
    NOT_THEIRS = "not_theirs"


@dataclass(frozen=True, slots=True)
class Breach:
    """A hard rule that a visit breaks."""

    bound: Bound
    key: str
    number: int


def breaches(work: Work, plan: RoundPlan) -> list[Breach]:
    """Each hard rule that the plan breaks, visit by visit; what was done is a fact and breaks nothing.

    A day that holds too many is named once for each visit on it, a distance for the later of the two.
    """
    return list(_breaches(work, plan))


def _breaches(work: Work, plan: RoundPlan) -> Iterator[Breach]:
    owed, stewards = {one.key: one for one in work.owed}, {one.key: one for one in work.stewards}
    full = Counter((visit.steward, visit.day) for visit in plan.visits)
    by_subject: dict[str, list[Visit]] = defaultdict(list)
    for visit in plan.visits:
        by_subject[visit.key].append(visit)
    near = {name for key, visits in by_subject.items() for name in _too_near(owed[key], visits)}
    for visit in plan.visits:
        if visit.standing is Standing.DONE:
            continue
        found = _alone(work, owed[visit.key], stewards.get(visit.steward), visit)
        steward = stewards.get(visit.steward)
        if (
            steward is not None
            and full[visit.steward, visit.day] > steward.room(visit.day)
            and not _away(steward, visit)
        ):
            found.append(Bound.CAPACITY)
        if visit.name in near:
            found.append(Bound.DISTANCE)
        yield from (Breach(bound, visit.key, visit.number) for bound in found)


def _alone(work: Work, owed: Owed, steward: Steward | None, visit: Visit) -> list[Bound]:
    found = []
    first, last = owed.window_of(visit.number)
    if not max(first, work.begin()) <= visit.day <= min(last, work.period.last) or visit.day in owed.closed:
        found.append(Bound.WINDOW)
    if visit.day in work.period.quiet or visit.part not in work.period.open_parts():
        found.append(Bound.QUIET)
    if steward is None or visit.steward not in owed.stewards:
        found.append(Bound.NOT_THEIRS)
    elif _away(steward, visit):
        found.append(Bound.LEAVE)
    return found


def _away(steward: Steward, visit: Visit) -> bool:
    return visit.day not in steward.days or visit.day in steward.leave


def _too_near(owed: Owed, visits: list[Visit]) -> Iterator[tuple[str, int]]:
    before = owed.last
    for visit in sorted(visits, key=lambda one: (one.day, one.number)):
        if before is not None and visit.day - before < owed.apart:
            yield visit.name
        before = visit.day
