"""Columns say what the fold and the row-by-row reader say, of every row: no second engine."""

import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.promises.rules.batches import Batch, Case, Returning, gathered, marks_of
from guanjia.rooms.promises.rules.book import Book, read_book
from guanjia.rooms.promises.rules.due import due_at, read_within, union
from guanjia.rooms.promises.rules.duty import Duty
from guanjia.rooms.promises.rules.duty_columns import NEVER, DutyColumns, due_column, ints
from guanjia.rooms.promises.rules.log_columns import Blocks
from guanjia.rooms.promises.rules.log_map import LogMap, read_map
from guanjia.rooms.promises.rules.log_rows import Reader, Skipped
from guanjia.rooms.promises.rules.patterns import What
from guanjia.rooms.promises.rules.replaying import Replay
from guanjia.rooms.promises.selectors.shelves import plain_book
from guanjia.rooms.promises.services import log_files, log_spills
from guanjia.rooms.promises.services.log_files import Log, Part, batches, read
from guanjia.rooms.promises.types import DAY, HOUR, SECOND, Calendar, instant

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
HEADER = ["case_id", "activity", "resource", "completed_at", "seriousness_2"]
BEGIN = instant(datetime(2012, 2, 20, tzinfo=UTC))
NIGHT = dict.fromkeys((1, 2, 6), ((22 * 3600, 30 * 3600),))
OFFICE = dict.fromkeys(range(1, 6), ((8 * 3600 + 1800, 12 * 3600 + 1800), (13 * 3600 + 1800, 18 * 3600 + 17)))
ZONES = ("Asia/Shanghai", "Europe/Rome", "America/Havana", "Australia/Lord_Howe")


def calendars() -> list[Duty]:
    """Duty hours of several kinds: over midnight, by the second, with holidays, round the clock."""
    monday = datetime(2012, 3, 5, tzinfo=UTC).toordinal()
    days_off = {"holidays": frozenset({monday, monday + 1, monday + 30}), "workdays": frozenset({monday + 6})}
    always = dict.fromkeys(range(1, 8), ((0, 86400),))
    found = [Duty(Calendar(zone, OFFICE, holiday_spans=((36_000, 43_200),), **days_off)) for zone in ZONES]
    return [*found, *(Duty(Calendar(zone, NIGHT)) for zone in ZONES), Duty(Calendar("Europe/Rome", always))]


# Calendars and lengths --------------------------------------------------------------------------------------------


def test_duty_of_a_column_is_the_duty_of_each_instant() -> None:
    chance = random.Random(1)
    for duty in calendars():
        at = [BEGIN + chance.randrange(400 * DAY) for _ in range(150)]
        at += [
            instant(datetime(2012, month, day, hour, tzinfo=UTC))
            for month in (3, 4, 10, 11)
            for day in (1, 4, 25)
            for hour in range(24)
        ]
        columns = DutyColumns(duty)
        passed = columns.passed(ints(at))
        assert passed.tolist() == [duty.passed(one) for one in at]
        assert columns.dates(ints(at)).tolist() == [duty.date_of(one) for one in at]
        onward = ints([chance.randrange(1, 300) * HOUR for _ in at])
        expected = [duty.reach(one + more) for one, more in zip(passed.tolist(), onward.tolist(), strict=True)]
        assert columns.reach(passed + onward).tolist() == expected
        later = [one + chance.randrange(-DAY, 9 * DAY) for one in at]
        assert columns.past(ints(at), ints(later)).tolist() == [
            duty.past(one, end) for one, end in zip(at, later, strict=True)
        ]


LENGTHS: tuple[dict[str, object], ...] = (
    {"minutes": 5},
    {"hours": 17},
    {"seconds": 0},
    {"workdays": 3, "until": "close"},
    {"days": 2, "roll": True},
    {"months": 1},
    {"same_day": True},
    {"same_day": True, "cutoff": "17:30", "late_until": "12:00"},
)


@pytest.mark.parametrize("spec", LENGTHS, ids=str)
def test_due_times_of_a_column_are_those_of_each(spec: dict[str, object]) -> None:
    chance, within = random.Random(2), read_within(spec)
    for duty in calendars():
        opened = [BEGIN + chance.randrange(300 * DAY) // SECOND * SECOND for _ in range(100)]
        found = due_column(DutyColumns(duty), within, ints(opened)).tolist()
        assert found == [due_at(duty, within, one) for one in opened]


def test_due_times_with_pauses_are_those_of_each() -> None:
    chance, within = random.Random(3), read_within({"hours": 30})
    for duty in calendars():
        opened = [BEGIN + chance.randrange(100 * DAY) for _ in range(100)]
        rests: list[list[tuple[int, int]]] = []
        for one in opened:
            marks = sorted(one + chance.randrange(-DAY, 12 * DAY) // HOUR * HOUR for _ in range(6))
            own = [(marks[0], marks[1]), (marks[2], marks[3]), (marks[4], marks[5])]
            if chance.random() < 0.2:
                own[2] = (marks[4], NEVER)
            rests.append(own)
        columns = [(ints([own[n][0] for own in rests]), ints([own[n][1] for own in rests])) for n in range(3)]
        found = due_column(DutyColumns(duty), within, ints(opened), columns).tolist()
        for one, own, due in zip(opened, rests, found, strict=True):
            pauses = union((start, None if end == NEVER else end) for start, end in own)
            assert due_at(duty, within, one, pauses) == (None if due == NEVER else due)


# Verdicts ---------------------------------------------------------------------------------------------------------


def of_the_example() -> Book:
    return plain_book(handbook.book_to_try(str(EXAMPLES / "helpdesk"), zone="Europe/Rome")).ready()


def of_many_kinds() -> Book:
    """Lengths of every unit, with and without pauses, with caps that are often used up, for one reason and for two."""
    office, night = calendars()[1], calendars()[5]
    shared = {"subject": "ticket", "start": ["a"], "stop": ["c"], "void": ["d"], "owed_by": "agent"}
    rests = {"pause": ["p"], "resume": ["a", "r", "c"]}
    one, two = {"x": {"hours": 30}}, {"x": {"hours": 30}, "y": {"days": 2}}
    lengths = [
        {"hours": 6},
        {"seconds": 0},
        {"workdays": 2, "until": "close"},
        {"months": 1},
        {"same_day": True, "cutoff": "12:00"},
    ]
    specs = [
        {**shared, **more, "code": f"S{place}-{n}-{which}", "within": within, "calendar": which, "kind": "clock"}
        for which in ("office", "night")
        for place, within in enumerate(lengths)
        for n, more in enumerate(
            ({}, {**rests, "reasons": one}, {**rests, "reasons": two}, {**rests, "reasons": {"x": None}})
        )
    ]
    more = {**shared, **rests, "reasons": one, "calendar": "office", "kind": "clock"}
    ranked = {**more, "urgency": ["r", "p"], "first_urgency": "u3"}
    hours = {"u1": {"hours": 4}, "u3": {"hours": 20}}
    specs += [
        {**more, "code": "restarts", "within": {"hours": 6}, "while_running": "restart"},
        {**more, "code": "stacks", "within": {"hours": 6}, "while_running": "stack"},
        {**ranked, "code": "ranked", "by_urgency": hours},
        {**ranked, "code": "ranked and restarts", "by_urgency": hours, "while_running": "restart"},
        {**ranked, "code": "ranked by days", "by_urgency": {"u1": {"hours": 4}, "u3": {"workdays": 3}}},
    ]
    return read_book("00000000-0000-8000-8000-000000000001", specs, {"office": office, "night": night})


def drawn(kinds: Sequence[What], number: int, seed: int) -> list[Case]:
    """Random cases; many have events at one instant, and many are of one pattern."""
    chance = random.Random(seed)
    rows = [tuple(chance.choice(kinds) for _ in range(chance.randrange(1, 8))) for _ in range(number // 10)]
    found = []
    for place in range(number):
        acts = chance.choice(rows)
        times = sorted(BEGIN + chance.randrange(60 * 24) * HOUR + chance.choice((0, 0, 17 * SECOND)) for _ in acts)
        found.append(Case(f"c{place}", tuple(times), acts, tuple(f"w{n}" for n in range(len(acts)))))
    return found


def acts_of(kinds: Sequence[str]) -> list[What]:
    fields = [{"urgency": urgency, "reason": reason} for urgency in ("u1", "u3") for reason in ("customer", "x", "y")]
    return [What(kind, data) for kind in kinds for data in fields]


BOOKS: tuple[tuple[Callable[[], Book], Sequence[str]], ...] = (
    (
        of_the_example,
        ("ticket.ranked", "ticket.taken", "ticket.waiting", "ticket.resolved", "ticket.closed", "ticket.dropped"),
    ),
    (of_many_kinds, ("a", "c", "d", "p", "r")),
)


@pytest.mark.parametrize(("book", "kinds"), BOOKS, ids=["example", "many kinds"])
@pytest.mark.parametrize("days", [20, 61])
def test_verdicts_in_columns_are_those_of_the_fold(book: Callable[[], Book], kinds: Sequence[str], days: int) -> None:
    made, as_of = drawn(acts_of(kinds), 240, days), BEGIN + days * DAY
    together, alone = (Replay([book(), stricter(book())], "ticket", as_of, most=12) for _ in range(2))
    for batch in gathered(made, most=100):
        together.take(batch)
    alone.judge_alone(known for case in made if (known := until(case, as_of)).times)
    for one, other in zip(together.editions, alone.editions, strict=True):
        assert set(one.tallies) == set(other.tallies)
        for code, tally in one.tallies.items():
            assert (tally.plain(), sorted(tally.worst)) == (other.tally(code).plain(), sorted(other.tally(code).worst))
            assert tally.overdue is not None
            mine, theirs = tally.overdue, other.tally(code).overdue
            assert theirs is not None
            assert (mine.together, list(mine.stretches())) == (theirs.together, list(theirs.stretches()))
    assert together.changes is not None
    assert alone.changes is not None
    assert together.changes.counts == alone.changes.counts
    assert (together.cases, together.events) == (240, sum(at <= as_of for case in made for at in case.times))


def stricter(book: Book) -> Book:
    """The same standards, an hour less for each length in hours."""
    rules = {
        code: replace(
            rule, limits={row: replace(one, length=max(0, one.length - HOUR)) for row, one in rule.limits.items()}
        )
        for code, rule in book.rules.items()
    }
    listening = {
        about: {kind: tuple(rules[rule.code] for rule in found) for kind, found in kinds.items()}
        for about, kinds in book.listening.items()
    }
    return replace(book, rules=rules, listening=listening)


def until(case: Case, as_of: int) -> Case:
    known = sum(at <= as_of for at in case.times)
    return Case(case.name, case.times[:known], case.acts[:known], case.who[:known])


# Reading ----------------------------------------------------------------------------------------------------------


def a_map(**more: object) -> LogMap:
    found, _ = read_map("map.yaml", (EXAMPLES / "helpdesk.map.yaml").read_bytes())
    assert found is not None
    return found.log_map.model_copy(update=more)


def lines(number: int, seed: int) -> list[str]:
    """Lines of a log, good and bad ones, some cases out of order, some hours in which the zone changes."""
    chance, found = random.Random(seed), []
    odd = [
        ",,,,",
        "",
        "C1,Closed",
        "C1,Closed,V1,soon,V1",
        "C1,Danced,V1,2012-03-05T09:00:00,V1",
        "C1,Closed,V1,2012-02-30T09:00:00,V1,",
    ]
    odd += [
        "C1,Insert ticket,V1,,V1",
        ",Closed,V1,2012-03-05T09:00:00,V1",
        "C1,Closed,V1,2012-03-05T25:00:00,V1",
        "C1,Closed,V1,2012-03-05T09:61:00,V1",
    ]
    for place in range(number):
        at = datetime(2012, 3, 25) + timedelta(seconds=chance.randrange(3 * 3600 if place % 5 == 0 else 20_000_000))  # noqa: DTZ001
        for _ in range(chance.randrange(1, 6)):
            at += timedelta(seconds=chance.randrange(-300, 40_000))
            activity = chance.choice(
                [
                    "Assign seriousness",
                    "Take in charge ticket",
                    "Wait",
                    "Resolve ticket",
                    "Closed",
                    "INVALID",
                    "VERIFIED",
                ]
            )
            form = chance.choice(["T", "T", "T", " "])
            text = at.isoformat(form) + chance.choice(
                ["", "", "", "", "+01:00", "-03:30", "Z", "+24:00", "+01", "*01:00", ".250"]
            )
            found.append(f"C{place},{activity},V{chance.randrange(9)},{text},V{chance.randrange(7)}")
        if chance.random() < 0.2:
            found.append(chance.choice(odd))
    return found


def in_rows(log: Log) -> tuple[list[Case], Skipped]:
    with read(log, Part(0, None, 0)) as (reader, rows):
        return list(reader.together(rows)), reader.skipped


def in_batches(log: Log, part: Part) -> tuple[list[Case], Skipped, list[Batch]]:
    with batches(log, part) as (reader, given):
        found = list(given)
    return [batch.case(place) for batch in found for place in range(len(batch))], reader.skipped, found


def alike(cases: Sequence[Case]) -> list[object]:
    return [(one.name, one.times, [(what.kind, dict(what.data)) for what in one.acts], one.who) for one in cases]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("block", [300, 5000, 10_000_000])
def test_a_log_read_in_columns_is_the_log_read_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, ending: str
) -> None:
    monkeypatch.setattr(log_files, "BLOCK", block)
    path = tmp_path / "log.csv"
    for seed, log_map in enumerate(
        (a_map(), a_map(resource=None), a_map(zone="America/Havana"), a_map(encoding="gb18030"))
    ):
        text = ending.join(
            [",".join(HEADER), *lines(80, seed), "报修,Closed,前台,2012-03-05T09:00:00,V1" + ending * (seed % 2)]
        )
        path.write_bytes(text.encode(log_map.encoding))
        log = Log(path, log_map, tuple(HEADER))
        (cases, skipped), (others, told, _) = in_rows(log), in_batches(log, Part(0, None, 0))
        assert alike(others) == alike(cases)
        assert told == skipped


def test_from_a_quote_on_a_log_is_read_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "BLOCK", 2000)
    path, told = tmp_path / "log.csv", lines(100, 7)
    told[200:200] = [
        'C1,"Closed",V1,2012-03-05T09:00:00,V1',
        'C1,Closed,"two\nlines",2012-03-05T09:00:00,V1',
        "C1,Closed",
    ]
    path.write_text("\n".join([",".join(HEADER), *told]), "utf-8")
    log = Log(path, a_map(), tuple(HEADER))
    (cases, skipped), (others, other, found) = in_rows(log), in_batches(log, Part(0, None, 0))
    assert alike(others) == alike(cases)
    assert other == skipped
    assert len(found) > 2  # what came before the quote was read in columns


@pytest.mark.parametrize("quoted", [False, True])
def test_a_log_in_any_order_is_spread_in_columns_as_it_is_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, quoted: bool
) -> None:
    monkeypatch.setattr(log_files, "BLOCK", 2000)
    monkeypatch.setattr(log_spills, "SPILL", 4000)
    told = lines(80, 9)
    random.Random(9).shuffle(told)
    told[150:150] = ['C1,"Closed",V1,2012-04-05T09:00:00,V1'] if quoted else []
    log = Log(tmp_path / "log.csv", a_map(order="any"), tuple(HEADER))
    log.path.write_text("\n".join([",".join(HEADER), *told]), "utf-8")
    found = in_heaps(log, tmp_path / "columns")
    monkeypatch.setattr(log_spills, "is_plain", lambda _: False)
    cases, skipped, latest, number = in_heaps(log, tmp_path / "rows")
    assert alike(found[0]) == alike(cases)
    assert (found[1:]) == (skipped, latest, number)
    assert number > 2


def in_heaps(log: Log, folder: Path) -> tuple[list[Case], Skipped, int, int]:
    folder.mkdir()
    spill = log_spills.Spill(folder, log)
    skipped, cases = spill.fill().skipped, list[Case]()
    for heap in spill.heaps:
        for batch in log_spills.spilled(heap, log, Reader(log.log_map, log.header)):
            cases += [batch.case(place) for place in range(len(batch))]
    return sorted(cases, key=lambda case: case.name), skipped, spill.latest, len(spill.heaps)


def test_a_plain_block_is_taken_in_columns_to_its_last_whole_case() -> None:
    reader = Reader(a_map(), HEADER)
    blocks = Blocks(a_map(), reader, len(HEADER))
    first = "a,Closed,V1,2012-03-05T09:00:00,V1\na,Closed,V1,2012-03-05T08:00:00,V1\n"
    given = (first + "b,Closed,V1,2012-03-05T09:00:00,V1\n").encode()
    batch, taken = blocks.take(given, last=False)
    assert batch is not None
    assert (list(batch.names), taken, np.diff(batch.times).tolist()) == (["a"], len(first), [HOUR])
    assert blocks.take(given[taken:], last=False) == (None, 0)


def test_a_case_that_comes_again_is_noticed_however_it_was_read() -> None:
    names = ["C1", "C10", "报修", "x" * 300, "x" * 301, "", "C1\0"]
    assert len(set(marks_of(names, "utf-8").tolist())) == len(names)
    assert marks_of(["C1"], "utf-8") == marks_of(names, "utf-8")[0]
    seen = Returning()
    case = Case("C1", (1,), (What("a", {}),), ("",))
    list(seen.watched(gathered([case])))
    assert not seen.again()
    list(seen.watched(gathered([case])))
    assert seen.again()


def test_pages_and_jobs_do_without_the_columns() -> None:
    """They are of use to one command only."""
    columns = "guanjia.rooms.promises.rules.log_columns"
    asked = f"import django, sys; django.setup(); from guanjia.config import urls; sys.exit({columns!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
