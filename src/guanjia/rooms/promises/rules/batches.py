"""Cases of a log, a batch at a time and in columns; and which of them came already.

Texts become numbers by their own bytes: eight of them are one word of 64 bits, and words are mixed to a mark.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guanjia.rooms.promises.rules.duty_columns import Ints, ints
from guanjia.rooms.promises.rules.patterns import What

CASES = 40_000
"""Cases of a batch that is gathered case by case."""

LONGEST = 256
"""Bytes of a text that is mixed as words; a longer one is digested by itself."""

Marks = NDArray[np.uint64]

_MASKS = np.array([(1 << 8 * number) - 1 for number in range(9)], np.uint64)
_GOLDEN = 0x9E3779B97F4A7C15


class Case(NamedTuple):
    """The events of one case, by `at`, then by id."""

    name: str
    times: tuple[int, ...]
    acts: tuple[What, ...]
    who: tuple[str, ...]


# Texts as numbers -------------------------------------------------------------------------------------------------


class Bytes:
    """A block of bytes whose words can be read at any place."""

    def __init__(self, block: bytes) -> None:
        self.size = len(block)
        self._padded = block + bytes(LONGEST + 8)
        self.each = np.frombuffer(self._padded, np.uint8)
        self._words = np.ndarray((len(self._padded) - 7,), "<u8", self._padded, strides=(1,))

    def words(self, begins: Ints, lengths: Ints) -> list[Marks]:
        """The words of texts of at most LONGEST bytes, the last one of each filled up with zeros; then the lengths."""
        number = -(-int(lengths.max(initial=0)) // 8)
        found = [
            self._words[begins + 8 * place] & _MASKS[np.clip(lengths - 8 * place, 0, 8)] for place in range(number)
        ]
        return [lengths.astype(np.uint64), *found]

    def text(self, begin: int, end: int, encoding: str) -> str:
        """The text from one byte to before another."""
        return self._padded[begin:end].decode(encoding)


def mixed(numbers: Marks) -> Marks:
    """Each spread over all 64 bits, so that similar ones lie far apart (splitmix64); 0 stays 0."""
    numbers = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ numbers >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return numbers ^ numbers >> np.uint64(31)


_STEPS = mixed(np.arange(1, LONGEST // 8 + 3, dtype=np.uint64) * np.uint64(_GOLDEN)) | np.uint64(1)
"""By place of the word, so that the same word at two places isn't the same; none a small multiple of another."""


def marked(words: Sequence[Marks]) -> Marks:
    """One mark for each row of words; zeros at its end don't count."""
    found = np.zeros(len(words[0]), np.uint64)
    for step, column in zip(_STEPS, words, strict=False):
        found += mixed(column * step)
    return found


def marks_of(names: Sequence[str], encoding: str) -> Marks:
    """The marks of texts."""
    told = [name.encode(encoding, errors="surrogateescape") for name in names]
    lengths = ints(list(map(len, told)))
    block = Bytes(b"".join(told))
    found = marked(block.words(np.cumsum(lengths) - lengths, np.minimum(lengths, LONGEST)))
    for place in np.flatnonzero(lengths > LONGEST):
        found[place] = int.from_bytes(blake2b(told[place], digest_size=8).digest(), "little")
    return found


# Cases in columns -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """Whole cases, one after the other, each with its events in order.

    By case: `names`, `marks` of them, `begins` (places of events, one more at the end). By event: `times`, `acts`
    (places in `known`), and `who`, found at `people` (no one where that is None).
    """

    names: Sequence[str]
    marks: Marks
    begins: Ints
    times: Ints
    acts: Ints
    known: Sequence[What]
    who: Sequence[str]
    people: Ints | None

    def __len__(self) -> int:
        return len(self.begins) - 1

    @property
    def lengths(self) -> Ints:
        """How many events each case has."""
        return np.diff(self.begins)

    def person(self, place: int) -> str:
        """Who did the event at a place."""
        return "" if self.people is None else self.who[int(self.people[place])]

    def acts_of(self, place: int) -> tuple[What, ...]:
        """The acts of one of the cases."""
        return tuple(self.known[act] for act in self.acts[self.begins[place] : self.begins[place + 1]].tolist())

    def case(self, place: int) -> Case:
        """One of the cases by itself."""
        begin, end = int(self.begins[place]), int(self.begins[place + 1])
        who = tuple(map(self.person, range(begin, end)))
        return Case(self.names[place], tuple(self.times[begin:end].tolist()), self.acts_of(place), who)

    def until(self, as_of: int) -> "Batch":
        """What is known at an instant: later events are left out, and cases that have no others."""
        kept = self.times <= as_of
        if kept.all() and self.lengths.all():
            return self
        number = np.diff(np.concatenate([[0], np.cumsum(kept)])[self.begins])
        cases, places = np.flatnonzero(number), np.flatnonzero(kept)
        people = None if self.people is None else self.people[places]
        names = [self.names[case] for case in cases.tolist()]
        begins = np.concatenate([[0], np.cumsum(number[cases])])
        return Batch(
            names, self.marks[cases], begins, self.times[places], self.acts[places], self.known, self.who, people
        )


def gathered(cases: Iterable[Case], encoding: str = "utf-8", most: int = CASES) -> Iterator[Batch]:
    """Batches of cases that come one by one."""
    given = iter(cases)
    while some := list(islice(given, most)):
        places: dict[int, int] = {}
        acts = [places.setdefault(id(act), len(places)) for case in some for act in case.acts]
        by_id = {id(act): act for case in some for act in case.acts}
        names = [case.name for case in some]
        begins = np.concatenate([[0], np.cumsum([len(case.times) for case in some])])
        times = ints(list(chain.from_iterable(case.times for case in some)))
        who = list(chain.from_iterable(case.who for case in some))
        known = [by_id[key] for key in places]
        yield Batch(names, marks_of(names, encoding), begins, times, ints(acts), known, who, np.arange(len(who)))


@dataclass(frozen=True, slots=True)
class Alike:
    """The cases of a batch by their rows of acts.

    Those of group n are `order[begins[n]:begins[n + 1]]`; `first` is one of each group. `apart` are cases whose mark is
    another row's, which must be judged by themselves.
    """

    first: Ints
    order: Ints
    begins: Ints
    apart: Ints

    @classmethod
    def of(cls, batch: Batch) -> "Alike":
        """No case of the batch may be without events."""
        lengths, starts = batch.lengths, batch.begins[:-1]
        inside = np.arange(len(batch.times)) - np.repeat(starts, lengths)
        signs = mixed((batch.acts * len(batch.times) + inside + 1).astype(np.uint64))
        marks, first, group = np.unique(np.add.reduceat(signs, starts), return_index=True, return_inverse=True)
        same = lengths == lengths[first[group]]
        model = starts[np.where(same, first[group], np.arange(len(batch)))]
        differs = batch.acts != batch.acts[np.repeat(model, lengths) + inside]
        same &= np.add.reduceat(differs, starts) == 0
        order = np.argsort(group, kind="stable")
        order = order[same[order]]
        sizes = np.bincount(group[same], minlength=len(marks))
        return cls(first, order, np.concatenate([[0], np.cumsum(sizes)]), np.flatnonzero(~same))

    def cases(self, group: int) -> Ints:
        """The cases of a group."""
        return self.order[self.begins[group] : self.begins[group + 1]]

    def split(self, labels: Ints) -> tuple["Alike", Ints]:
        """The groups cut further by a label of each case; and which group each of the new ones was part of."""
        group = np.repeat(np.arange(len(self.first)), np.diff(self.begins))
        order = np.lexsort((labels[self.order], group))
        label = labels[self.order[order]]
        begins = np.flatnonzero(np.diff(group, prepend=-1) | np.diff(label, prepend=-1))
        parts = Alike(self.order[order[begins]], self.order[order], np.append(begins, len(order)), self.apart)
        return parts, group[begins]

    def without(self, cases: Ints) -> "Alike":
        """The same groups, but for these cases."""
        if not len(cases):
            return self
        left = ~np.isin(self.order, cases)
        return Alike(self.first, self.order[left], np.concatenate([[0], np.cumsum(left)])[self.begins], self.apart)


class Returning:
    """Whether a case comes again after others came: the rows then don't stand together. Holds 8 bytes a case."""

    def __init__(self) -> None:
        self._seen = array("Q")

    def watched(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The same batches, each case noted."""
        for batch in batches:
            self._seen.frombytes(batch.marks.tobytes())
            yield batch

    def merge(self, other: "Returning") -> None:
        """Add the cases of another part of the same log."""
        self._seen.extend(other._seen)

    def again(self) -> bool:
        """Whether any came twice."""
        seen = np.sort(np.frombuffer(self._seen, np.uint64))
        return bool((seen[1:] == seen[:-1]).any())
