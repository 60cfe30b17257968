"""What may be said, and when we open, decided without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from guanjia.rooms.conversations import rules
from guanjia.rooms.conversations.types import ConversationState
from guanjia.shared.errors import Invalid, Refused

LONGEST = 4000
CHAT = {"zone": "Asia/Shanghai", "week": {day: [["08:00", "22:00"]] for day in range(1, 8)}}


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "\u3000"])
def test_an_empty_text_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.readable(text, "text", LONGEST)
    assert refused.value.field == "text"


def test_a_hundred_thousand_signs_are_refused_with_both_numbers() -> None:
    with pytest.raises(Invalid, match=r"100000.*4000"):
        rules.readable("水" * 100_000, "text", LONGEST)


@pytest.mark.parametrize(
    "text", ["😀👨‍👩‍👧‍👦🏳️‍🌈", "𠮷野家的𩸽", "龘靐齉爩", "e\u0301 \u202bعربي\u202c", "第一行\n第二行"]
)
def test_emoji_and_rare_signs_are_kept_as_typed(text: str) -> None:
    assert rules.readable(text, "text", LONGEST) == text


def test_signs_no_database_holds_are_left_out() -> None:
    assert rules.readable("漏\x00水\ud83d了", "text", LONGEST) == "漏水了"


def test_a_picture_needs_no_words() -> None:
    assert rules.readable("", "image", LONGEST) == ""


def test_an_unknown_kind_or_channel_is_refused() -> None:
    with pytest.raises(Invalid):
        rules.readable("x", "smell", LONGEST)
    with pytest.raises(Invalid, match="wechat"):
        rules.check_channel("carrier pigeon")


def test_a_clock_a_little_fast_is_forgiven_a_future_is_not() -> None:
    at, tolerance = datetime(2026, 3, 2, tzinfo=UTC), timedelta(minutes=5)
    rules.check_time(at + timedelta(minutes=5), at, tolerance)
    with pytest.raises(Invalid):
        rules.check_time(at + timedelta(minutes=5, seconds=1), at, tolerance)


@pytest.mark.parametrize(
    ("text", "asked"), [("人工", True), (" 人工！", True), ("Person", True), ("人工湖漏水", False)]
)
def test_only_the_bare_word_asks_for_a_person(text: str, asked: bool) -> None:
    assert rules.asks_for_person(text, ("人工", "person")) is asked


@pytest.mark.parametrize(
    ("text", "score"), [("5", 5), (" 4。", 4), ("0", None), ("6", None), ("5楼", None), ("", None), ("1111", None)]
)
def test_a_bare_number_on_the_scale_is_a_rating(text: str, score: int | None) -> None:
    assert rules.rating_in(text, 5) == score


def test_duty_that_runs_needs_no_opening() -> None:
    assert rules.opens_next(CHAT, datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) is None


def test_at_night_the_next_morning_is_told() -> None:
    opens = rules.opens_next(CHAT, datetime(2026, 3, 2, 15, 10, tzinfo=UTC))
    assert opens is not None
    assert opens.isoformat() == "2026-03-03T08:00:00+08:00"


def test_a_calendar_without_duty_promises_nobody() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert rules.opens_next({"zone": "Asia/Shanghai", "week": {}}, at) == at


def test_a_closed_conversation_is_not_closed_again() -> None:
    with pytest.raises(Refused):
        rules.check_move(ConversationState.CLOSED, ConversationState.OPEN)
