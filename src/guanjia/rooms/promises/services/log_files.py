"""Foreign logs on disk: opened, read in blocks, cut into parts that hold whole cases."""

import contextlib
import csv
import gzip
import io
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from guanjia.rooms.promises.rules.batches import Batch, gathered
from guanjia.rooms.promises.rules.log_columns import Blocks, is_plain
from guanjia.rooms.promises.rules.log_fields import NotPlain
from guanjia.rooms.promises.rules.log_map import LogMap
from guanjia.rooms.promises.rules.log_rows import Reader, Rows
from guanjia.rooms.promises.services.xes import XesRows
from guanjia.shared.errors import Invalid, Missing, gettext_noop

BLOCK = 8_000_000
"""Bytes of a log whose cases stand together that are read at a time."""

_WIDE = ("utf-16", "utf-32", "utf16", "utf32", "utf-7", "utf7")


@dataclass(frozen=True, slots=True)
class Log:
    """A foreign log: its file, its map, its columns."""

    path: Path
    log_map: LogMap
    header: tuple[str, ...]

    @property
    def is_xes(self) -> bool:
        """Whether it is XES, else CSV."""
        return is_xes(self.path, self.log_map)

    @property
    def encoding(self) -> str:
        """The encoding of its texts, without a mark at their beginning."""
        return "utf-8" if self.is_xes else self.log_map.encoding.lower().removesuffix("-sig")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a CSV that hold whole cases: from a byte on so many bytes, after so many lines of the file."""

    begin: int
    size: int | None
    first_line: int


def is_xes(path: Path, log_map: LogMap) -> bool:
    """By the map, else by the name of the file."""
    name = path.name.removesuffix(".gz").lower()
    return log_map.format == "xes" if log_map.format else name.endswith(".xes")


def opened(path: Path) -> IO[bytes]:
    """The bytes of the file, unpacked where its name says that it is packed. Raises Missing."""
    if not path.is_file():
        raise Missing("replay.no_log", gettext_noop("There is no file %(file)s."), {"file": str(path)})
    return gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def header_of(path: Path, log_map: LogMap) -> tuple[str, ...]:
    """The names of the columns. Raises Missing, Invalid."""
    if is_xes(path, log_map):
        with opened(path):
            return tuple(dict.fromkeys(name for _, name in log_map.columns()))
    with readable(path, log_map), opened(path) as raw:
        rows = csv.reader(io.TextIOWrapper(raw, log_map.encoding, newline=""), delimiter=log_map.delimiter)
        return tuple(next(iter(rows), ()))


@contextlib.contextmanager
def readable(path: Path, log_map: LogMap) -> Iterator[None]:
    """What is wrong with a file as a whole, said in a sentence. Raises Invalid."""
    try:
        yield
    except UnicodeDecodeError as wrong:
        message = gettext_noop("%(file)s is not text in %(encoding)s. Say in the map which encoding it has.")
        params = {"file": path.name, "encoding": log_map.encoding}
        raise Invalid("replay.encoding", message, params) from wrong
    except (csv.Error, EOFError, gzip.BadGzipFile, OSError) as wrong:
        if isinstance(wrong, OSError) and not isinstance(wrong, gzip.BadGzipFile):
            raise
        message = gettext_noop("%(file)s can't be read to its end: %(why)s")
        raise Invalid("replay.log", message, {"file": path.name, "why": str(wrong)}) from wrong


# A log whose cases stand together ---------------------------------------------------------------------------------


def unpacked(log: Log, folder: Path) -> Log:
    """The log as a plain file, so that several processes can read parts of it."""
    if not log.path.name.endswith(".gz"):
        return log
    target = folder / log.path.name.removesuffix(".gz")
    with readable(log.path, log.log_map), opened(log.path) as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)
    return Log(target, log.log_map, log.header)


def parts(log: Log, number: int) -> list[Part]:
    """Up to so many parts of a plain CSV; one where quoted texts might hold line ends, or lines can't be told."""
    whole = [Part(0, None, 0)]
    if number < 2 or any(word in log.log_map.encoding.lower() for word in _WIDE):
        return whole
    size = log.path.stat().st_size
    with log.path.open("rb") as raw:
        begins = [0]
        for wanted in range(1, number):
            begin = _whole_cases_from(log, raw, size * wanted // number)
            if begin > begins[-1]:
                begins.append(begin)
        lines = _lines_between(raw, [*begins, size])
    if lines is None:
        return whole
    sizes = [end - begin for begin, end in pairwise([*begins, size])]
    firsts = [sum(lines[:place]) for place in range(len(lines))]
    return [Part(*made) for made in zip(begins, sizes, firsts, strict=True)]


def _whole_cases_from(log: Log, raw: IO[bytes], about: int) -> int:
    """The first byte at or after one where a new case begins."""
    place, width = log.header.index(log.log_map.case), len(log.header)
    raw.seek(about)
    raw.readline()
    before, begin = None, raw.tell()
    for line in iter(raw.readline, b""):
        row = next(csv.reader([line.decode(log.log_map.encoding, "replace")], delimiter=log.log_map.delimiter), [])
        if len(row) == width:
            if before is not None and row[place] != before:
                return begin
            before = row[place]
        begin += len(line)
    return begin


def _lines_between(raw: IO[bytes], places: Sequence[int]) -> list[int] | None:
    """Lines between each two bytes; None when a quote stands anywhere."""
    found = []
    for begin, end in pairwise(places):
        raw.seek(begin)
        lines, left, last = 0, end - begin, b"\n"
        while left:
            block = raw.read(min(left, 1 << 20))
            if b'"' in block or (b"\r" in block and b"\n" not in block):
                return None
            lines, left, last = lines + block.count(b"\n"), left - len(block), block[-1:]
        found.append(lines + (last != b"\n"))
    return found


@contextlib.contextmanager
def read(log: Log, part: Part) -> Iterator[tuple[Reader, Rows]]:
    """The reader of a part, and its rows for it. Raises Invalid."""
    with readable(log.path, log.log_map), opened(log.path) as raw:
        if log.is_xes:
            yield Reader(log.log_map, log.header), XesRows(raw, log.log_map, log.header)
            return
        raw.seek(part.begin)
        given = rows_of(log, raw, part.size)
        if part.begin == 0:
            next(iter(given), None)
        yield Reader(log.log_map, log.header, part.first_line), given


def rows_of(log: Log, raw: IO[bytes], size: int | None, before: bytes = b"") -> Rows:
    """The rows of so many bytes, or of all; `before` was read already."""
    text = io.TextIOWrapper(io.BufferedReader(_Window(raw, size, before)), log.log_map.encoding, newline="")
    return csv.reader(text, delimiter=log.log_map.delimiter)


class _Window(io.RawIOBase):
    """The next bytes of a file, with what was read of them already."""

    def __init__(self, raw: IO[bytes], size: int | None, before: bytes) -> None:
        self._raw, self._left, self._before = raw, size, before

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        if self._before:
            found, self._before = self._before[: len(target)], self._before[len(target) :]
        else:
            found = self._raw.read(len(target) if self._left is None else min(len(target), self._left))
            self._left = None if self._left is None else self._left - len(found)
        target[: len(found)] = found
        return len(found)


@contextlib.contextmanager
def batches(log: Log, part: Part) -> Iterator[tuple[Reader, Iterator[Batch]]]:
    """The cases of a part of a log in which they stand together: in columns, from the first row that isn't plain on row
    by row. Raises Invalid, also while they are taken."""
    if log.is_xes or not is_plain(log.log_map):
        with read(log, part) as (reader, rows):
            yield reader, gathered(reader.together(rows), log.encoding)
        return
    with readable(log.path, log.log_map), opened(log.path) as raw:
        raw.seek(part.begin)
        reader = Reader(log.log_map, log.header, part.first_line)
        yield reader, _in_blocks(log, part, raw, reader)


def _in_blocks(log: Log, part: Part, raw: IO[bytes], reader: Reader) -> Iterator[Batch]:
    stream = Stream(log, part, raw)
    blocks = Blocks(log.log_map, reader, len(log.header), lines=int(part.begin == 0))
    try:
        for block, last in stream:
            batch, taken = blocks.take(block, last=last)
            stream.taken(taken)
            if batch is not None:
                yield batch
    except NotPlain:
        yield from gathered(reader.together(stream.rest(reader, blocks.lines)), log.encoding)


class Stream:
    """The bytes of a part of a CSV behind its header, in blocks of whole lines; what wasn't taken of one comes again
    with the next. Raises NotPlain for a header that isn't one plain line."""

    def __init__(self, log: Log, part: Part, raw: IO[bytes]) -> None:
        self._log, self._raw, self._size, self._waiting = log, raw, part.size, b""
        self._head = raw.readline() if part.begin == 0 else b""
        self._size = None if part.size is None else part.size - len(self._head)

    def __iter__(self) -> Iterator[tuple[bytes, bool]]:
        """Each block, and whether it is the last."""
        if b'"' in self._head or self._head.count(b"\r") > self._head.endswith(b"\r\n"):
            raise NotPlain
        self._head = b""
        more = b"."
        while more:
            wanted = max(BLOCK, len(self._waiting))
            more = self._raw.read(wanted if self._size is None else min(wanted, self._size))
            self._size = None if self._size is None else self._size - len(more)
            whole = len(self._waiting) + more.rfind(b"\n") + 1
            self._waiting += more
            if more:
                yield self._waiting[:whole], False
            else:
                ended = not self._waiting or self._waiting.endswith(b"\n")
                yield self._waiting if ended else self._waiting + b"\n", True

    def taken(self, number: int) -> None:
        """So many bytes of the block are done with."""
        self._waiting = self._waiting[number:]

    def rest(self, reader: Reader, lines: int) -> Rows:
        """The rows of what wasn't taken; the reader is told how many lines lie before."""
        rows = rows_of(self._log, self._raw, self._size, self._head + self._waiting)
        if self._head:
            next(iter(rows), None)
        else:
            reader.first_line += lines
        return rows
