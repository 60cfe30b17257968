"""A foreign log against editions: read, judged as the fold judges, compared, and what is bad told."""

import csv
import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.promises.rules.batches import Case, gathered
from guanjia.rooms.promises.rules.log_map import read_map
from guanjia.rooms.promises.rules.log_rows import Instants, Reader
from guanjia.rooms.promises.rules.patterns import What
from guanjia.rooms.promises.rules.replay import replay
from guanjia.rooms.promises.rules.replaying import Replay
from guanjia.rooms.promises.selectors.shelves import plain_book
from guanjia.rooms.promises.services import replays
from guanjia.rooms.promises.services.log_files import Log, Part, parts, read
from guanjia.rooms.promises.types import SECOND, Happening, instant
from guanjia.shared.errors import Invalid, Missing
from tests.rooms.promises import worked

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
PACK, MAP = EXAMPLES / "helpdesk", EXAMPLES / "helpdesk.map.yaml"
HEADER = ["case_id", "activity", "resource", "completed_at", "seriousness_2"]
MONDAY = datetime(2012, 3, 5, 9, 0)  # noqa: DTZ001 - the log's own wall clock


def rows(case: str, *events: tuple[str, float], seriousness: str = "V1") -> list[list[str]]:
    """Rows of one case; each event so many hours after Monday, nine o'clock."""
    return [
        [case, activity, "V1", (MONDAY + timedelta(hours=hours)).isoformat(), seriousness] for activity, hours in events
    ]


def written(path: Path, *given: list[list[str]]) -> Path:
    opening: Any = gzip.open if path.name.endswith(".gz") else open
    with opening(path, "wt", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *(row for one in given for row in one)])
    return path


KEPT = rows("kept", ("Assign seriousness", 0), ("Take in charge ticket", 1), ("Resolve ticket", 5), ("Closed", 9))
LATE = rows("late", ("Assign seriousness", 0), ("Take in charge ticket", 7), ("Resolve ticket", 200))
REST = rows("rest", ("Assign seriousness", 0), ("Wait", 1), ("Take in charge ticket", 400), ("Resolve ticket", 401))


def counts(report: replays.Report) -> dict[str, dict[str, int]]:
    """By standard, what isn't 0."""
    told = replays.plain(report)["standards"]
    return {one.pop("code"): {state: number for state, number in one.items() if number} for one in told}


def asked(**more: Any) -> replays.Wish:
    return replays.Wish((str(PACK),), **more)


def test_the_example_pack_is_sound() -> None:
    assert handbook.check_pack(PACK) == []


def test_a_log_is_judged_by_duty_hours_holidays_and_pauses(tmp_path: Path) -> None:
    found = counts(replays.replay_log(written(tmp_path / "log.csv", KEPT, LATE, REST), MAP, asked()))
    assert found["HD1"] == {"met": 2, "late": 1}  # what waited has the waiting left out
    assert found["HD2"] == {"met": 2, "late": 1}
    assert found["HD3"] == {"late": 1}
    assert found["HD5"] == {"met": 1, "running": 2}


def test_the_worst_come_first_with_who_ended_them(tmp_path: Path) -> None:
    told = replays.plain(replays.replay_log(written(tmp_path / "log.csv", KEPT, LATE), MAP, asked()))
    (worst,) = told["worst"]["HD1"]
    assert (worst["case"], worst["who"], worst["over_seconds"]) == ("late", "V1", 3 * 3600)


def test_a_packed_log_and_rows_in_any_order_give_the_same(tmp_path: Path) -> None:
    plain = counts(replays.replay_log(written(tmp_path / "log.csv", KEPT, LATE, REST), MAP, asked()))
    assert counts(replays.replay_log(written(tmp_path / "log.csv.gz", KEPT, LATE, REST), MAP, asked())) == plain
    mixed = [*KEPT, *LATE, *REST]
    random.Random(3).shuffle(mixed)
    log_map = tmp_path / "any.yaml"
    log_map.write_text(MAP.read_text("utf-8").replace("order: case", "order: any"), "utf-8")
    assert counts(replays.replay_log(written(tmp_path / "mixed.csv", mixed), log_map, asked())) == plain


def test_a_case_that_comes_again_in_a_log_said_to_be_in_order_is_refused(tmp_path: Path) -> None:
    log = written(tmp_path / "log.csv", KEPT[:2], LATE, KEPT[2:])
    with pytest.raises(Invalid, match="order: any"):
        replays.replay_log(log, MAP, asked())


def test_bad_rows_are_counted_and_told_with_their_lines(tmp_path: Path) -> None:
    bad = [
        ["c", "Assign seriousness", "V1", "yesterday", "V1"],
        ["c", "Danced", "V1", MONDAY.isoformat(), "V1"],
        ["", "Closed", "V1", MONDAY.isoformat(), "V1"],
        ["c", "Closed", "V1"],
        ["c", "Assign seriousness", "V1", MONDAY.isoformat(), "V77"],
        ["c", "Insert ticket", "V1", MONDAY.isoformat(), "V1"],
    ]
    report = replays.replay_log(written(tmp_path / "log.csv", KEPT, bad), MAP, asked())
    told = replays.plain(report)
    assert (told["rows_read"], told["rows_skipped"], told["rows_ignored"]) == (10, 5, 1)
    assert [one["line"] for one in told["skipped"]] == [6, 7, 8, 9, 10]
    assert "Danced" in told["skipped"][1]["reason"]
    lines = "\n".join(replays.told(report, "en", str))
    assert "yesterday" in lines


def test_a_wrong_map_is_told_with_line_and_key(tmp_path: Path) -> None:
    log, log_map = written(tmp_path / "log.csv", KEPT), tmp_path / "map.yaml"
    log_map.write_text(MAP.read_text("utf-8").replace("case: case_id", "case: ticket_no"), "utf-8")
    with pytest.raises(Invalid) as wrong:
        replays.replay_log(log, log_map, asked())
    assert "map.yaml:5: case: the log has no column ticket_no" in str(wrong.value)
    log_map.write_text("zone: Mars/Base\ncase: a\nactivity: b\ntime: c\nactivities: {x: y}\nrows: 3\n", "utf-8")
    with pytest.raises(Invalid) as wrong:
        replays.replay_log(log, log_map, asked())
    assert "map.yaml:1: zone" in str(wrong.value)
    assert "map.yaml:6: rows" in str(wrong.value)


def test_a_map_whose_events_nobody_listens_to_is_refused(tmp_path: Path) -> None:
    log_map = tmp_path / "map.yaml"
    text = "subject: case\ncase: case_id\nactivity: activity\ntime: completed_at\nactivities: {Closed: ticket.closed}\n"
    log_map.write_text(text, "utf-8")
    with pytest.raises(Invalid, match="no standard about case"):
        replays.replay_log(written(tmp_path / "log.csv", KEPT), log_map, asked())


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        replays.replay_log(tmp_path / "none.csv", MAP, asked())


def test_a_log_in_another_encoding_is_said(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes((",".join(HEADER) + "\n报修,x,x,x,x\n").encode("gb18030"))
    with pytest.raises(Invalid, match="not text in utf-8"):
        replays.replay_log(log, MAP, asked())


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0"><string key="concept:name" value="log"/>
<trace><string key="concept:name" value="T1"/><string key="rank" value="V1"/>
<event><string key="concept:name" value="Assign seriousness"/>
<date key="time:timestamp" value="2012-03-05T09:00:00+01:00"/>
<string key="org:resource" value="V1"><string key="concept:name" value="inner"/></string></event>
<event><string key="concept:name" value="Take in charge ticket"/>
<date key="time:timestamp" value="2012-03-05T16:30:00.000+01:00"/></event>
</trace>
<trace><string key="concept:name" value="T2"/><event><string key="concept:name" value="Closed"/></event></trace>
</log>
"""


def test_xes_is_read_element_by_element(tmp_path: Path) -> None:
    log, log_map = tmp_path / "log.xes.gz", tmp_path / "map.yaml"
    log.write_bytes(gzip.compress(XES.encode()))
    text = MAP.read_text("utf-8").replace("case: case_id", '"case": "case:concept:name"')
    text = text.replace("activity: activity", "activity: concept:name").replace("completed_at", "time:timestamp")
    text = text.replace("resource: resource", "resource: org:resource").replace("seriousness_2", "case:rank")
    log_map.write_text(text.replace('"case"', "case").replace('"case:concept:name"', "case:concept:name"), "utf-8")
    report = replays.replay_log(log, log_map, asked())
    told = replays.plain(report)
    assert counts(report)["HD1"] == {"late": 1}
    assert (told["rows_read"], told["rows_skipped"], told["skipped"][0]["line"]) == (3, 1, 10)
    log.write_bytes(gzip.compress(b"<log><trace>"))
    with pytest.raises(Invalid):
        replays.replay_log(log, log_map, asked())
    log.write_bytes(gzip.compress(b'<!DOCTYPE log [<!ENTITY a "b">]><log/>'))
    with pytest.raises(Invalid):
        replays.replay_log(log, log_map, asked())


def stricter(tmp_path: Path) -> str:
    """The same pack, a ticket taken in charge within half an hour."""
    target = tmp_path / "stricter"
    for path in PACK.rglob("*.yaml"):
        copy = target / path.relative_to(PACK)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text("utf-8").replace("{hours: 4}", "{minutes: 30}"), "utf-8")
    return str(target)


def test_two_editions_are_compared_case_by_case(tmp_path: Path) -> None:
    wish = replays.Wish((str(PACK), stricter(tmp_path)), changes=tmp_path / "changes.csv")
    report = replays.replay_log(written(tmp_path / "log.csv", KEPT, LATE), MAP, wish)
    told = replays.plain(report)["compared"]
    assert told["changes"] == [{"code": "HD1", "before": "met", "after": "late", "cases": 1, "first": ["kept"]}]
    staff = {one["code"]: (one["at_least"], one["at_most"]) for one in told["staff_hours"]}
    # half an hour for the one that was in time before, three and a half more for the other; together from 9:30 to 16:00
    assert staff["HD1"] == (3.5, 4.0)
    assert (tmp_path / "changes.csv").read_text("utf-8").splitlines() == [
        "case,standard,before,after",
        "kept,HD1,met,late",
    ]
    assert any("kept" in line for line in replays.told(report, "en", str))


# The same judgement ------------------------------------------------------------------------------------------------


def test_many_cases_of_one_pattern_are_judged_as_each_by_itself() -> None:
    """Every worked scenario, through patterns: the answers are those of the fold."""
    for scenario in worked.lines("scenarios.jsonl"):
        shelf = worked.shelf(worked.standard(scenario["standard"]))
        (book,) = shelf.books()
        known = {one.id: one for one in map(worked.happening, scenario["events"])}
        events = sorted(known.values(), key=lambda one: one.order)
        as_of = worked.at(scenario["looks"][-1]["as_of"])
        trial = Replay([book], "thing", as_of)
        for batch in gathered(cases(events)):
            trial.take(batch)
        expected: dict[str, int] = {}
        for owed in replay(shelf, events, as_of):
            state = owed.at(as_of).value
            expected[state] = expected.get(state, 0) + 1
        tally = trial.editions[0].tally("S").plain()
        assert {state: number for state, number in tally.items() if number and state != "code"} == expected


def cases(events: list[Happening]) -> Iterator[Case]:
    """The events as cases of a log."""
    acts: dict[str, What] = {}
    for name in sorted({one.refs["thing"] for one in events}):
        own = [one for one in events if one.refs["thing"] == name]
        told = tuple(acts.setdefault(f"{one.kind} {sorted(one.data.items())}", What(one.kind, one.data)) for one in own)
        yield Case(name, tuple(one.at for one in own), told, ("",) * len(own))


def test_random_cases_give_the_same_with_and_without_patterns() -> None:
    chance = random.Random(11)
    found = handbook.book_to_try(str(PACK), zone="Europe/Rome")
    book = plain_book(found).ready()
    acts = [
        What(kind, {"urgency": urgency, "reason": "customer"})
        for kind in book.listening["ticket"]
        for urgency in ("u1", "u2")
    ]
    begin = instant(datetime(2012, 3, 5, 7, 0, tzinfo=UTC))
    made = []
    for number in range(3000):
        times = sorted(begin + chance.randrange(0, 4_000_000) * SECOND for _ in range(chance.randrange(1, 7)))
        rows = tuple(chance.choice(acts) for _ in times)
        made.append(Case(str(number), tuple(times), rows, ("",) * len(times)))
    as_of = begin + 4_000_000 * SECOND
    together, alone = (Replay([book], "ticket", as_of) for _ in range(2))
    for batch in gathered(made):
        together.take(batch)
    alone.judge_alone(made)
    for code, tally in alone.editions[0].tallies.items():
        other = together.editions[0].tally(code)
        assert (other.plain(), sorted(other.worst)) == (tally.plain(), sorted(tally.worst))


# Reading -----------------------------------------------------------------------------------------------------------


def test_times_are_read_in_the_zone_also_where_the_clock_is_put_forward() -> None:
    read_time = Instants("Europe/Rome")
    for text in ("2012-03-25T01:59:59", "2012-03-25T03:00:00", "2012-07-01T12:00:01", "2012-01-01T12:00:01") * 2:
        expected = datetime.fromisoformat(text + ("+02:00" if text > "2012-03-25T02" else "+01:00"))
        assert read_time(text) == instant(expected)
    assert Instants("Asia/Shanghai", "%d.%m.%Y %H:%M")("05.03.2012 09:00") == instant(
        datetime(2012, 3, 5, 1, 0, tzinfo=UTC)
    )
    for wrong in ("", "2012-07-01T12:61:01", "2012-07-01T12:00:0x", "soon"):
        with pytest.raises(ValueError):  # noqa: PT011 - the text stands in it
            read_time(wrong)


def test_a_log_is_cut_between_cases_and_every_row_is_read_once(tmp_path: Path) -> None:
    found, _ = read_map("map.yaml", MAP.read_bytes())
    assert found is not None
    many = [rows(f"c{number}", ("Assign seriousness", 0), ("Closed", number)) for number in range(40)]
    path = written(tmp_path / "log.csv", *many)
    log = Log(path, found.log_map, tuple(HEADER))
    for number in (1, 2, 3, 7, 30):
        got: list[str] = []
        lines = 0
        for part in parts(log, number):
            with read(log, part) as (reader, given):
                assert isinstance(reader, Reader)
                got += [case.name for case in reader.together(given)]
            lines += reader.skipped.read
        assert (got, lines) == ([f"c{n}" for n in range(40)], 80)
    quoted = written(tmp_path / "quoted.csv", [['c"1', "Closed", "V1", MONDAY.isoformat(), "V1"]])
    assert parts(Log(quoted, found.log_map, tuple(HEADER)), 4) == [Part(0, None, 0)]


def test_the_report_is_plain_json(tmp_path: Path) -> None:
    wish = replays.Wish((str(PACK), stricter(tmp_path)))
    report = replays.replay_log(written(tmp_path / "log.csv", KEPT), MAP, wish)
    assert set(json.loads(json.dumps(replays.plain(report)))["standards"][0]) == {
        *("code", "met", "late", "missed", "running", "paused", "void", "waived")
    }
