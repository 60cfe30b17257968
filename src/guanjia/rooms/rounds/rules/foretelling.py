"""What can't be placed, said early: why, and from which day on nothing the plan may do can help."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from guanjia.rooms.rounds.rules.work import Owed, Short, Standing, Visit, Why, Work

Name = tuple[str, int]


def foretold(work: Work, visits: Sequence[Visit], missing: Mapping[Name, Why]) -> tuple[Short, ...]:
    """Each missing visit with the day on which it becomes certain.

    With no day at all, or none far enough from the others, that is now. Where all days are full it is the first day
    from which the same people owe more within its window than their days still hold, if what comes before goes by
    plan; at the latest the day after the last one on which it could have been squeezed in.
    """
    owed = {one.key: one for one in work.owed}
    laid = [(owed[visit.key], visit.number, visit.day) for visit in visits if visit.standing is not Standing.DONE]
    waiting = [(owed[key], number, work.period.last) for (key, number), why in missing.items() if why is Why.FULL]
    tightest: dict[tuple[frozenset[str], int], int] = {}
    found = []
    for (key, number), why in sorted(missing.items()):
        one, certain = owed[key], work.begin()
        if why is Why.FULL:
            team = frozenset(one.stewards), min(one.window_of(number)[1], work.period.last)
            if team not in tightest:
                tightest[team] = _overfull(work, *team, [*laid, *waiting])
            certain = min(tightest[team], _too_late(work, one, team[1]))
        found.append(Short(key, number, why, certain))
    return tuple(found)


def _overfull(work: Work, team: frozenset[str], last: int, visits: Sequence[tuple[Owed, int, int]]) -> int:
    """The first day from which the team owes more until `last` than its days hold; the day after `last` if none."""
    due = sorted(
        day for one, number, day in visits if one.window_of(number)[1] <= last and team.issuperset(one.stewards)
    )
    stewards = [one for one in work.stewards if one.key in team]
    room, found = 0, last + 1
    for day in range(last, work.begin() - 1, -1):
        room += sum(work.room(one, day) for one in stewards)
        if len(due) - bisect_left(due, day) > room:
            found = day
    return found


def _too_late(work: Work, owed: Owed, last: int) -> int:
    """The day after the last one on which somebody who may go has room at all."""
    stewards = [one for one in work.stewards if one.key in owed.stewards]
    for day in range(last, work.begin() - 1, -1):
        if day not in owed.closed and any(work.room(one, day) for one in stewards):
            return day + 1
    return work.begin()
