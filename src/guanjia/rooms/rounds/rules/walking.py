"""A day in the order in which it is walked, and in which hours each visit goes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from guanjia.rooms.rounds.rules.hopes import Hour
from guanjia.rooms.rounds.rules.work import Owed, Standing, Visit, Work

Hours = Mapping[str, Mapping[int, Hour]]
"""By subject, and by day counted from the first of the period."""
Places = Mapping[str, Owed]


def walked(work: Work, visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """All visits by day and steward, each day hour by hour, building by building, floor by floor."""
    places = {owed.key: owed for owed in work.owed}
    return tuple(
        sorted(visits, key=lambda visit: (visit.day, visit.steward, visit.part, *_step(places, visit))),
    )


def timed(work: Work, visits: Iterable[Visit], hours: Hours) -> list[Visit]:
    """The visits with the hours in which each goes.

    Where a home's wishes speak of hours, those; else the hours it stood in before; else when its building is walked
    anyway, or the hours that are emptiest. What was done, or put there by hand, keeps its hours.
    """
    places = {owed.key: owed for owed in work.owed}
    by_day: dict[tuple[int, str], list[Visit]] = defaultdict(list)
    for visit in visits:
        by_day[visit.day, visit.steward].append(visit)
    return [visit for key in sorted(by_day) for visit in _day(work, by_day[key], places, hours)]


def _day(work: Work, visits: Sequence[Visit], places: Places, hours: Hours) -> list[Visit]:
    parts = work.period.open_parts() or (0,)
    settled: list[Visit] = []
    free: list[Visit] = []
    for visit in visits:
        hour = hours.get(visit.key, {}).get(visit.day - work.period.first)
        if visit.standing is Standing.DONE or (visit.standing is Standing.BY_HAND and visit.part in parts):
            settled.append(visit)
        elif hour is not None and not hour.free:
            settled.append(replace(visit, part=hour.part))
        else:
            (settled if visit.part in parts else free).append(visit)
    there = {places[visit.key].building: visit.part for visit in reversed(settled)}
    filled = Counter(visit.part for visit in settled)
    for visit in sorted(free, key=lambda one: _step(places, one)):
        part = there.setdefault(places[visit.key].building, min(parts, key=lambda one: filled[one]))
        filled[part] += 1
        settled.append(replace(visit, part=part))
    return settled


def _step(places: Places, visit: Visit) -> tuple[str, int, int, str, int]:
    owed = places[visit.key]
    return owed.building, owed.floor, owed.place, owed.key, visit.number
