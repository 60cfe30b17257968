"""`guanjia due` gives the worked answers and says why; what can't be read is named by its line."""

import json
from pathlib import Path

import pytest

from guanjia.rooms.promises.services import due_lines, tell_due
from guanjia.shared.errors import Invalid
from tests.rooms.promises.worked import HERE

CALENDARS = HERE / "calendars.json"


def test_it_answers_every_worked_line_in_the_same_order() -> None:
    with (HERE / "due.jsonl").open(encoding="utf-8") as lines:
        answers = [json.loads(one) for one in due_lines(lines, calendars=CALENDARS, as_json=True)]
    wanted = [json.loads(line) for line in (HERE / "due.jsonl").read_text("utf-8").splitlines()]
    keys = ("id", "due", "provisional", "warn_at_80", "stops")
    assert [{key: one.get(key) for key in keys} for one in answers] == [
        {key: one.get(key) for key in keys} for one in wanted
    ]
    assert all(one["why"] for one in answers)


def test_it_explains_itself_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    line = {"id": 7, "calendar": "chat", "opened": "2026-03-02T23:10:00+08:00", "within": {"minutes": 5}}
    assert tell_due([json.dumps(line)], calendars=CALENDARS) == 0
    told = capsys.readouterr().out
    assert "2026-03-03T08:05:00+08:00" in told
    assert len(told.splitlines()) == 5


@pytest.mark.parametrize(
    "line",
    ["{", '{"calendar": "none"}', '{"calendar": "chat", "opened": "2026-03-02T23:10:00", "within": {"minutes": 5}}'],
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="Line 2"):
        list(due_lines(["", line], calendars=CALENDARS))


def test_calendars_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    wrong = tmp_path / "calendars.json"
    wrong.write_text('{"chat": {}}')
    with pytest.raises(Invalid, match="calendars"):
        list(due_lines([], calendars=wrong))
