"""Rows of a plain CSV in columns: the same as `Reader.together` of `log_rows`, a block of the file at a time.

Only looking is done here. Which texts are which event is asked of the reader's `Acts`, the first time each is met; the
beginning of an hour of the reader's `Instants`; and every row that isn't plain (another number of columns, a time in
another form) goes to the reader itself.
"""

import contextlib
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from guanjia.rooms.promises.rules.batches import Batch, Bytes, Marks, marked
from guanjia.rooms.promises.rules.duty_columns import Ints, ints
from guanjia.rooms.promises.rules.log_fields import Fields, Lines, NotPlain
from guanjia.rooms.promises.rules.log_map import LogMap
from guanjia.rooms.promises.rules.log_rows import Instants, Reader
from guanjia.rooms.promises.rules.patterns import What
from guanjia.rooms.promises.types import MINUTE, SECOND

PLAIN = frozenset({"utf-8", "utf-8-sig", "ascii", "gb18030", "gbk", "gb2312", "big5", "latin-1"})
"""Encodings in which a comma, a quote and the end of a line are bytes that stand for nothing else."""

Bools = NDArray[np.bool_]

_MOST_TEXTS = 200_000
_BAD, _IGNORED = -1, -2
_SHAPE = "dddd-dd-dd?hd:sd:sd"
_ZONE = "±hd:sd"
_SIGNS = {"d": (48, 57), "h": (48, 50), "s": (48, 53), "-": (45, 45), ":": (58, 58), "?": (0, 127), "±": (43, 45)}
"""From which byte to which a sign of a form may be."""
_FIRST_YEAR, _YEARS = 1950, 150
_UNREAD = 0


def is_plain(log_map: LogMap) -> bool:
    """Whether logs with such a map may be read in columns."""
    return log_map.encoding.lower() in PLAIN and log_map.id is None and log_map.delimiter in ",;\t|"


class Codes:
    """Texts to small numbers, exactly: a mark finds the number, the words themselves confirm it."""

    def __init__(self) -> None:
        self._marks: Marks = np.zeros(0, np.uint64)
        self._numbers: Ints = ints([])
        self._words: list[Marks] = []

    def __len__(self) -> int:
        return len(self._marks)

    def of(self, words: Sequence[Marks]) -> tuple[Ints, list[int]]:
        """The number of each row of words, and the rows in which a number was first given, in turn. Raises NotPlain
        where two texts have one mark."""
        marks, new = marked(words), list[int]()
        numbers, known = self._found(marks)
        if not known.all():
            rows = np.flatnonzero(~known)
            _, first = np.unique(marks[rows], return_index=True)
            new = sorted(rows[first].tolist())
            self._add(marks[new], [column[new] for column in words])
            numbers, _ = self._found(marks)
        for place, kept in enumerate(self._words):
            given = words[place] if place < len(words) else np.zeros(len(marks), np.uint64)
            if (kept[numbers] != given).any():
                raise NotPlain
        return numbers, new

    def _found(self, marks: Marks) -> tuple[Ints, Bools]:
        if not len(self._marks):
            return np.zeros(len(marks), np.int64), np.zeros(len(marks), bool)
        places = np.minimum(np.searchsorted(self._marks, marks), len(self._marks) - 1)
        return self._numbers[places], self._marks[places] == marks

    def _add(self, marks: Marks, words: Sequence[Marks]) -> None:
        before, more = len(self), len(marks)
        wide = max(len(words), len(self._words))
        old = [*self._words, *[np.zeros(before, np.uint64)] * (wide - len(self._words))]
        fresh = [*words, *[np.zeros(more, np.uint64)] * (wide - len(words))]
        self._words = [np.concatenate(pair) for pair in zip(old, fresh, strict=True)]
        together = np.concatenate([self._marks, marks])
        order = np.argsort(together)
        numbers = np.concatenate([self._numbers, np.arange(before, before + more)])
        self._marks, self._numbers = together[order], numbers[order]


class Told:
    """The events that texts of some columns stand for: places in `known`, or that they are bad or left out."""

    def __init__(self, reader: Reader) -> None:
        self.known: list[What] = []
        self._reader = reader
        self._columns = [Codes() for _ in reader.places.told]
        self._rows = Codes()
        self._acts: Ints = ints([])
        self._places: dict[int, int] = {}

    def full(self) -> bool:
        """Whether it is time to begin anew, so that memory stays flat where texts hardly come twice."""
        return max(map(len, (*self._columns, self._rows))) > _MOST_TEXTS

    def of(self, fields: Fields) -> Ints:
        """The act of each row. Raises NotPlain."""
        told = self._reader.places.told
        codes = [codes.of(fields.words(place))[0] for codes, place in zip(self._columns, told, strict=True)]
        numbers, new = self._rows.of([one.astype(np.uint64) for one in codes])
        if new:
            first = fields.of(ints(new))
            made = map(self._made, zip(*(first.texts(place) for place in told), strict=True))
            self._acts = np.concatenate([self._acts, ints(list(made))])
        return self._acts[numbers]

    def _made(self, texts: tuple[str, ...]) -> int:
        what = self._reader.acts[texts]
        if not isinstance(what, What):
            return _IGNORED if what is None else _BAD
        place = self._places.setdefault(id(what), len(self.known))
        if place == len(self.known):
            self.known.append(what)
        return place


class Times:
    """Times of the form 2012-03-05T09:15:00, alone or with Z or +08:00 behind it."""

    def __init__(self, instants: Instants) -> None:
        self._here, self._utc = _Hours(instants), _Hours(Instants("UTC"))

    def of(self, block: Bytes, begins: Ints, lengths: Ints) -> tuple[Ints, Bools]:
        """The instants, and which of them are in this form, in an hour that is like any other."""
        signs = np.lib.stride_tricks.sliding_window_view(block.each, len(_SHAPE) + len(_ZONE))[begins]
        fine = _shaped(signs, _SHAPE)
        columns = np.ascontiguousarray(signs.T)

        def number(*places: int) -> NDArray[np.int32]:
            found: NDArray[np.int32] = columns[places[0]] - np.int32(ord("0"))
            for place in places[1:]:
                found *= 10
                found += columns[place] - np.int32(ord("0"))
            return found

        years, months = number(0, 1, 2, 3) - _FIRST_YEAR, number(5, 6) - 1
        days, hours = number(8, 9) - 1, number(11, 12)
        fine &= (years >= 0) & (years < _YEARS) & (months >= 0) & (months < 12) & (days >= 0) & (days < 31)
        fine &= hours < 24
        keys = np.where(fine, ((years * 12 + months) * 31 + days) * 24 + hours, 0)
        times = (number(14, 15) * 60 + number(17, 18)).astype(np.int64) * SECOND
        plain, whole, short = (lengths == len(_SHAPE) + more for more in (0, len(_ZONE), 1))
        self._add(self._here, keys, times, fine, plain)
        zoned = whole | short
        if zoned.any():
            self._add(self._utc, keys, times, fine, zoned)
            sign = signs[:, len(_SHAPE)]
            whole &= _shaped(signs[:, len(_SHAPE) :], _ZONE) & (sign != ord(",")) & (number(20, 21) < 24)
            ahead = (number(20, 21) * 60 + number(23, 24)) * np.where(sign == ord("-"), -MINUTE, MINUTE)
            times -= np.where(whole, ahead, 0)
            zoned = whole | (short & (sign == ord("Z")))
        return times, fine & (plain | zoned)

    def _add(self, hours: "_Hours", keys: NDArray[np.int32], times: Ints, fine: Bools, some: Bools) -> None:
        """Add where its hour begins to each of some times; it isn't fine where the hour is none."""
        rows = np.flatnonzero(some & fine)
        begins, known = hours.of(keys[rows])
        times[rows] += begins
        fine[rows] &= known


def _shaped(signs: NDArray[np.uint8], shape: str) -> Bools:
    low = np.array([_SIGNS[sign][0] for sign in shape], np.uint8)
    high = np.array([_SIGNS[sign][1] for sign in shape], np.uint8)
    strange: Bools = (signs[:, : len(shape)] - low) > (high - low)
    fine: Bools = np.ones(len(signs), bool)
    if strange.any():  # seldom; looking row by row takes longer
        fine &= ~strange.any(axis=1)
    return fine


class _Hours:
    """Where the hours of a zone begin, each date asked once of `Instants`."""

    def __init__(self, instants: Instants) -> None:
        self._instants = instants
        self._begins = np.zeros(_YEARS * 12 * 31 * 24, np.int64)  # one more than the instant; 0 where it wasn't asked
        self._none = np.zeros(len(self._begins), bool)

    def of(self, keys: NDArray[np.int32]) -> tuple[Ints, Bools]:
        """The instants of hours, and which of them are like any other."""
        unread = keys[(self._begins[keys] == _UNREAD) & ~self._none[keys]]
        for days in np.unique(unread // 24).tolist():
            rest, day = divmod(days, 31)
            year, month = divmod(rest, 12)
            date = f"{_FIRST_YEAR + year:04}-{month + 1:02}-{day + 1:02}"
            for key, found in enumerate(self._instants.hours(date), 24 * days):
                self._none[key] = found is None
                self._begins[key] = 0 if found is None else found + 1
        return self._begins[keys] - 1, ~self._none[keys]


@dataclass(frozen=True, slots=True)
class _Looked:
    """A block: its lines, what the plain ones among them say, and which of those (`good`) are events."""

    lines: Lines
    fields: Fields
    acts: Ints
    times: Ints
    names: list[Marks]
    good: Ints

    def without(self, rows: Ints) -> "_Looked":
        """With these rows alone, in this order."""
        return _Looked(
            self.lines, self.fields.of(rows), self.acts[rows], self.times[rows], [one[rows] for one in self.names], rows
        )


class Blocks:
    """Whole lines of one part of a log, block by block. `lines` of the part were read so far.

    What is done with a block raises NotPlain, having done nothing, and UnicodeDecodeError.
    """

    def __init__(self, log_map: LogMap, reader: Reader, width: int, lines: int = 0) -> None:
        self._reader, self._width, self.lines = reader, width, lines
        self._map = log_map
        self._encoding = log_map.encoding.lower().removesuffix("-sig")
        self._told = Told(reader)
        self._hours = None if log_map.time.form else Times(reader.instants)

    def take(self, given: bytes, *, last: bool) -> tuple[Batch | None, int]:
        """The cases of a block that begins with a case, and how many of its bytes they took: the case at its end may go
        on, unless this is the `last` block."""
        found = self._looked(given)
        good = found.without(found.good)
        starts = np.flatnonzero(_changes(good.names))
        number = len(found.lines.ends)
        if not last:
            if len(starts) < 2:
                return None, 0
            number = int(found.lines.plain[found.good[starts[-1]]])
            good, starts = good.without(np.arange(starts[-1])), starts[:-1]
        self._leave_out(found, number, found.good[: len(good.acts)])
        return self._batch(good, starts), int(found.lines.ends[number - 1]) + 1 if number else 0

    def spread(self, given: bytes, number: int) -> tuple[list[bytes], int | None]:
        """The lines of a block that are events, put into so many heaps by their cases; and the latest instant."""
        found = self._looked(given)
        good = found.without(found.good)
        heaps = (marked(good.names) % np.uint64(number)).astype(np.int64)
        order = np.argsort(heaps, kind="stable")
        spans = found.lines.spans(found.lines.plain[found.good[order]])
        cuts = np.searchsorted(heaps[order], np.arange(number + 1)).tolist()
        self._leave_out(found, len(found.lines.ends), found.good)
        latest = int(good.times.max()) if len(good.times) else None
        told = [b"".join([given[begin:end] for begin, end in spans[first:last]]) for first, last in pairwise(cuts)]
        return told, latest

    def gather(self, given: bytes) -> Batch | None:
        """The cases of a heap, each with its lines in the order in which they came."""
        found = self._looked(given)
        good = found.without(found.good)
        good = good.without(np.argsort(marked(good.names), kind="stable"))
        starts = np.flatnonzero(_changes(good.names))
        if len(starts) != len(np.unique(marked([column[starts] for column in good.names]))):
            good = good.without(np.lexsort(good.names))  # two names have one mark
            starts = np.flatnonzero(_changes(good.names))
        return self._batch(good, starts)

    def _looked(self, given: bytes) -> _Looked:
        if b'"' in given:
            raise NotPlain
        if not given.isascii():
            given.decode(self._encoding)
        lines = Lines.of(Bytes(given), ord(self._map.delimiter), self._width)
        if b"\r" in given and lines.lone_returns():
            raise NotPlain
        fields = lines.fields(self._encoding)
        if self._told.full():
            self._told = Told(self._reader)
        acts = self._told.of(fields)
        times, timed = self._times(fields)
        names = fields.words(self._reader.places.case)
        return _Looked(lines, fields, acts, times, names, np.flatnonzero((acts >= 0) & timed & (names[0] > 0)))

    def _times(self, fields: Fields) -> tuple[Ints, Bools]:
        """The instants, and which of them could be read."""
        begins, ends = fields.span(self._reader.places.time)
        if self._hours is None:
            times, fine = np.zeros(len(begins), np.int64), np.zeros(len(begins), bool)
        else:
            times, fine = self._hours.of(fields.block, begins, ends - begins)
        others = np.flatnonzero(~fine)
        if len(others):
            texts = fields.texts(self._reader.places.time)
            for row in others.tolist():
                with contextlib.suppress(ValueError):
                    times[row] = self._reader.instants(texts[row])
                    fine[row] = True
        return times, fine

    def _leave_out(self, found: _Looked, number: int, good: Ints) -> None:
        """Tell the reader of the first lines, and of each of them that gave no event."""
        lines, ignored = found.lines, found.acts == _IGNORED
        plain = lines.plain < number
        self._reader.skipped.ignored += int((ignored & plain).sum())
        done = np.zeros(number, bool)
        done[lines.plain[plain & ignored]] = True
        done[lines.plain[good]] = True
        for line in np.flatnonzero(~done).tolist():
            row = next(csv.reader([lines.text(line, self._encoding)], delimiter=self._map.delimiter), [])
            self._reader.leave_out(self.lines + line + 1, row)
        self._reader.skipped.read += number
        self.lines += number

    def _batch(self, good: _Looked, starts: Ints) -> Batch | None:
        if not len(starts):
            return None
        places, times, acts = self._reader.places, good.times, good.acts
        begins = np.append(starts, len(times))
        people: Ints | None = None
        who: Sequence[str] = ()
        if places.who is not None:
            who, people = good.fields.texts(places.who), np.arange(len(times))
        back = np.diff(times) < 0
        back[starts[1:] - 1] = False
        if back.any():  # at one instant they stay in the order of their rows
            order = np.lexsort((times, np.repeat(np.arange(len(starts)), np.diff(begins))))
            times, acts = times[order], acts[order]
            people = None if people is None else order
        names, marks = good.fields.of(starts).texts(places.case), marked([column[starts] for column in good.names])
        return Batch(names, marks, begins, times, acts, self._told.known, who, people)


def _changes(names: Sequence[Marks]) -> Bools:
    """Which rows have another name than the row before."""
    found = np.ones(len(names[0]), bool)
    if len(found):
        found[1:] = False
        for column in names:
            found[1:] |= column[1:] != column[:-1]
    return found
