"""The lines of a block of plain CSV, and where their fields lie in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from guanjia.rooms.promises.rules.batches import LONGEST, Bytes, Marks
from guanjia.rooms.promises.rules.duty_columns import Ints

NEW_LINE, RETURN = 10, 13


class NotPlain(Exception):
    """The block holds something that must be read row by row."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a block: where each ends, and which of them have as many fields as the header."""

    block: Bytes
    ends: Ints
    stops: Ints
    places: Ints
    plain: Ints
    width: int

    @classmethod
    def of(cls, block: Bytes, delimiter: int, width: int) -> "Lines":
        body = block.each[: block.size]
        stops = np.flatnonzero((body == delimiter) | (body == NEW_LINE))
        places = np.flatnonzero(body[stops] == NEW_LINE)
        plain = np.flatnonzero(np.diff(places, prepend=-1) == width)
        return cls(block, stops[places], stops, places, plain, width)

    def fields(self, encoding: str) -> "Fields":
        """The fields of the lines that have enough of them."""
        begins = np.concatenate([[0], self.ends + 1])
        firsts = self.places[self.plain] - self.width + 1
        return Fields(self.block, self.stops, firsts, begins[self.plain], self.width, encoding)

    def lone_returns(self) -> bool:
        """Whether a carriage return stands anywhere but before the end of a line."""
        each = self.block.each
        return bool(np.count_nonzero(each == RETURN) > np.count_nonzero(each[self.ends - 1] == RETURN))

    def text(self, line: int, encoding: str) -> str:
        """One line."""
        begin = int(self.ends[line - 1]) + 1 if line else 0
        return self.block.text(begin, int(self.ends[line]), encoding)

    def spans(self, lines: Ints) -> list[tuple[int, int]]:
        """From which byte to before which some of the lines lie, their ends included."""
        begins = np.concatenate([[0], self.ends + 1])[lines]
        return list(zip(begins.tolist(), (self.ends[lines] + 1).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Fields:
    """Where the fields of some rows of a block lie; `stops` are the bytes after each field of the block, `firsts` says
    which of them is a row's first, `starts` where the row begins."""

    block: Bytes
    stops: Ints
    firsts: Ints
    starts: Ints
    width: int
    encoding: str

    def span(self, column: int) -> tuple[Ints, Ints]:
        """From which byte to before which."""
        ends = self.stops[self.firsts + column]
        if column == self.width - 1:
            ends = ends - ((self.block.each[ends - 1] == RETURN) & (ends > self.starts))
        return (self.starts if column == 0 else self.stops[self.firsts + column - 1] + 1), ends

    def words(self, column: int) -> list[Marks]:
        """The texts of a column. Raises NotPlain for one that is too long."""
        begins, ends = self.span(column)
        lengths = ends - begins
        if lengths.max(initial=0) > LONGEST:
            raise NotPlain
        return self.block.words(begins, lengths)

    def text(self, column: int, row: int) -> str:
        """One text."""
        first = self.firsts[row]
        begin = self.starts[row] if column == 0 else self.stops[first + column - 1] + 1
        text = self.block.text(int(begin), int(self.stops[first + column]), self.encoding)
        return text.removesuffix("\r") if column == self.width - 1 else text

    def texts(self, column: int) -> "Texts":
        """The texts of a column, each made when it is asked for."""
        return Texts(self, column)

    def of(self, rows: Ints) -> "Fields":
        """Those of some of the rows."""
        return Fields(self.block, self.stops, self.firsts[rows], self.starts[rows], self.width, self.encoding)


class Texts(Sequence[str]):
    """The texts of a column."""

    def __init__(self, fields: Fields, column: int) -> None:
        self._fields, self._column = fields, column

    def __len__(self) -> int:
        return len(self._fields.firsts)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...
    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        return self._fields.text(self._column, row)
