"""A log against one edition, or two: case by case into tallies, many cases of one pattern at a time.

The staff hours of a comparison: each promise an edition breaks needs, from its due time to its real end, somebody on
duty who wasn't free. With one more person for each such promise that is the sum of the duty time past due
(`at_most`); one more person who sees to all of them one after the other is needed for at least the duty time in which
any was past due (`at_least`). What the second edition needs more than the first is the difference of either. Nothing
is assumed about how long the work itself takes, since a log of events doesn't say.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from guanjia.rooms.promises.rules.book import Book, Shelf
from guanjia.rooms.promises.rules.log_rows import Case
from guanjia.rooms.promises.rules.patterns import Columns, Pattern, Patterns, Sketch, What, states
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.rules.tallying import Changes, Overdue, Tally
from guanjia.rooms.promises.types import Happening, Owed, SubjectRef

BATCH = 40_000
"""Cases judged together."""

_ALWAYS = -(1 << 60)


@dataclass(slots=True)
class Edition:
    """One edition a log is replayed against, with what it made of it so far."""

    shelf: Shelf
    most: int
    counted: bool
    tallies: dict[str, Tally] = field(default_factory=dict)

    def tally(self, code: str) -> Tally:
        """The tally of a standard, begun when first asked for."""
        found = self.tallies.get(code)
        if found is None:
            overdue = Overdue() if self.counted else None
            found = self.tallies[code] = Tally(code, self.most, overdue=overdue)
        return found

    def add(self, owed: Owed, as_of: int, until: int, who: str = "") -> None:
        """A promise that was folded by itself."""
        rule = self.shelf.book(owed.edition).rules[owed.standard]
        self.tally(owed.standard).add(rule.duty, owed, as_of, until, who)


class Replay:
    """Give it cases; it keeps tallies, not cases. With two books it also tells which cases change verdict."""

    def __init__(self, books: Sequence[Book], subject_type: str, as_of: int, *, most: int = 5) -> None:
        self.type, self.as_of = subject_type, as_of
        comparing = len(books) > 1
        self.editions = [Edition(Shelf([(_ALWAYS, book)]), most, comparing) for book in books]
        self.changes = Changes(most) if comparing else None
        self.cases = self.events = 0
        self._patterns = [Patterns(book, subject_type) for book in books]
        self._waiting: dict[tuple[What, ...], list[Case]] = defaultdict(list)
        self._held = 0
        for book, edition in zip(books, self.editions, strict=True):
            for rule in book.rules.values():
                if rule.subject == subject_type:
                    edition.tally(rule.code)

    def take(self, cases: Iterable[Case]) -> None:
        """Judge these cases; what is still held is judged by `finish`."""
        waiting, as_of = self._waiting, self.as_of
        for given in cases:
            case = given if given.times[-1] <= as_of else _until(given, as_of)
            self.events += len(case.times)
            waiting[case.acts].append(case)
            self._held += 1
            if self._held >= BATCH:
                self.finish()

    def finish(self) -> None:
        """Judge what is held."""
        for acts, cases in self._waiting.items():
            if acts:
                self._judge(acts, cases)
        self.cases += self._held
        self._waiting.clear()
        self._held = 0

    def _judge(self, acts: tuple[What, ...], cases: Sequence[Case]) -> None:
        patterns = [patterns.of(acts) for patterns in self._patterns]
        found = [pattern for pattern in patterns if pattern is not None]
        if len(found) < len(patterns):
            self._alone(cases)
            return
        if any(pattern.guards for pattern in found):
            alone = [case for case in cases if not all(pattern.allows(case.times) for pattern in found)]
            if alone:
                self._alone(alone)
                apart = {id(case) for case in alone}
                cases = [case for case in cases if id(case) not in apart]
        if cases:
            self._together(found, cases)

    def _together(self, patterns: Sequence[Pattern], cases: Sequence[Case]) -> None:
        columns = Columns([case.times for case in cases], self.as_of)
        outcomes: list[list[tuple[Sketch, Sequence[int]]]] = []
        for edition, pattern in zip(self.editions, patterns, strict=True):
            found = [(sketch, columns.over(sketch)) for sketch in pattern.sketches]
            for sketch, over in found:
                edition.tally(sketch.rule.code).add_column(cases, sketch, over, self.as_of)
            outcomes.append(found)
        if self.changes is not None:
            self._compare([case.name for case in cases], *(_by_standard(found) for found in outcomes))

    def _alone(self, cases: Sequence[Case]) -> None:
        """Each case folded by itself, under each edition."""
        for case in cases:
            told: list[dict[str, list[str]]] = []
            for edition in self.editions:
                promises = _folded(edition.shelf, self.type, case, self.as_of)
                outcome: dict[str, list[str]] = defaultdict(list)
                for owed in promises:
                    last = owed.evidence[-1] if owed.closed else None
                    place = last if isinstance(last, int) else -1
                    edition.add(owed, self.as_of, case.times[place] if owed.closed else self.as_of, case.who[place])
                    outcome[owed.standard].append(owed.at(self.as_of).value)
                told.append({code: [" ".join(found)] for code, found in outcome.items()})
            self._compare([case.name], *told)

    def _compare(self, names: Sequence[str], *told: Mapping[str, Sequence[str]]) -> None:
        if self.changes is None:
            return
        before, after = told
        nothing = [""] * len(names)
        for code in sorted({*before, *after}):
            was, becomes = before.get(code, nothing), after.get(code, nothing)
            if was != becomes:
                for name, one, other in zip(names, was, becomes, strict=True):
                    if one != other:
                        self.changes.add(name, code, one, other)


def _by_standard(found: Sequence[tuple[Sketch, Sequence[int]]]) -> dict[str, list[str]]:
    """Each standard's states by case, joined where a case has several of its promises."""
    placed = sorted(found, key=lambda pair: (pair[0].rule.code, pair[0].opened, pair[0].root))
    told: dict[str, list[str]] = {}
    for code, pairs in groupby(placed, key=lambda pair: pair[0].rule.code):
        columns = [[state.value for state in states(sketch, over)] for sketch, over in pairs]
        told[code] = columns[0] if len(columns) == 1 else [" ".join(one) for one in zip(*columns, strict=True)]
    return told


def _folded(shelf: Shelf, subject_type: str, case: Case, as_of: int) -> list[Owed]:
    events = [
        Happening(place, what.kind, at, what.data)
        for place, (at, what) in enumerate(zip(case.times, case.acts, strict=True))
    ]
    promises = promises_of(shelf, SubjectRef(subject_type, case.name), events, as_of)[1].values()
    return sorted(promises, key=lambda one: (one.standard, one.opened, str(one.root)))


def _until(case: Case, as_of: int) -> Case:
    known = sum(at <= as_of for at in case.times)
    return Case(case.name, case.times[:known], case.acts[:known], case.who[:known])
