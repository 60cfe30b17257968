"""From an open promise, its standard and its pauses to due, warning and state."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from uuid import UUID

from guanjia.rooms.promises.rules.book import ClockRule
from guanjia.rooms.promises.rules.due import before, due_at, matters, provisional, union, warn_at
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.owing import OWNER, WORKER
from guanjia.rooms.promises.rules.state import Leg, Open, SubjectState, Track
from guanjia.rooms.promises.rules.verdicts import Verdict
from guanjia.rooms.promises.types import (
    EventId,
    Happening,
    Owed,
    Pause,
    PromiseState,
    SubjectRef,
    Unit,
    Within,
)

_NEVER = 1 << 62
Reckon = Callable[[Duty, Within, int, Sequence[Pause]], int | None]


def identity(code: str, subject: SubjectRef, root: EventId, opened_by: EventId, at: int) -> str:
    """The promise's id: the same in live, replay and audit (engine.md, law 5).

    A UUID of version 8: the milliseconds of the event that opened it, then a digest of what identifies it, so that
    ids rise with time and tables can be parted by them.
    """
    return _derived(f"{code}|{subject}|{root}|{opened_by}", at)


def derived_id(promise_id: str, told: str, at: int) -> str:
    """The id of a warning or a miss as an event that other standards may start from."""
    return _derived(f"{promise_id}|{told}", at)


def _derived(name: str, at: int) -> str:
    chance = int.from_bytes(sha256(name.encode()).digest()[:10], "big")
    high = (max(at // 1000, 0) & (1 << 48) - 1) << 80
    return str(UUID(int=high | 0x8 << 76 | (chance >> 68) << 64 | 0b10 << 62 | chance & (1 << 62) - 1))


def combined(reckon: Reckon, rule: ClockRule, legs: Sequence[Leg], pauses: Sequence[Pause]) -> int | None:
    """What follows from the limits that came to hold one after the other: a raise may only bring it forward, a lowering
    only put it off."""
    found = _NEVER
    for change, start, row in legs:
        value = None if start is None else reckon(rule.duty, rule.limits[row], start, pauses)
        value = _NEVER if value is None else value
        if change == "raised":
            found = min(found, value)
        elif change == "lowered":
            found = max(found, value)
        else:
            found = value
    return None if found == _NEVER else found


def due_of(rule: ClockRule, one: Open, pauses: Sequence[Pause]) -> int | None:
    """When the promise is due with these pauses; None while one of them holds it back without end."""
    return combined(due_at, rule, one.legs, pauses)


def past_due(rule: ClockRule, track: Track, one: Open, at: int) -> bool:
    """Whether the due time lies before the instant, by what was paused until then."""
    due = due_of(rule, one, before(track.all_pauses(), at))
    return due is not None and at > due


def paused(rule: ClockRule, reason: str, start: int, end: int) -> None:
    """Nothing: the track keeps what was paused."""


def longer(rule: ClockRule, than: str, row: str, opened: int) -> bool:
    """Whether a limit is longer than another; unlike units are compared by the due times they would give."""
    now, then = rule.limits[than], rule.limits[row]
    if now.unit is then.unit is Unit.SPAN:
        return then.length > now.length
    first, second = due_at(rule.duty, now, opened), due_at(rule.duty, then, opened)
    return (second or _NEVER) >= (first or _NEVER)


def owed(state: SubjectState, rule: ClockRule, one: Open, at: int) -> Owed:
    """The open promise as it stands at an instant not before the last event."""
    track = state.ledgers[one.edition].track(one.code)
    pauses = union(track.all_pauses())
    due = due_of(rule, one, pauses)
    warn = combined(warn_at, rule, one.legs, pauses)
    resting = track.in_force(at)
    if due is not None and at > due:
        now = PromiseState.MISSED
    else:
        now = PromiseState.PAUSED if resting else PromiseState.RUNNING
    again = track.paused[1] if resting and track.paused is not None else None
    return _record(state, rule, one, now, due=due, warn=warn, runs_again=again, pauses=pauses)


def ended(state: SubjectState, rule: ClockRule, one: Open, at: int, to: PromiseState | None) -> Owed:
    """The promise as an event ends it: `to`, or by its due time met or late when `to` is None.

    A missed one has no end; its due time stays.
    """
    track = state.ledgers[one.edition].track(one.code)
    pauses = union(before(track.all_pauses(), at))
    due = due_of(rule, one, pauses)
    if to is None:
        to = PromiseState.MET if due is None or at <= due else PromiseState.LATE
    elif to is PromiseState.VOID and due is not None and at > due:
        to = PromiseState.MISSED
    warn = combined(warn_at, rule, one.legs, pauses)
    until = None if to is PromiseState.MISSED else at
    return _record(
        state,
        rule,
        one,
        to,
        due=due,
        warn=warn,
        ended=until,
        closed=True,
        pauses=pauses,
    )


def judged(state: SubjectState, rule: ClockRule, edition: str, event: Happening, verdict: Verdict) -> tuple[str, Owed]:
    """The promise of a checklist or a gate, with its id: opened, due and ended by the one event that is judged."""
    key = identity(rule.code, state.subject, event.id, event.id, event.at)
    return key, Owed(
        id=key,
        standard=rule.code,
        edition=edition,
        subject=state.subject,
        root=event.id,
        opened_by=event.id,
        opened=event.at,
        since=event.at,
        state=PromiseState.MET if verdict.kept else PromiseState.MISSED,
        due=event.at,
        warn_at=None,
        ended=event.at if verdict.kept else None,
        closed=True,
        evidence=(*verdict.evidence, event.id),
        flags=(*(lack.flag for lack in verdict.lacks), *verdict.marks),
        owed_by=_named(state, rule),
    )


def _named(state: SubjectState, rule: ClockRule) -> str | None:
    return state.owing.get(WORKER if rule.spec.get("works") else OWNER)


def _record(  # noqa: PLR0913 - one keyword for each thing that only reckoning knows
    state: SubjectState,
    rule: ClockRule,
    one: Open,
    to: PromiseState,
    *,
    due: int | None,
    warn: int | None,
    pauses: Sequence[Pause],
    ended: int | None = None,
    closed: bool = False,
    runs_again: int | None = None,
) -> Owed:
    return Owed(
        id=one.id,
        standard=one.code,
        edition=one.edition,
        subject=state.subject,
        root=one.root,
        opened_by=one.opened_by,
        opened=one.opened,
        since=one.since,
        state=to,
        due=due,
        warn_at=warn,
        ended=ended,
        limit=one.limit,
        runs_again=runs_again,
        provisional=provisional(rule.duty, due),
        closed=closed,
        evidence=tuple(one.evidence),
        pauses=tuple(pause for pause in pauses if matters(pause, one.opened, due)),
        changes=tuple((leg[0], leg[1] or 0, leg[2]) for leg in one.legs[1:]),
        first_limit=one.legs[0][2],
        flags=tuple(one.flags),
        owed_by=_named(state, rule),
    )
