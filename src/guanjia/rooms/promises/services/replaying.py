"""`guanjia replay`: a foreign log, or the house's own journal, against editions that may never have been in force.

A log is judged in parts by as many processes as there are cores; each part holds whole cases, and no process holds more
than a batch of them. Nothing is written to the database.
"""

import contextlib
import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import django

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.handbook.types.problems import Problem
from guanjia.rooms.promises.rules.batches import Batch, Returning
from guanjia.rooms.promises.rules.book import Book
from guanjia.rooms.promises.rules.log_map import read_map
from guanjia.rooms.promises.rules.log_rows import Reader, Skipped
from guanjia.rooms.promises.rules.replaying import Replay
from guanjia.rooms.promises.rules.tallying import Changes, Tally
from guanjia.rooms.promises.selectors.shelves import PlainBook, plain_book
from guanjia.rooms.promises.services.log_files import Log, Part, batches, header_of, parts, unpacked
from guanjia.rooms.promises.services.log_spills import Heap, Spill, spilled
from guanjia.rooms.promises.types import HOUR, instant, moment
from guanjia.shared.errors import Invalid, Missing, gettext_noop

SMALL = 200_000_000
"""Bytes of a log below which a second process costs more than it brings."""

_NEVER = -(1 << 62)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a replay. `as_of`: what is known up to then; None: up to the last event."""

    editions: tuple[str, ...]
    as_of: datetime | None = None
    most: int = 5
    community: str = ""
    division: str = ""
    """Where it lies, six digits: rules of single places are in force there only."""
    changes: Path | None = None
    processes: int = 0


Hours = dict[str, tuple[float, float]]
"""By standard, the hours for which more people would have been needed: at least, at most (see `rules.replaying`)."""


@dataclass(slots=True)
class Report:
    """What a replay found: a tally by standard for each edition, and what was read."""

    editions: list[list[Tally]]
    as_of: datetime
    titles: dict[str, Any] = field(default_factory=dict)
    hours: list[Hours] = field(default_factory=list)
    skipped: Skipped = field(default_factory=Skipped)
    changes: Changes | None = None
    cases: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    """A part of a log for one process; `spill` holds rows that were spread by case."""

    log: Log
    part: Part
    books: tuple[PlainBook, ...]
    as_of: int
    most: int
    spill: Heap | None = None
    changes: Path | None = None


@dataclass(slots=True)
class _Found:
    tallies: list[list[Tally]]
    changes: Changes | None
    skipped: Skipped
    returning: Returning
    cases: int
    events: int


def replay_log(path: Path, map_file: Path, wish: Wish) -> Report:
    """Judge a foreign log. Raises Missing for a file or an edition that isn't there, Invalid for a map, a pack or a log
    that can't be used, each with what to put right."""
    if not map_file.is_file():
        raise Missing("replay.no_log", gettext_noop("There is no file %(file)s."), {"file": str(map_file)})
    found, problems = read_map(map_file.name, map_file.read_bytes())
    if found is None:
        raise _wrong_map(problems)
    log = Log(path, found.log_map, header_of(path, found.log_map))
    books = books_to_try(wish, found.log_map.zone, clocks_only=True)
    unknown = [] if log.is_xes else found.unknown_columns(log.header)
    for book in books:
        unknown += found.unheard_kinds(book.ready().listening.get(found.log_map.subject, {}))
    if unknown:
        raise _wrong_map(unknown)
    with tempfile.TemporaryDirectory(prefix="guanjia-replay-") as folder:
        return _judged(log, books, wish, Path(folder))


def books_to_try(wish: Wish, zone: str, *, clocks_only: bool = False) -> tuple[PlainBook, ...]:
    """The editions of a wish as they hold in its community. Raises Missing, Invalid, Refused.

    `clocks_only`: for a foreign log, which tells neither evidence nor approvals, and in which nobody is drawn.
    """
    here = {"zone": zone, "community": wish.community, "division": wish.division}
    tried = (handbook.book_to_try(given, **here) for given in wish.editions)
    return tuple(plain_book(replace(one, further=()) if clocks_only else one) for one in tried)


def _wrong_map(problems: Sequence[Problem]) -> Invalid:
    lines = "\n".join(dict.fromkeys(problem.told() for problem in problems))
    message = gettext_noop("The log was not read. Put this right in the map first:\n%(lines)s")
    return Invalid("replay.map", message, {"lines": lines})


# One log in parts -------------------------------------------------------------------------------------------------


def _judged(log: Log, books: tuple[PlainBook, ...], wish: Wish, folder: Path) -> Report:
    as_of = None if wish.as_of is None else instant(wish.as_of)
    number = wish.processes or os.cpu_count() or 1
    if log.path.stat().st_size < SMALL:
        number = 1
    if log.log_map.order == "case" or log.is_xes:
        plain = log if number < 2 or log.is_xes else unpacked(log, folder)
        cut = [Part(0, None, 0)] if log.is_xes else parts(plain, number)
        jobs = [_Job(plain, part, books, 0, wish.most) for part in cut]
        if as_of is None:
            as_of = max(_each(_latest, jobs, number))
        begun = Skipped()
    else:
        spill = Spill(folder, log)
        begun = spill.fill().skipped
        as_of = spill.latest if as_of is None else as_of
        jobs = [_Job(log, Part(0, None, 0), books, 0, wish.most, heap) for heap in spill.heaps]
    ready = [
        _Job(job.log, job.part, books, as_of, wish.most, job.spill, _changes_file(wish, folder, place))
        for place, job in enumerate(jobs)
    ]
    found = _each(_judge, ready, number)
    return _together(found, ready, wish, begun)


def _changes_file(wish: Wish, folder: Path, place: int) -> Path | None:
    return None if wish.changes is None else folder / f"{place}.changes"


def _each(work: Callable[[_Job], _T], jobs: Sequence[_Job], processes: int) -> list[_T]:
    if min(len(jobs), processes) < 2:
        return list(map(work, jobs))
    with ProcessPoolExecutor(processes, get_context("spawn"), django.setup) as pool:
        return list(pool.map(work, jobs))


def _latest(job: _Job) -> int:
    with batches(job.log, job.part) as (_, given):
        return max((int(batch.times.max()) for batch in given), default=_NEVER)


def _judge(job: _Job) -> _Found:
    """Judge a part."""
    log_map, returning = job.log.log_map, Returning()
    books = [book.ready() for book in job.books]
    replay = Replay(books, log_map.subject, job.as_of, most=job.most)
    if job.spill is not None:
        reader = Reader(log_map, job.log.header)
        _take(replay, spilled(job.spill, job.log, reader), job.changes)
    else:
        with batches(job.log, job.part) as (reader, given):
            _take(replay, returning.watched(given), job.changes)
    tallies = [list(edition.tallies.values()) for edition in replay.editions]
    return _Found(tallies, replay.changes, reader.skipped, returning, replay.cases, replay.events)


def _take(replay: Replay, given: Iterable[Batch], told: Path | None) -> None:
    with contextlib.ExitStack() as stack:
        if told is not None and replay.changes is not None:
            out = stack.enter_context(told.open("w", encoding="utf-8", newline=""))
            replay.changes.tell = csv.writer(out).writerow
        for batch in given:
            replay.take(batch)
    if replay.changes is not None:
        replay.changes.tell = None


def _together(found: Sequence[_Found], jobs: Sequence[_Job], wish: Wish, begun: Skipped) -> Report:
    first = found[0]
    report = Report(first.tallies, moment(max(jobs[0].as_of, 0)), skipped=begun, changes=first.changes)
    for one in found:
        report.skipped.merge(one.skipped)
        report.cases, report.events = report.cases + one.cases, report.events + one.events
        if one is not first:
            _merge(report, first, one)
    if first.returning.again():
        message = gettext_noop("Rows of one case don't stand together in this log. Write `order: any` in the map.")
        raise Invalid("replay.order", message)
    for book, tallies in zip(jobs[0].books, report.editions, strict=True):
        ready = book.ready()
        report.titles.update({code: rule.spec.get("title") for code, rule in ready.rules.items()})
        report.hours.append(hours_of(ready, tallies))
    if wish.changes is not None:
        _write_changes(wish.changes, [job.changes for job in jobs if job.changes is not None])
    return report


def _merge(report: Report, first: _Found, one: _Found) -> None:
    first.returning.merge(one.returning)
    for mine, other in zip(report.editions, one.tallies, strict=True):
        for tally, more in zip(mine, other, strict=True):
            tally.merge(more)
    if report.changes is not None and one.changes is not None:
        report.changes.merge(one.changes)


def _write_changes(target: Path, files: Sequence[Path]) -> None:
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerow(["case", "standard", "before", "after"])
        for file in files:
            with file.open(encoding="utf-8", newline="") as part:
                out.writelines(part)


def hours_of(book: Book, tallies: Iterable[Tally]) -> Hours:
    """The hours of duty that more people would have been needed for, by standard."""
    found: Hours = {}
    for tally in tallies:
        if tally.overdue is not None:
            most = tally.overdue.together / HOUR
            least = tally.overdue.with_one_more(book.rules[tally.code].duty) / HOUR
            found[tally.code] = (min(least, most), most)
    return found
