"""The measures dictionary, computed: the one place where a figure is made, for page, export, endpoint and keeping.

A measure is a numerator over a denominator, each a sum over promises, events or subjects as the handbook says. Cases
that were merged or withdrawn are left out of events, void promises out of promises, waived ones where the measure
doesn't name them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from guanjia.rooms.handbook.types.conditions import Trigger
from guanjia.rooms.handbook.types.house import Measure, Tally
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.rules.target import Quotient
from guanjia.rooms.promises.selectors import counting
from guanjia.rooms.promises.selectors.counting import Counts
from guanjia.shared.facts import KINDS
from guanjia.shared.models import JournalEvent

METHOD = "measure-by-due-and-at-1"
"""Names how figures are made: promises by their due time, events by when they happened. Another way gets another."""

_GONE = ("case.merged", "case.withdrawn")
_CHUNK = 2000


@dataclass(slots=True)
class Ground:
    """What the figures of one community and period are made of."""

    promises: Counts
    events: Mapping[str, Sequence[JournalEvent]]
    homes: int
    gone: frozenset[str]
    """Cases merged or withdrawn."""
    begun: Mapping[tuple[str, str], Sequence[datetime]] = field(default_factory=dict)
    """When events that begin a length happened, by kind and subject."""


def ground_of(
    community_id: UUID, begin: datetime, end: datetime, measures: Iterable[Measure], *, at: datetime
) -> Ground:
    """Read what these measures need of a period, as known at `at`. Five queries, whatever the measures."""
    tallies = [tally for one in measures for tally in (one.numerator, one.denominator) if tally is not None]
    kinds = {trigger.event for tally in tallies for trigger in tally.events}
    ends = {tally.between[1]: tally.between[0] for tally in tallies if tally.between is not None}
    rows = JournalEvent.objects.filter(community_id=community_id, at__lte=at)
    inside = rows.filter(kind__in=sorted(kinds | set(ends)), at__gte=begin, at__lt=end)
    events: dict[str, list[JournalEvent]] = defaultdict(list)
    for row in inside.order_by("at", "id").iterator(_CHUNK):
        events[row.kind].append(row)
    counts = counting.counted(community_id, begin, min(end, at), at=at)
    homes = len(places.all_homes(community_id)) if any(tally.of == "subjects" for tally in tallies) else 0
    gone = rows.filter(kind__in=_GONE).values_list("refs__case", flat=True) if kinds else ()
    begun = _begun(community_id, ends, events)
    return Ground(counts.get("", {}), events, homes, frozenset(gone), begun)


def _begun(
    community_id: UUID, ends: Mapping[str, str], events: Mapping[str, Sequence[JournalEvent]]
) -> Mapping[tuple[str, str], Sequence[datetime]]:
    subjects = {row.refs.get(KINDS[kind].about, "") for kind in ends for row in events.get(kind, ())} - {""}
    found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    if subjects:
        for kind in sorted(set(ends.values())):
            about = KINDS[kind].about
            rows = JournalEvent.objects.filter(community_id=community_id, kind=kind)
            for row in rows.filter(**{f"refs__{about}__in": sorted(subjects)}).order_by("at", "id"):
                found[kind, row.refs[about]].append(row.at)
    return found


def quotient(measure: Measure, ground: Ground) -> Quotient:
    """The two sums of a measure, and how many it rests on: those of the denominator, where there is one."""
    above, count = _sum(measure.numerator, ground)
    if measure.denominator is None or measure.denominator.of == "constant":
        below = None if measure.denominator is None else _sum(measure.denominator, ground)[0]
        return Quotient(above, below, count)
    below, count = _sum(measure.denominator, ground)
    return Quotient(above, below, count)


def over_promises(measure: Measure, counts: Counts) -> Quotient:
    """The same over other promises, for a team or a person; only for measures of promises alone."""
    return quotient(measure, Ground(counts, {}, 0, frozenset()))


def is_of_promises(measure: Measure) -> bool:
    """Whether a measure can be taken over a team, a person or a touchpoint: it counts promises only."""
    parts = (measure.numerator, measure.denominator)
    return all(part is None or part.of in ("promises", "constant") for part in parts)


def left_out(measure: Measure, ground: Ground) -> dict[str, int]:
    """How many were left out of a figure, by why: kept and shown beside it."""
    found: dict[str, int] = defaultdict(int)
    tally = measure.denominator or measure.numerator
    if tally.of == "promises":
        for (standard, state), number in ground.promises.items():
            if state in ("void", "waived") and state not in tally.states and _is_asked(tally, standard):
                found[state] += number
    elif tally.of == "events":
        found["merged_or_withdrawn"] = sum(
            1 for row in _triggered(tally.events, ground) if row.refs.get("case") in ground.gone
        )
    return {why: number for why, number in found.items() if number}


def _is_asked(tally: Tally, standard: str) -> bool:
    return not tally.standards or standard in tally.standards


def _sum(tally: Tally, ground: Ground) -> tuple[Fraction, int]:
    """A sum, and how many things are in it."""
    if tally.of == "constant":
        return Fraction(str(tally.value)), 1
    if tally.of == "subjects":
        count = ground.homes if tally.subject == "home" and tally.when is None else 0
        return Fraction(count), count
    if tally.of == "promises":
        count = sum(
            number
            for (standard, state), number in ground.promises.items()
            if _is_asked(tally, standard) and (not tally.states or state in tally.states)
        )
        return Fraction(count), count
    return _of_events(tally, ground)


def _of_events(tally: Tally, ground: Ground) -> tuple[Fraction, int]:
    if tally.between is not None:
        lengths = list(_lengths(tally.between, ground))
        return sum(lengths, Fraction(0)), len(lengths)
    rows = list(counted_events(tally, ground))
    if tally.sum is not None:
        return sum((Fraction(str(row.data.get(tally.sum) or 0)) for row in rows), Fraction(0)), len(rows)
    if tally.distinct is not None:
        count = len({row.refs.get(tally.distinct) for row in rows} - {None})
        return Fraction(count), count
    return Fraction(len(rows)), len(rows)


def counted_events(tally: Tally, ground: Ground) -> Iterator[JournalEvent]:
    """The events in a sum: those that match, without those of cases merged or withdrawn."""
    return (row for row in _triggered(tally.events, ground) if row.refs.get("case") not in ground.gone)


def _triggered(triggers: Sequence[Trigger], ground: Ground) -> Iterator[JournalEvent]:
    for trigger in triggers:
        for row in ground.events.get(trigger.event, ()):
            if trigger.when is None or trigger.when.holds({**row.refs, **row.data}):
                yield row


def _lengths(between: tuple[str, str], ground: Ground) -> Iterator[Fraction]:
    """Seconds from the last beginning before each end to that end."""
    begin, end = between
    about = KINDS[end].about
    for row in ground.events.get(end, ()):
        subject = row.refs.get(about, "")
        starts = [at for at in ground.begun.get((begin, subject), ()) if at <= row.at]
        if starts and row.refs.get("case") not in ground.gone:
            length = row.at - starts[-1]
            yield Fraction(length.days * 86_400 + length.seconds) + Fraction(length.microseconds, 1_000_000)
