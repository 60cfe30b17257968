"""Folding many events: a subject from its journal, a whole log, and what the promises are at a date."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guanjia.rooms.promises.rules import reckoning
from guanjia.rooms.promises.rules.book import MISSED, WAIVED, WARNED, ClockRule, Shelf
from guanjia.rooms.promises.rules.clock import Reckoner, Step
from guanjia.rooms.promises.rules.sample import standing
from guanjia.rooms.promises.rules.state import EditionUnseen, Ledger, Open, SubjectState
from guanjia.rooms.promises.rules.turning import next_turn, turned
from guanjia.rooms.promises.types import (
    EventId,
    Happening,
    Owed,
    PromiseState,
    SubjectRef,
)


def in_order(state: SubjectState, event: Happening) -> bool:
    """Whether the event comes after all that was folded; if not, the subject is folded again (`refold`)."""
    if state.turned is not None and event.at < state.turned:
        return False
    return state.seen is None or state.seen < event.order


def step(shelf: Shelf, state: SubjectState, event: Happening, reckoner: Reckoner[Owed] = reckoning) -> dict[str, Owed]:
    """Fold one event; returns the promises it changed by id, the last word on each.

    Costs the same after a thousand events. Raises EditionUnseen when the event falls under an edition that hasn't
    followed the subject; the state is then spoilt and the subject must be folded again.
    """
    changed = pass_time(shelf, state, event.at)
    changed.update(Step(shelf, state, event, reckoner).take())
    state.seen = event.order
    if state.subject.type in shelf.turning:
        state.turned = event.at
    return changed


def pass_time(shelf: Shelf, state: SubjectState, until: int, *, reached: bool = False) -> dict[str, Owed]:
    """Let time alone work before an instant: a warning or a miss that starts another standard, the turn of a period.

    `reached` counts a warning due at `until` itself; a miss always needs the due time to lie before. A turn at `until`
    comes before what happens then.
    """
    changed: dict[str, Owed] = {}
    while True:
        told = _next_telling(shelf, state, until, reached=reached) if shelf.awaited else None
        turn = next_turn(shelf, state)
        if turn is not None and turn <= until and (told is None or turn <= told[0]):
            changed.update(_turn(shelf, state, turn))
            continue
        if told is None:
            return changed
        at, _, kind, one = told
        if kind == MISSED:
            one.missed = True
        else:
            one.warned = True
        changed.update(_tell(shelf, state, one, kind, at))


def _turn(shelf: Shelf, state: SubjectState, at: int) -> dict[str, Owed]:
    changed, missed = turned(shelf, state, at)
    for one in missed:
        if one.code in shelf.awaited and not one.missed:
            changed.update(_tell(shelf, state, one, MISSED, at))
    return changed


def _tell(shelf: Shelf, state: SubjectState, one: Open, kind: str, at: int) -> dict[str, Owed]:
    """A warning or a miss as an event from which another standard may start."""
    key = reckoning.derived_id(one.id, kind, at)
    derived = Happening(id=key, kind=kind, at=at, data={"standard": one.code, "promise": one.id})
    return Step(shelf, state, derived, reckoning).take()


def _next_telling(shelf: Shelf, state: SubjectState, until: int, *, reached: bool) -> tuple[int, str, str, Open] | None:
    told = _tellings(shelf, state, until, reached=reached)
    return min(told, key=lambda found: found[:2], default=None)


def _tellings(shelf: Shelf, state: SubjectState, until: int, *, reached: bool) -> Iterator[tuple[int, str, str, Open]]:
    for one in state.open:
        if one.code not in shelf.awaited or (one.warned and one.missed):
            continue
        rule = shelf.book(one.edition).rules[one.code]
        found = reckoning.owed(state, rule, one, until)
        if not one.missed and found.due is not None and found.due < until:
            yield found.due, one.id, MISSED, one
        warned = None if found.warn_at is None else max(found.warn_at, one.since)
        if not one.warned and warned is not None and (warned < until or (reached and warned == until)):
            yield warned, one.id, WARNED, one


def view(shelf: Shelf, state: SubjectState, as_of: int) -> list[Owed]:
    """The open promises as they stand at an instant not before the last event."""
    return [reckoning.owed(state, shelf.book(one.edition).rules[one.code], one, as_of) for one in state.open]


def refold(
    shelf: Shelf,
    subject: SubjectRef,
    events: Iterable[Happening],
    editions: Iterable[str] = (),
    reckoner: Reckoner[Owed] = reckoning,
) -> tuple[SubjectState, dict[str, Owed]]:
    """Fold a subject from the start: its events in any order, duplicates allowed.

    Returns the state and the last word on every promise that ever was, ended ones included.
    """
    ordered = standing(in_sequence(events))
    wanted = {
        *editions,
        *(found for found in (shelf.in_force(event.at) for event in ordered) if found),
    }
    while True:
        state = SubjectState(subject, ledgers={name: Ledger() for name in shelf.in_turn(wanted)})
        try:
            return state, _folded(shelf, state, ordered, reckoner)
        except EditionUnseen as unseen:  # a miss fell under an edition in which no event lies
            wanted.add(unseen.edition)


def _folded(
    shelf: Shelf, state: SubjectState, ordered: Sequence[Happening], reckoner: Reckoner[Owed]
) -> dict[str, Owed]:
    promises: dict[str, Owed] = {}
    for event in ordered:
        promises.update(step(shelf, state, event, reckoner))
        if event.kind == WAIVED:
            waive(promises, event)
    return promises


def waive(promises: dict[str, Owed], event: Happening) -> None:
    """Apply a waiver to a promise that has ended or was missed for good; it shows as waived from then on."""
    found = promises.get(str(event.data.get("promise")))
    if found is not None and found.state is not PromiseState.WAIVED:
        evidence = (*found.evidence, event.id)
        promises[found.id] = replace(
            found,
            state=PromiseState.WAIVED,
            ended=event.at,
            closed=True,
            evidence=evidence,
        )


def in_sequence(events: Iterable[Happening]) -> list[Happening]:
    """The events by `at`, then by id, each once."""
    once: dict[EventId, Happening] = {event.id: event for event in events}
    return sorted(once.values(), key=lambda event: event.order)


_NOTHING = Owed("", "", "", SubjectRef("", ""), "", "", 0, 0, PromiseState.RUNNING, None, None)


class _AtTheEnd:
    """`reckoning` for who asks for the last word only: what is open isn't reckoned at each event, but by `view`."""

    ended, judged = staticmethod(reckoning.ended), staticmethod(reckoning.judged)
    past_due, paused = staticmethod(reckoning.past_due), staticmethod(reckoning.paused)

    @staticmethod
    def owed(state: SubjectState, rule: ClockRule, one: Open, at: int) -> Owed:
        """Holds its place."""
        del state, rule, one, at
        return _NOTHING


def promises_of(
    shelf: Shelf, subject: SubjectRef, events: Iterable[Happening], as_of: int
) -> tuple[SubjectState, dict[str, Owed]]:
    """All promises of one subject at a date: events after it are left out. Returns the state as well."""
    known = [event for event in events if event.at <= as_of]
    editions: list[str] = []
    while True:
        state, promises = refold(shelf, subject, known, editions, _AtTheEnd)
        try:
            promises.update(pass_time(shelf, state, as_of, reached=True))
            break
        except EditionUnseen as unseen:
            editions.append(unseen.edition)
    promises.update({owed.id: owed for owed in view(shelf, state, as_of)})
    return state, promises


def replay(shelf: Shelf, events: Iterable[Happening], as_of: int) -> Iterator[Owed]:
    """What would be owed by these events at a date: every promise of every subject, subject by subject."""
    by_subject: dict[SubjectRef, list[Happening]] = {}
    for event in events:
        for about, key in shelf.heard_by(event.kind, event.refs):
            by_subject.setdefault(SubjectRef(about, key), []).append(event)
    for subject, own in by_subject.items():
        yield from promises_of(shelf, subject, own, as_of)[1].values()
