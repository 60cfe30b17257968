"""Logs whose cases lie apart: rows put by case into files, each small enough to be held in memory."""

import contextlib
import csv
import io
import marshal
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from guanjia.rooms.promises.rules.batches import Batch, gathered, marks_of
from guanjia.rooms.promises.rules.log_columns import Blocks, is_plain
from guanjia.rooms.promises.rules.log_fields import NotPlain
from guanjia.rooms.promises.rules.log_rows import Reader, Row
from guanjia.rooms.promises.services.log_files import Log, Part, Stream, opened, read, readable

SPILL = 8_000_000
"""Bytes of a log whose cases lie apart that are held in memory at a time."""

_MOST_FILES = 256
_ROWS_AT_ONCE = 20_000
_NEVER = -(1 << 62)


@dataclass(frozen=True, slots=True)
class Heap:
    """The rows of some of the cases: lines as they stood in the log, and behind them rows that weren't plain."""

    lines: Path
    rows: Path


class Spill:
    """A log spread by case over heaps in a folder. `latest` is its last instant, far in the past without one."""

    def __init__(self, folder: Path, log: Log) -> None:
        size = log.path.stat().st_size * (12 if log.path.name.endswith(".gz") else 1)
        number = min(_MOST_FILES, 1 + size // SPILL)
        self.heaps = [Heap(folder / f"{place}.lines", folder / f"{place}.rows") for place in range(number)]
        self.latest = _NEVER
        self._log = log

    def fill(self) -> Reader:
        """Take the whole log; returns what read it. Raises Invalid."""
        log, whole = self._log, Part(0, None, 0)
        if log.is_xes or not is_plain(log.log_map):
            with read(log, whole) as (reader, rows):
                self._rows(reader.rows(rows))
            return reader
        with readable(log.path, log.log_map), opened(log.path) as raw:
            reader = Reader(log.log_map, log.header)
            stream = Stream(log, whole, raw)
            blocks = Blocks(log.log_map, reader, len(log.header), lines=1)
            try:
                self._lines(stream, blocks)
            except NotPlain:
                self._rows(reader.rows(stream.rest(reader, blocks.lines)))
        return reader

    def _lines(self, stream: Stream, blocks: Blocks) -> None:
        with contextlib.ExitStack() as stack:
            out = [stack.enter_context(heap.lines.open("wb")) for heap in self.heaps]
            for block, _ in stream:
                told, latest = blocks.spread(block, len(out))
                stream.taken(len(block))
                self.latest = self.latest if latest is None else max(latest, self.latest)
                for file, some in zip(out, told, strict=True):
                    file.write(some)

    def _rows(self, rows: Iterator[Row]) -> None:
        number = len(self.heaps)
        with contextlib.ExitStack() as stack:
            out = [stack.enter_context(heap.rows.open("wb")) for heap in self.heaps]
            while some := list(islice(rows, _ROWS_AT_ONCE)):
                self.latest = max(self.latest, *(row[1] for row in some))
                marks = marks_of([row[0] for row in some], self._log.encoding) % np.uint64(number)
                waiting: dict[int, list[Any]] = defaultdict(list)
                for place, (name, at, key, _, who, texts) in zip(marks.tolist(), some, strict=True):
                    waiting[place].append((name, at, key, texts, who))
                for place, mine in waiting.items():
                    marshal.dump(mine, out[place])


def spilled(heap: Heap, log: Log, reader: Reader) -> Iterator[Batch]:
    """The cases of a heap; what is twice among its rows is told to the reader."""
    lines = heap.lines.read_bytes() if heap.lines.exists() else b""
    of_lines = Reader(log.log_map, log.header)  # its rows were counted as they were spread
    if not heap.rows.exists():
        with contextlib.suppress(NotPlain):
            batch = Blocks(log.log_map, of_lines, len(log.header)).gather(lines)
            yield from [] if batch is None else [batch]
            return
    found: dict[str, list[Row]] = defaultdict(list)
    text = io.StringIO(lines.decode(log.encoding), newline="")
    for row in chain(of_lines.rows(csv.reader(text, delimiter=log.log_map.delimiter)), _loaded(heap.rows, reader)):
        found[row[0]].append(row)
    yield from gathered((reader.case(name, rows) for name, rows in found.items()), log.encoding)


def _loaded(path: Path, reader: Reader) -> Iterator[Row]:
    if path.exists():
        with path.open("rb") as raw:
            while raw.peek(1):
                for name, at, key, texts, who in marshal.load(raw):  # noqa: S302 - our own file, made a moment ago
                    yield name, at, key, reader.what(texts), who, texts
