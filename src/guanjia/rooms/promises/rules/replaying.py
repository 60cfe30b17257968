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

import numpy as np

from guanjia.rooms.promises.rules.batches import Alike, Batch, Case
from guanjia.rooms.promises.rules.book import Book, Shelf
from guanjia.rooms.promises.rules.duty_columns import Ints
from guanjia.rooms.promises.rules.judging import Column, Duties, Found, Instants, allowed, columns, parted
from guanjia.rooms.promises.rules.patterns import Pattern, Patterns, Sketch
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.rules.tallying import Changes, Overdue, Tally
from guanjia.rooms.promises.types import Happening, Owed, SubjectRef

_ALWAYS = -(1 << 60)


_Outcomes = Mapping[str, Sequence[tuple[Sketch, Ints]]]
"""By standard, its promises in the order of opening, with the duty time past due by case."""


_Variants = dict[int, Sequence[Pattern]]
"""The variants of a pattern by group of cases."""


@dataclass(slots=True)
class Edition:
    """One edition a log is replayed against, with what it made of it so far."""

    shelf: Shelf
    most: int
    counted: bool
    tallies: dict[str, Tally] = field(default_factory=dict)
    duties: Duties = field(default_factory=Duties)

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
        for book, edition in zip(books, self.editions, strict=True):
            for rule in book.rules.values():
                if rule.subject == subject_type:
                    edition.tally(rule.code)

    def take(self, given: Batch) -> None:
        """Judge these cases."""
        self.cases += len(given)
        batch = given.until(self.as_of)
        self.events += len(batch.times)
        if not len(batch):
            return
        alike = Alike.of(batch)
        variants, alone = self._by_pattern(batch, alike)
        instants = [Instants(batch, self.as_of, edition.duties) for edition in self.editions]
        alike, found = self._parted(instants, alike, variants)
        fine = np.logical_and.reduce([allowed(batch, alike, one) for one in found])
        alone = np.concatenate([alone, alike.apart, alike.order[~fine[alike.order]]])
        self.judge_alone(batch.case(place) for place in np.unique(alone).tolist())
        self._judge_together(batch, instants, alike.without(alone), found)

    def _by_pattern(self, batch: Batch, alike: Alike) -> tuple[list[_Variants], Ints]:
        """By edition, the pattern of each group of cases; and the cases of groups for which some edition has none."""
        found: list[_Variants] = [{} for _ in self.editions]
        alone = [alike.order[:0]]
        for group, first in enumerate(alike.first.tolist()):
            acts = batch.acts_of(first)
            made = [patterns.of(acts) for patterns in self._patterns]
            if not all(made):
                alone.append(alike.cases(group))
                continue
            for one, patterns in zip(found, made, strict=True):
                one[group] = patterns
        return found, np.concatenate(alone)

    def _parted(
        self, instants: Sequence[Instants], alike: Alike, variants: Sequence[_Variants]
    ) -> tuple[Alike, list[Found]]:
        """The groups cut so that one variant holds for all cases of each, and which."""
        if all(len(patterns) == 1 for one in variants for patterns in one.values()):
            return alike, [{group: patterns[0] for group, patterns in one.items()} for one in variants]
        labels = [parted(one, alike, of_group) for one, of_group in zip(instants, variants, strict=True)]
        together = np.zeros(len(instants[0].batch), np.int64)
        for label in labels:
            together = together * (int(label.max()) + 1) + label
        parts, whole = alike.split(together)
        found = [
            {
                part: one[group][label[first]]
                for part, (group, first) in enumerate(zip(whole.tolist(), parts.first, strict=True))
                if group in one
            }
            for one, label in zip(variants, labels, strict=True)
        ]
        return parts, list[Found](found)

    def _judge_together(self, batch: Batch, instants: Sequence[Instants], alike: Alike, found: Sequence[Found]) -> None:
        told: list[list[Column]] = []
        for edition, its_instants, one in zip(self.editions, instants, found, strict=True):
            told.append(list(columns(its_instants, alike, one)))
            for column in told[-1]:
                rule = column.sketches[0].rule
                edition.tally(rule.code).add_column(batch, column, its_instants.duty(rule.duty))
        if self.changes is not None:
            before, after = map(_by_group, told)
            for group in sorted({*before, *after}):
                self._compare_groups(batch, alike.cases(group), before.get(group, {}), after.get(group, {}))

    def _compare_groups(self, batch: Batch, cases: Ints, before: _Outcomes, after: _Outcomes) -> None:
        """The changes among cases of one pattern: what comes of a case hangs on which promises are past due alone."""
        for code in sorted({*before, *after}):
            was, becomes = before.get(code, []), after.get(code, [])
            broken = np.array([over > 0 for _, over in (*was, *becomes)])
            kinds, kind_of = np.unique(broken, axis=1, return_inverse=True)
            for place, kind in enumerate(kinds.T.tolist()):
                one, other = _states(was, kind[: len(was)]), _states(becomes, kind[len(was) :])
                if one != other:
                    for case in cases[kind_of == place].tolist():
                        self._add_change(batch.names[case], code, one, other)

    def judge_alone(self, cases: Iterable[Case]) -> None:
        """Each case folded by itself, under each edition; counts neither cases nor events."""
        for case in cases:
            told: list[dict[str, str]] = []
            for edition in self.editions:
                promises = _folded(edition.shelf, self.type, case, self.as_of)
                outcome: dict[str, list[str]] = defaultdict(list)
                for owed in promises:
                    last = owed.evidence[-1] if owed.closed and owed.evidence else None
                    place = last if isinstance(last, int) else -1
                    edition.add(owed, self.as_of, case.times[place] if owed.closed else self.as_of, case.who[place])
                    outcome[owed.standard].append(owed.at(self.as_of).value)
                told.append({code: " ".join(found) for code, found in outcome.items()})
            if self.changes is not None:
                before, after = told
                for code in sorted({*before, *after}):
                    self._add_change(case.name, code, before.get(code, ""), after.get(code, ""))

    def _add_change(self, name: str, code: str, before: str, after: str) -> None:
        if self.changes is not None and before != after:
            self.changes.add(name, code, before, after)


def _by_group(told: Sequence[Column]) -> dict[int, _Outcomes]:
    found: dict[int, dict[str, list[tuple[Sketch, Ints]]]] = {}
    for column in told:
        bounds = column.bounds.tolist()
        for place, (group, sketch) in enumerate(zip(column.groups, column.sketches, strict=True)):
            over = column.over[bounds[place] : bounds[place + 1]]
            found.setdefault(group, {}).setdefault(sketch.rule.code, []).append((sketch, over))
    for outcomes in found.values():
        for promises in outcomes.values():
            promises.sort(key=lambda pair: (pair[0].opened, pair[0].root))
    return dict(found)


def _states(promises: Sequence[tuple[Sketch, Ints]], broken: Iterable[bool]) -> str:
    told = (sketch.broken if late else sketch.kept for (sketch, _), late in zip(promises, broken, strict=True))
    return " ".join(state.value for state in told)


def _folded(shelf: Shelf, subject_type: str, case: Case, as_of: int) -> list[Owed]:
    events = [
        Happening(place, what.kind, at, what.data)
        for place, (at, what) in enumerate(zip(case.times, case.acts, strict=True))
    ]
    promises = promises_of(shelf, SubjectRef(subject_type, case.name), events, as_of)[1].values()
    return sorted(promises, key=lambda one: (one.standard, one.opened, str(one.root)))
