"""What every page says and draws: times in words, the status of a promise, its line to scale, the parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import engines
from django.utils import timezone, translation

import guanjia
from guanjia.shared.actor import Actor
from guanjia.shared.templatetags import charts, clockwork, faces, pages
from guanjia.shared.templatetags.queues import heaps

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI)
MIN = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def english_in_shanghai() -> Iterator[None]:
    with translation.override("en"), timezone.override(SHANGHAI):
        yield


@dataclass(frozen=True)
class Owed:
    state: str = "running"
    opened_at: datetime = NOON - 10 * MIN
    due_at: datetime | None = NOON + 10 * MIN
    warn_at: datetime | None = NOON + 6 * MIN
    ended_at: datetime | None = None
    now: datetime = NOON
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


def draw(source: str, **context: Any) -> str:
    return str(engines["django"].from_string(source).render(context))


def test_today_is_a_time_of_day_and_another_day_has_its_date() -> None:
    assert clockwork.when(NOON, NOON + 60 * MIN) == "12:00"
    assert clockwork.when(NOON, NOON + timedelta(days=1)) == "Mon 2 Mar 12:00"
    assert clockwork.when(NOON, NOON + timedelta(days=365)) == "2 Mar 2026 12:00"


def test_a_time_in_utc_is_told_in_the_zone_of_the_community() -> None:
    assert clockwork.clock(datetime(2026, 3, 2, 6, 5, tzinfo=UTC)) == "14:05"


def test_the_end_of_the_day_belongs_to_the_day_that_ends() -> None:
    midnight = datetime(2026, 3, 3, 0, 0, tzinfo=SHANGHAI)
    assert clockwork.due(midnight, NOON) == "24:00 tonight"
    assert clockwork.due(midnight + 60 * MIN, NOON) == "01:00 tomorrow"
    assert clockwork.due(NOON + 60 * MIN, NOON) == "13:00"
    assert clockwork.due(midnight, NOON + timedelta(days=3)) == "Mon 2 Mar 24:00"


def test_a_column_of_a_table_leaves_the_weekday_out() -> None:
    assert clockwork.when(NOON, NOON + timedelta(days=1), weekday=False) == "2 Mar 12:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (41, "41 s"),
        (900, "15 min"),
        (959, "15 min"),
        (7200, "2 h"),
        (4320, "1 h 12 min"),
        (259200, "3 d"),
        (90000, "1 d 1 h"),
    ],
)
def test_a_length_is_told_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert clockwork.length(seconds) == words


def test_an_exact_length_tells_the_seconds_too() -> None:
    assert clockwork.length(785, exact=True) == "13 min 05 s"


def test_what_is_left_turns_into_what_is_over_at_the_due_second() -> None:
    assert clockwork.left(NOON + 25 * MIN, NOON) == "25 min left"
    assert clockwork.left(NOON + timedelta(seconds=59), NOON) == "under a minute left"
    assert clockwork.left(NOON - 60 * MIN, NOON) == "1 h overdue"


def test_near_begins_at_the_warning_of_the_handbook_and_not_before() -> None:
    assert faces.live(Owed(now=NOON + 5 * MIN)).tone == "run"
    assert faces.live(Owed(now=NOON + 6 * MIN)).tone == "near"
    assert faces.live(Owed(now=NOON + 10 * MIN)).tone == "near"
    assert faces.live(Owed(now=NOON + 11 * MIN)).tone == "late"


def test_an_open_miss_is_a_clock_to_act_on_and_a_verdict_to_be_judged_by() -> None:
    missed = Owed(state="missed", now=NOON + 16 * MIN)
    assert faces.live(missed).word == "6 min overdue"
    assert str(faces.verdict(missed).word) == "Not kept"


def test_kept_late_says_by_how_much_and_to_residents_without_terms() -> None:
    late = Owed(state="late", ended_at=NOON + 16 * MIN)
    assert faces.live(late).word == "Kept 6 min late"
    assert faces.plain(late).word == "6 min late"


@pytest.mark.parametrize("state", ["running", "paused", "met", "late", "missed", "waived", "void"])
def test_a_status_is_always_word_icon_and_colour(state: str) -> None:
    ended = None if state in {"running", "paused"} else NOON
    for how in (faces.live, faces.verdict, faces.plain):
        found = how(Owed(state=state, ended_at=ended))
        assert found.word
        assert found.icon
        assert found.tone


def test_the_line_is_to_scale_with_its_tick_where_it_is_due() -> None:
    line = faces.line(Owed())
    assert line.tick == "92.0"
    assert [(s.kind, s.x1, s.x2) for s in line.stretches] == [("run", "0.0", "46.0")]


def test_the_line_is_red_past_the_tick() -> None:
    line = faces.line(Owed(state="missed", now=NOON + 30 * MIN))
    assert line.tick == "50.0"
    assert [(s.kind, s.x1, s.x2) for s in line.stretches] == [("run", "0.0", "50.0"), ("over", "50.0", "100.0")]


def test_a_pause_is_a_gap_and_a_waived_promise_is_never_red() -> None:
    pause = (NOON - 8 * MIN, NOON - 4 * MIN)
    assert [s.kind for s in faces.line(Owed(pauses=(pause,))).stretches] == ["run", "gap", "run"]
    waived = Owed(state="waived", ended_at=NOON + 30 * MIN)
    assert [s.kind for s in faces.line(waived).stretches] == ["run"]


def test_an_open_pause_without_a_due_time_has_no_tick() -> None:
    line = faces.line(Owed(state="paused", due_at=None, warn_at=None, pauses=((NOON - 5 * MIN, None),)))
    assert line.tick is None
    assert [s.kind for s in line.stretches] == ["run", "gap"]


def test_a_queue_is_cut_under_the_headings_people_look_for() -> None:
    @dataclass
    class Row:
        due_at: datetime | None
        state: str = "in_hand"

    midnight = datetime(2026, 3, 3, 0, 0, tzinfo=SHANGHAI)
    rows = [Row(NOON - MIN), Row(NOON + MIN), Row(midnight), Row(midnight + MIN), Row(None), Row(None, "paused")]
    labels = [heap.label for heap in heaps(rows, NOON)]
    assert labels == ["Overdue", "Within the hour", "Due today", "Later", "Nothing owed at a time", "Paused"]


def test_a_bar_fills_its_width_and_nothing_makes_nothing() -> None:
    assert charts.shares(0, 0, 0) == []
    parts = charts.shares(930, 40, 30)
    assert [tone for tone, _x, _width in parts] == ["met", "late", "miss"]
    assert float(parts[-1][1]) + float(parts[-1][2]) == pytest.approx(1000, abs=0.1)


def test_the_darkest_shade_is_the_most_there_is() -> None:
    week = dict(charts.shades({(0, 8): 1, (4, 18): 5}, range(7, 20)))
    assert week[4][11] == (5, 4)
    assert week[0][1] == (1, 1)
    assert week[6] == [(0, 0)] * 13


def test_a_list_still_has_its_length() -> None:
    assert draw("{{ rows|length }} {{ seconds|length }}", rows=[1, 2, 3], seconds=900) == "3 15 min"


def test_a_refused_field_keeps_what_was_typed_and_says_why_beside_it() -> None:
    class Small(forms.Form):
        place = forms.CharField(max_length=3)

    page = draw("{% field form.place %}", form=Small({"place": "<b>too long"}))
    assert "&lt;b&gt;too long" in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_place-error"' in page
    assert 'id="id_place-error"' in page


def test_no_part_writes_inline_style_or_script() -> None:
    page = draw(
        "{% chip p %}{% promise_line p %}{% score_bar 1 2 3 %}{% meter 4 5 %}{% trend points %}",
        p=Owed(),
        points=[("a", 1.0)],
    )
    assert "style=" not in page
    assert "<script" not in page
    assert "data-clock" in page


def test_a_person_sees_the_doors_of_their_duties_only() -> None:
    class Request:
        path = "/"

    nobody = Actor(id=None, name="x")
    assert pages.for_person(Request(), nobody, {}) == []
    assert pages.for_person(Request(), None, {}) == []


def test_a_page_belongs_to_the_door_it_lies_behind() -> None:
    class Request:
        path = "/cases/019d0000-0000-7000-8000-000000000000/note/"

    actor = Actor(id=None, name="x", duties=frozenset({"see_queue", "register"}))
    assert [one.url for one in pages.for_person(Request(), actor, {}) if one.current] == ["/cases/"]


def test_a_single_point_of_a_line_stands_in_its_middle() -> None:
    (dot,), _marks = charts.dots([("2026-04", 92.0)], [])
    assert dot.x == "320.0"


def test_every_template_of_the_house_can_be_read() -> None:
    root = Path(guanjia.__file__).parent
    found = list(root.rglob("templates/**/*.html"))
    assert found
    for path in found:
        engines["django"].from_string(path.read_text(encoding="utf-8"))


def test_a_script_is_one_behaviour_and_short() -> None:
    folder = Path(guanjia.__file__).parent / "shared" / "static" / "shared"
    long = [path.name for path in folder.glob("*.js") if path.read_text(encoding="utf-8").count("\n") > 150]
    assert long == []
