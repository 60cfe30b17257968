"""Many subjects of one pattern judged together: the fold once, the arithmetic for all.

What a clock does with a row of events mostly follows from their kinds, their fields and their order alone; their times
only decide whether a stop came by the due time. So the one fold of `clock` is walked once with places in the row (0,
1, 2 …) instead of instants, by a reckoner that notes which promise lies between which places and what was paused
between. Every subject with such a row then needs the arithmetic only, and that is done for a column of subjects at a
time. Where a branch of the fold does hang on times (a restart, a change of limit, a ladder's chain, an agreed instant,
a waiver, a cap that is used up), the pattern isn't used and each subject is folded by itself: nothing is approximated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import sub

from guanjia.rooms.promises.rules.book import Book, ClockRule, Shelf
from guanjia.rooms.promises.rules.clock import Step
from guanjia.rooms.promises.rules.due import before, due_at, union
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.state import Ledger, Open, SubjectState, Track
from guanjia.rooms.promises.rules.verdicts import Verdict
from guanjia.rooms.promises.types import Happening, Pause, PromiseState, SubjectRef, Unit

Span = tuple[int, int | None]
"""From one place to before another; None: to the end of knowledge."""

_BROKEN = {PromiseState.VOID: PromiseState.MISSED, PromiseState.MET: PromiseState.LATE}
_ALWAYS = -(1 << 60)


class Timed(Exception):
    """What comes of these events hangs on their times, not only on their order."""


@dataclass(frozen=True, slots=True, eq=False)
class What:
    """A kind of event with its fields. Equal ones are one object, so that rows of them are told apart by identity."""

    kind: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sketch:
    """One promise of a pattern, in places. `kept` is what it is while in time; `ended` is None for an open one."""

    rule: ClockRule
    limit: str
    root: int
    opened: int
    ended: int | None
    kept: PromiseState
    pauses: tuple[Span, ...]

    @property
    def broken(self) -> PromiseState:
        """What it is when the due time has passed."""
        return _BROKEN.get(self.kept, PromiseState.MISSED)

    def due(self, times: Sequence[int]) -> int | None:
        """When the promise is due, of a subject whose events lie at these instants."""
        pauses: list[Pause] = [(times[a], None if b is None else times[b]) for a, b in self.pauses]
        if self.ended is not None:
            pauses = before(pauses, times[self.ended])
        return due_at(self.rule.duty, self.rule.limits[self.limit], times[self.opened], union(pauses))


@dataclass(frozen=True, slots=True)
class Guard:
    """The pauses for one reason must stay below its cap together; else the subject is folded by itself."""

    cap: int
    pauses: tuple[tuple[int, int], ...]

    def holds(self, times: Sequence[int]) -> bool:
        """Whether they do, at these instants."""
        return sum(times[end] - times[start] for start, end in self.pauses) < self.cap


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the fold makes of a row of events whose order is known."""

    sketches: tuple[Sketch, ...]
    guards: tuple[Guard, ...]

    def allows(self, times: Sequence[int]) -> bool:
        """Whether the pattern may be used for events at these instants."""
        return all(guard.holds(times) for guard in self.guards)


@dataclass(slots=True)
class _Places:
    """The reckoner of a fold whose instants are places: notes, never reckons. Raises Timed where it would have to."""

    caps: Mapping[str, Mapping[str, int | None]]
    used: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    def owed(self, state: SubjectState, rule: ClockRule, one: Open, at: int) -> Sketch:
        del at
        track = state.ledgers[one.edition].track(one.code)
        kept = PromiseState.RUNNING if track.paused is None else PromiseState.PAUSED
        return self._sketch(rule, one, None, kept, track.all_pauses())

    def ended(self, state: SubjectState, rule: ClockRule, one: Open, at: int, to: PromiseState | None) -> Sketch:
        if to is PromiseState.WAIVED:
            raise Timed
        track = state.ledgers[one.edition].track(one.code)
        return self._sketch(rule, one, at, to or PromiseState.MET, before(track.all_pauses(), at))

    def _sketch(
        self, rule: ClockRule, one: Open, ended: int | None, kept: PromiseState, pauses: Sequence[Pause]
    ) -> Sketch:
        if len(one.legs) > 1 or rule.limits[one.limit].unit is Unit.AT_FIELD or not isinstance(one.root, int):
            raise Timed
        inside = tuple(pause for pause in pauses if pause[1] is None or pause[1] > one.opened)
        return Sketch(rule, one.limit, one.root, one.opened, ended, kept, inside)

    def judged(
        self, state: SubjectState, rule: ClockRule, edition: str, event: Happening, verdict: Verdict
    ) -> tuple[str, Sketch]:
        raise Timed  # a checklist's or a gate's verdict is made with the act's own fields, by the fold

    def past_due(self, rule: ClockRule, track: Track, one: Open, at: int) -> bool:
        raise Timed

    def paused(self, rule: ClockRule, reason: str, start: int, end: int) -> None:
        if self.caps[rule.code].get(reason) is not None:
            self.used.setdefault((rule.code, reason), []).append((start, end))


class Patterns:
    """The patterns of one edition, each found when first met. `most` are kept."""

    def __init__(self, book: Book, subject_type: str, most: int = 50_000) -> None:
        self._type, self._most = subject_type, most
        self._caps = {code: rule.reasons for code, rule in book.rules.items()}
        self._known: dict[tuple[What, ...], Pattern | None] = {}
        self._shelf = None if book.steps() else Shelf([(_ALWAYS, _without_caps(book))])

    def of(self, acts: tuple[What, ...]) -> Pattern | None:
        """The pattern of such a row; None when its subjects must be folded one by one."""
        try:
            return self._known[acts]
        except KeyError:
            if len(self._known) >= self._most:
                self._known.clear()
            found = self._known[acts] = self._found(acts)
            return found

    def _found(self, acts: tuple[What, ...]) -> Pattern | None:
        if self._shelf is None:
            return None
        places, promises = _Places(self._caps), dict[str, Sketch]()
        edition = self._shelf.in_force(0)
        state = SubjectState(SubjectRef(self._type, ""), ledgers={str(edition): Ledger()})
        try:
            for place, what in enumerate(acts):
                event = Happening(place, what.kind, place, what.data)
                promises.update(Step(self._shelf, state, event, places).take())
            self._no_cap_left_open(state, list(promises.values()))
        except Timed:
            return None
        caps = self._caps
        guards = (Guard(caps[code][reason] or 0, tuple(used)) for (code, reason), used in places.used.items())
        return Pattern(tuple(promises.values()), tuple(guards))

    def _no_cap_left_open(self, state: SubjectState, sketches: Sequence[Sketch]) -> None:
        """Raises Timed where the cap of a pause that nothing ended may still matter."""
        for ledger in state.ledgers.values():
            for code, track in ledger.tracks.items():
                if track.paused is None or self._caps[code].get(track.paused[2]) is None:
                    continue
                mine = [one for one in sketches if one.rule.code == code]
                if any(one.ended is None or one.ended > track.paused[0] for one in mine):
                    raise Timed


def _without_caps(book: Book) -> Book:
    def freed(rule: ClockRule) -> ClockRule:
        return fresh[rule.code]

    fresh = {code: replace(rule, reasons=dict.fromkeys(rule.reasons)) for code, rule in book.rules.items()}
    listening = {
        about: {kind: tuple(map(freed, rules)) for kind, rules in kinds.items()}
        for about, kinds in book.listening.items()
    }
    return replace(book, rules=fresh, listening=listening)


# The arithmetic for many subjects ---------------------------------------------------------------------------------

Rows = Sequence[Sequence[int]]
"""The instants of the events of each subject, in order; all rows are equally long."""


class Columns:
    """Subjects of one pattern: the instants by place, and the duty passed before them by calendar."""

    def __init__(self, rows: Rows, as_of: int) -> None:
        self.rows, self.as_of = rows, as_of
        self.times: list[Sequence[int]] = list(zip(*rows, strict=True))
        self._passed: dict[tuple[int, int], Sequence[int]] = {}

    def passed(self, duty: Duty, place: int | None) -> Sequence[int]:
        """Duty passed before the events at a place, or before the end of knowledge."""
        key = (id(duty), -1 if place is None else place)
        found = self._passed.get(key)
        if found is None:
            if (id(duty), -1) not in self._passed:
                # the earliest and the latest first, so that one origin holds for all
                duty.passed(min(self.times[0]))
                duty.passed(self.as_of)
                self._passed[id(duty), -1] = list(duty.passed_all([self.as_of])) * len(self.rows)
            if place is not None:
                self._passed[key] = duty.passed_all(self.times[place])
            found = self._passed[key]
        return found

    def over(self, sketch: Sketch) -> Sequence[int]:
        """The duty time each subject went past due, in microseconds: at most 0 in time, at least 1 past due."""
        within = sketch.rule.limits[sketch.limit]
        duty, ended = sketch.rule.duty, sketch.ended
        if within.unit is not Unit.SPAN or within.length == 0:
            if sketch.pauses:
                return [self._alone(sketch, times) for times in self.rows]
            dues = [due_at(duty, within, opened) or 0 for opened in self.times[sketch.opened]]
            ends = [self.as_of] * len(dues) if ended is None else self.times[ended]
            return [past(duty, due, at) if at > due else 0 for due, at in zip(dues, ends, strict=True)]
        used = list(map(sub, self.passed(duty, ended), self.passed(duty, sketch.opened)))
        for start, end in sketch.pauses:
            first = max(start, sketch.opened)
            last = end if ended is None else ended if end is None else min(end, ended)
            rested = map(sub, self.passed(duty, last), self.passed(duty, first))
            used = list(map(sub, used, rested))
        left = list(map((-within.length).__add__, used))
        if sketch.pauses:  # one after the due time counts as time past due
            return [over if over < 0 else self._alone(sketch, row) for over, row in zip(left, self.rows, strict=True)]
        if 0 in left:  # used up exactly: in time only at the due time itself, the earliest such instant
            return [over or self._alone(sketch, row) for over, row in zip(left, self.rows, strict=True)]
        return left

    def _alone(self, sketch: Sketch, times: Sequence[int]) -> int:
        due = sketch.due(times)
        at = self.as_of if sketch.ended is None else times[sketch.ended]
        return 0 if due is None else past(sketch.rule.duty, due, at)


def past(duty: Duty, due: int, at: int) -> int:
    """Duty time from due to an instant: 0 when it isn't after it, else at least 1."""
    return max(1, duty.passed(at) - duty.passed(due)) if at > due else 0


def states(sketch: Sketch, over: Sequence[int]) -> Iterator[PromiseState]:
    """The state of each subject's promise."""
    broken, kept = sketch.broken, sketch.kept
    return (broken if one > 0 else kept for one in over)
