"""Gates of the base handbook on the bare engine: a visit booked a day ahead."""

from datetime import UTC, datetime, timedelta

from guanjia.rooms.handbook.types.standards import Gate
from guanjia.rooms.promises.rules.gate import judged
from guanjia.rooms.promises.types import Happening, instant
from tests.packs.town import content

TEN = datetime(2026, 3, 3, 2, tzinfo=UTC)


def lacks(booked: datetime, *, stop: str = "a") -> list[str]:
    """What is missing when visit `a` is done at ten, and one was booked at a time."""
    gate = content().standards["E02"]
    assert isinstance(gate, Gate)
    done = Happening("2", "visit.done", instant(TEN), {"version": "a"}, {"staff": "li"})
    noted = {"id": "1", "at": instant(booked), "kind": "visit.booked", "who": "li", "role": "resident", "version": stop}
    return [one.what for one in judged(gate.model_dump(mode="json"), done, {}, [noted]).lacks]


def test_a_visit_agreed_on_a_day_before_is_kept_and_one_agreed_on_later_is_not() -> None:
    assert lacks(TEN - timedelta(days=1)) == []
    assert lacks(TEN - timedelta(hours=23)) == ["approval"]


def test_what_was_agreed_for_another_visit_does_not_count() -> None:
    assert lacks(TEN - timedelta(days=9), stop="b") == ["approval"]


def test_every_act_of_the_book_waits_for_somebody_and_every_paper_asked_for_stands_there() -> None:
    gates = [one for one in content().standards.values() if isinstance(one, Gate) and one.enabled]
    for act in content().acts.values():
        mine = [one for one in gates if one.subject == act.subject and one.approvals]
        assert mine, act.code
        assert {code for gate in mine for one in gate.approvals for code in one.papers} <= set(content().papers)
