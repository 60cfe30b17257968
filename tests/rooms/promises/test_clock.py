"""Event by event: what the worked answers leave out."""

from typing import Any

from guanjia.rooms.promises.rules.book import Shelf, read_book
from guanjia.rooms.promises.rules.replay import replay
from guanjia.rooms.promises.types import Happening, Owed, PromiseState, moment
from tests.rooms.promises import worked
from tests.rooms.promises.worked import event

DAY = "2026-03-02T"
BASE: dict[str, Any] = {
    "code": "S",
    "subject": "thing",
    "calendar": "always",
    "start": ["asked"],
    "stop": ["answered"],
    "void": ["withdrawn"],
    "reclass": ["classed"],
    "within": {"minutes": 60},
    "warn": {"at": 0.8},
}
REPAIRS = {**BASE, "when": {"field": "case_class", "op": "is", "value": "repair"}}


def known(shelf: Shelf, until: str, *events: Happening) -> list[Owed]:
    as_of = worked.at(f"{DAY}{until}+08:00")
    return sorted(replay(shelf, events, as_of), key=lambda owed: (owed.opened, str(owed.opened_by)))


def states(found: list[Owed], until: str) -> list[str]:
    return [owed.at(worked.at(f"{DAY}{until}+08:00")).value for owed in found]


def on(number: int, kind: str, time: str, **data: Any) -> Happening:
    return event(number, kind, f"{DAY}{time}+08:00", **data)


def local(at: int | None) -> str:
    assert at is not None
    return moment(at + 8 * 3600 * 1_000_000).strftime("%H:%M:%S")


def test_a_standard_of_another_class_opens_nothing_until_the_class_matches() -> None:
    shelf = worked.shelf(REPAIRS)
    asked = on(1, "asked", "08:00:00", case_class="inquiry")
    assert known(shelf, "08:30:00", asked) == []
    found = known(shelf, "09:30:00", asked, on(2, "classed", "08:30:00", case_class="repair"))
    assert [(owed.root, local(owed.opened), local(owed.due)) for owed in found] == [(2, "08:30:00", "09:30:00")]


def test_a_class_that_no_longer_matches_voids_what_is_in_time_and_leaves_a_breach_missed() -> None:
    shelf = worked.shelf(REPAIRS)
    asked = on(1, "asked", "08:00:00", case_class="repair")
    in_time = known(shelf, "12:00:00", asked, on(2, "classed", "08:30:00", case_class="inquiry"))
    too_late = known(shelf, "12:00:00", asked, on(2, "classed", "09:00:01", case_class="inquiry"))
    stopped = known(
        shelf, "12:00:00", asked, on(2, "classed", "09:00:01", case_class="inquiry"), on(3, "answered", "09:10:00")
    )
    assert [states(rows, "12:00:00") for rows in (in_time, too_late, stopped)] == [["void"], ["missed"], ["missed"]]


def test_what_was_stopped_does_not_open_when_the_class_comes_to_match() -> None:
    shelf = worked.shelf(REPAIRS)
    asked = on(1, "asked", "08:00:00", case_class="inquiry")
    found = known(
        shelf, "12:00:00", asked, on(2, "answered", "08:10:00"), on(3, "classed", "08:30:00", case_class="repair")
    )
    assert found == []


def test_an_agreed_time_moves_the_due_time_only_for_an_allowed_reason_and_before_it_is_over() -> None:
    agreed = {"events": ["agreed"], "field": "window_end", "reasons": ["resident_wish"]}
    shelf = worked.shelf({**BASE, "within": {"at_field": "window_end"}, "redate": agreed})
    asked = on(1, "asked", "08:00:00", window_end=f"{DAY}10:00:00+08:00")
    moved = on(2, "agreed", "09:00:00", window_end=f"{DAY}14:00:00+08:00", reason="resident_wish")
    ours = on(2, "agreed", "09:00:00", window_end=f"{DAY}14:00:00+08:00", reason="no_staff")
    over = on(2, "agreed", "10:00:01", window_end=f"{DAY}14:00:00+08:00", reason="resident_wish")
    dues = [local(known(shelf, "09:30:00", asked, one)[0].due) for one in (moved, ours)]
    assert dues == ["14:00:00", "10:00:00"]
    assert known(shelf, "09:30:00", asked, ours)[0].flags == ("redate_not_allowed",)
    assert states(known(shelf, "11:00:00", asked, over), "11:00:00") == ["missed"]


def test_a_miss_opens_the_report_that_is_owed_after_it() -> None:
    report = {**BASE, "code": "R", "start": [{"event": "promise.missed", "standard": "S"}], "stop": ["reported"]}
    shelf = worked.shelf(BASE, report)
    asked = on(1, "asked", "08:00:00")
    assert [owed.standard for owed in known(shelf, "09:00:00", asked)] == ["S"]
    found = known(shelf, "09:00:01", asked)
    assert [(owed.standard, local(owed.due)) for owed in found] == [("S", "09:00:00"), ("R", "10:00:00")]
    late = known(shelf, "10:00:00", asked, on(2, "answered", "09:05:00"), on(3, "reported", "09:30:00"))
    assert [owed.state for owed in late] == [PromiseState.LATE, PromiseState.MET]
    told_late = known(shelf, "10:00:00", asked, on(2, "answered", "08:59:00"))
    assert [(owed.standard, owed.state) for owed in told_late] == [("S", PromiseState.MET)]


def test_a_promise_is_judged_by_the_edition_in_force_when_it_began() -> None:
    slow = read_book("slow", [BASE], worked.duties())
    quick = read_book("quick", [{**BASE, "within": {"minutes": 5}}], worked.duties())
    shelf = Shelf([(worked.ALWAYS, slow), (worked.at(f"{DAY}09:00:00+08:00"), quick)])
    events = [on(1, "asked", "08:30:00"), on(2, "noise", "09:00:00"), on(3, "answered", "09:20:00")]
    more = [on(4, "asked", "09:21:00"), on(5, "answered", "09:27:00")]
    found = known(shelf, "12:00:00", *events, *more)
    assert [(owed.edition, owed.state.value) for owed in found] == [("slow", "met"), ("quick", "late")]


def test_only_the_events_a_condition_names_stop_a_promise() -> None:
    by_person = {"event": "answered", "when": {"not": {"field": "machine", "op": "is", "value": True}}}
    shelf = worked.shelf({**BASE, "stop": [by_person]})
    asked, machine = on(1, "asked", "08:00:00"), on(2, "answered", "08:00:01", machine=True)
    assert states(known(shelf, "08:30:00", asked, machine), "08:30:00") == ["running"]
    assert states(known(shelf, "08:30:00", asked, machine, on(3, "answered", "08:20:00")), "08:30:00") == ["met"]


def test_a_waiver_shows_as_waived_whether_the_promise_is_open_or_over() -> None:
    shelf, asked = worked.shelf(BASE), on(1, "asked", "08:00:00")
    promise = known(shelf, "08:10:00", asked)[0].id
    waived = on(9, "promise.waived", "08:30:00", promise=promise)
    assert known(shelf, "12:00:00", asked, waived, on(10, "answered", "11:00:00"))[0].state is PromiseState.WAIVED
    after = on(9, "promise.waived", "11:30:00", promise=promise)
    assert known(shelf, "12:00:00", asked, on(8, "answered", "11:00:00"), after)[0].state is PromiseState.WAIVED


def test_a_warning_opens_what_waits_for_it_at_the_warnings_time() -> None:
    call = {**BASE, "code": "W", "start": [{"event": "promise.warned", "standard": "S"}], "stop": ["called"]}
    shelf, asked = worked.shelf(BASE, call), on(1, "asked", "08:00:00")
    assert [owed.standard for owed in known(shelf, "08:47:59", asked)] == ["S"]
    found = known(shelf, "08:48:00", asked)
    assert [(owed.standard, local(owed.opened)) for owed in found] == [("S", "08:00:00"), ("W", "08:48:00")]
    assert [owed.standard for owed in known(shelf, "08:50:00", asked, on(2, "answered", "08:48:00"))] == ["S"]


def test_a_step_that_only_the_next_edition_has_begins_when_the_miss_falls_under_it() -> None:
    report = {**BASE, "code": "R", "start": [{"event": "promise.missed", "standard": "S"}], "stop": ["reported"]}
    first, second = read_book("first", [BASE], worked.duties()), read_book("second", [BASE, report], worked.duties())
    shelf, asked = (
        Shelf([(worked.ALWAYS, first), (worked.at(f"{DAY}08:30:00+08:00"), second)]),
        on(1, "asked", "08:00:00"),
    )
    found = known(shelf, "09:30:00", asked)
    assert [(owed.standard, owed.edition, local(owed.opened)) for owed in found] == [
        ("S", "first", "08:00:00"),
        ("R", "second", "09:00:00"),
    ]
    too_early = Shelf([(worked.ALWAYS, first), (worked.at(f"{DAY}09:00:01+08:00"), second)])
    assert [owed.standard for owed in known(too_early, "09:30:00", asked)] == ["S"]


def test_a_start_counts_once_though_two_editions_waited_for_its_class() -> None:
    books = [read_book(name, [REPAIRS], worked.duties()) for name in ("first", "second")]
    shelf = Shelf([(worked.ALWAYS, books[0]), (worked.at(f"{DAY}09:00:00+08:00"), books[1])])
    events = [on(1, "asked", "08:00:00"), on(2, "classed", "08:10:00", case_class="repair")]
    promise = known(shelf, "08:30:00", *events)[0].id
    waived, again = (
        on(3, "promise.waived", "08:40:00", promise=promise),
        on(4, "classed", "09:30:00", case_class="repair"),
    )
    assert states(known(shelf, "09:40:00", *events, waived, again), "09:40:00") == ["waived"]
