"""Many subjects of one pattern judged together: the fold once, the arithmetic for all.

What a clock does with a row of events mostly follows from their kinds, their fields and their order alone; their times
only decide whether a stop came by the due time. So the one fold of `clock` is walked once with places in the row (0,
1, 2 …) instead of instants, by a reckoner that notes which promise lies between which places and what was paused
between. Every subject with such a row then needs the arithmetic only, and that is done for a column of subjects at a
time (`judging`).

Where the fold asks whether something is past due already (a restart, a change of limit), both answers are walked: the
pattern has a variant for each, with what was asked. A pause that may be capped is noted with what used its cap up
before. Where a branch hangs on times in another way (a ladder's chain, an agreed instant, a waiver, caps of several
reasons used up), the pattern isn't used and each subject is folded by itself: nothing is approximated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from guanjia.rooms.promises.rules import reckoning
from guanjia.rooms.promises.rules.book import Book, ClockRule, Role, Shelf
from guanjia.rooms.promises.rules.clock import Step
from guanjia.rooms.promises.rules.due import before, due_at, union
from guanjia.rooms.promises.rules.state import Ledger, Open, SubjectState, Track
from guanjia.rooms.promises.rules.verdicts import Verdict
from guanjia.rooms.promises.types import Happening, Pause, PromiseState, SubjectRef, Unit

Span = tuple[int, int | None]
"""From one place to before another; None: to the end of knowledge."""

_BROKEN = {PromiseState.VOID: PromiseState.MISSED, PromiseState.MET: PromiseState.LATE}
_ALWAYS = -(1 << 60)
_MOST_VARIANTS = 16


class Timed(Exception):
    """What comes of these events hangs on their times, not only on their order."""


@dataclass(frozen=True, slots=True, eq=False)
class What:
    """A kind of event with its fields. Equal ones are one object, so that rows of them are told apart by identity."""

    kind: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Cap:
    """What is left for a pause when those before it, for the same reason, are taken off."""

    length: int
    before: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """One promise of a pattern, in places. `kept` is what it is while in time; `ended` is None for an open one; `caps`
    are those of its pauses; `legs` say from which place on which limit held."""

    rule: ClockRule
    legs: tuple[tuple[str, int, str], ...]
    root: int
    opened: int
    ended: int | None
    kept: PromiseState
    pauses: tuple[Span, ...]
    caps: tuple[Cap | None, ...]

    @property
    def broken(self) -> PromiseState:
        """What it is when the due time has passed."""
        return _BROKEN.get(self.kept, PromiseState.MISSED)

    def due(self, times: Sequence[int]) -> int | None:
        """When the promise is due, of a subject whose events lie at these instants."""
        pauses = [self._pause(span, cap, times) for span, cap in zip(self.pauses, self.caps, strict=True)]
        if self.ended is not None:
            pauses = before(pauses, times[self.ended])
        legs = [(change, times[place], row) for change, place, row in self.legs]
        return reckoning.combined(due_at, self.rule, legs, union(pauses))

    def _pause(self, span: Span, cap: Cap | None, times: Sequence[int]) -> Pause:
        start, end = times[span[0]], None if span[1] is None else times[span[1]]
        if cap is None or end is None:
            return start, end
        left = cap.length - sum(times[last] - times[first] for first, last in cap.before)
        return start, min(end, start + max(0, left))


@dataclass(frozen=True, slots=True)
class Guard:
    """The pauses for one reason must stay below its cap together; else the subject is folded by itself."""

    cap: int
    pauses: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the fold makes of a row of events whose order is known, where each promise of `asked` is past due as its end
    comes, or isn't."""

    sketches: tuple[Sketch, ...]
    guards: tuple[Guard, ...]
    asked: tuple[tuple[Sketch, bool], ...]


@dataclass(slots=True)
class _Places:
    """The reckoner of a fold whose instants are places: notes, never reckons. Raises Timed where it would have to."""

    caps: Mapping[str, Mapping[str, int | None]]
    single: Mapping[str, str]
    """Standards whose pauses in this row can only be for one reason: where its cap is used up they end early or never
    begin, and nothing else changes."""
    answers: Sequence[bool]
    """What is said of the first questions; to all further ones it is no."""
    used: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    asked: list[tuple[Sketch, bool]] = field(default_factory=list)

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
        legs = tuple((change, start, row) for change, start, row in one.legs if start is not None)
        units = {rule.limits[row].unit for _, _, row in legs}
        if Unit.AT_FIELD in units or (len(legs) > 1 and units != {Unit.SPAN}) or not isinstance(one.root, int):
            raise Timed
        inside = tuple(pause for pause in pauses if pause[1] is None or pause[1] > one.opened)
        caps = tuple(self._cap(rule.code, start) for start, _ in inside)
        return Sketch(rule, legs, one.root, one.opened, ended, kept, inside, caps)

    def _cap(self, code: str, start: int) -> Cap | None:
        reason = self.single.get(code)
        cap = None if reason is None else self.caps[code][reason]
        if reason is None or cap is None:
            return None
        return Cap(cap, tuple(span for span in self.used.get((code, reason), ()) if span[0] < start))

    def judged(
        self, state: SubjectState, rule: ClockRule, edition: str, event: Happening, verdict: Verdict
    ) -> tuple[str, Sketch]:
        raise Timed  # a checklist's or a gate's verdict is made with the act's own fields, by the fold

    def past_due(self, rule: ClockRule, track: Track, one: Open, at: int) -> bool:
        number = len(self.asked)
        answer = number < len(self.answers) and self.answers[number]
        question = self._sketch(rule, one, at, PromiseState.MET, before(track.all_pauses(), at))
        self.asked.append((question, answer))
        return answer

    def paused(self, rule: ClockRule, reason: str, start: int, end: int) -> None:
        if self.caps[rule.code].get(reason) is not None:
            self.used.setdefault((rule.code, reason), []).append((start, end))


class Patterns:
    """The patterns of one edition, each found when first met. `most` are kept."""

    def __init__(self, book: Book, subject_type: str, most: int = 50_000) -> None:
        self._type, self._most = subject_type, most
        self._caps = {code: rule.reasons for code, rule in book.rules.items()}
        self._pausing: dict[str, list[str]] = {}
        for rule in book.rules.values():
            for kind, parts in rule.parts.items():
                if any(part.role is Role.PAUSE for part in parts):
                    self._pausing.setdefault(kind, []).append(rule.code)
        self._known: dict[tuple[What, ...], Sequence[Pattern]] = {}
        self._shelf = None if book.steps() else Shelf([(_ALWAYS, _without_caps(book))])

    def of(self, acts: tuple[What, ...]) -> Sequence[Pattern]:
        """The variants of the pattern of such a row, one of which holds; none when its subjects must be folded one by
        one."""
        try:
            return self._known[acts]
        except KeyError:
            if len(self._known) >= self._most:
                self._known.clear()
            found = self._known[acts] = self._variants(acts)
            return found

    def _variants(self, acts: tuple[What, ...]) -> Sequence[Pattern]:
        found, waiting = list[Pattern](), [tuple[bool, ...]()]
        while waiting:
            answers = waiting.pop()
            pattern = self._found(acts, answers)
            if pattern is None or len(found) + len(waiting) >= _MOST_VARIANTS:
                return ()
            found.append(pattern)
            told = tuple(answer for _, answer in pattern.asked)
            waiting += [(*told[:number], True) for number in range(len(answers), len(told))]
        return found

    def _found(self, acts: tuple[What, ...], answers: Sequence[bool]) -> Pattern | None:
        if self._shelf is None:
            return None
        places, promises = _Places(self._caps, self._single(acts), answers), dict[str, Sketch]()
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
        several = (key for key in places.used if key[0] not in places.single)
        guards = (Guard(caps[code][reason] or 0, tuple(places.used[code, reason])) for code, reason in several)
        return Pattern(tuple(promises.values()), tuple(guards), tuple(places.asked))

    def _single(self, acts: tuple[What, ...]) -> dict[str, str]:
        """The standards all whose pauses in a row of acts could only be for one reason, with that reason."""
        found: dict[str, set[str]] = {}
        for what in acts:
            for code in self._pausing.get(what.kind, ()):
                reason = str(what.data.get("reason") or "")
                if reason in self._caps[code]:
                    found.setdefault(code, set()).add(reason)
        return {code: next(iter(reasons)) for code, reasons in found.items() if len(reasons) == 1}

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
