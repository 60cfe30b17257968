"""Signatures, bodies and sending, decided without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from guanjia.rooms.channels import rules
from guanjia.rooms.channels.rules import Unreadable
from guanjia.rooms.channels.types import OutgoingState, Signed
from guanjia.shared.errors import Denied
from tests.rooms.channels.callback import AES_KEY, APP_ID, TOKEN, body, signed

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BOMB = b"""<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xml><FromUserName>&b;</FromUserName></xml>"""
OUTSIDE = b'<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><FromUserName>&x;</FromUserName></xml>'


def test_the_signature_is_the_platforms_own() -> None:
    # printf 1409304348abcdnonce | sha1sum
    assert rules.signed("abcd", "1409304348", "nonce") == "1a121992517e8b3bb2da09dda71293e93c374b49"


@pytest.mark.parametrize("wrong", ["", "0" * 40, "ü" * 40, "\ud800", "a" * 100_000])
def test_a_wrong_signature_is_denied(wrong: str) -> None:
    with pytest.raises(Denied):
        rules.check_signature(TOKEN, Signed(wrong, "1409304348", "nonce"))


@pytest.mark.parametrize("stamp", ["", "abc", "-5", "١٤", "9" * 40, "1e9"])
def test_a_time_that_is_none_is_denied(stamp: str) -> None:
    with pytest.raises(Denied):
        rules.stamped(Signed("", stamp, "nonce"))


def test_old_calls_and_calls_from_the_future_are_denied() -> None:
    most = timedelta(minutes=10)
    rules.check_age(AT - most, AT, most)
    for off in (most + timedelta(seconds=1), -most - timedelta(seconds=1)):
        with pytest.raises(Denied):
            rules.check_age(AT - off, AT, most)


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (b"", "channels.broken"),
        (b"hello", "channels.broken"),
        (b"<xml><a></xml>", "channels.broken"),
        (b"<xml>\x00</xml>", "channels.broken"),
        (b"<?xml version='1.0' encoding='nonsense'?><xml/>", "channels.broken"),
        ("<xml>水".encode()[:-1] + b"</xml>", "channels.broken"),
        (BOMB, "channels.entities"),
        (OUTSIDE, "channels.entities"),
        (b"<html></html>", "channels.root"),
        (b"<xml></xml>", "channels.incomplete"),
        (body(AT, ""), "channels.incomplete"),
        (body(AT, "../../x"), "channels.incomplete"),
        (body(AT, sender="x" * 100), "channels.incomplete"),
        (body(AT).replace(b"<CreateTime>", b"<CreateTime>x"), "channels.incomplete"),
    ],
)
def test_a_body_in_doubt_is_refused_with_a_sentence(what: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        rules.read(what)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_a_text_is_read_as_it_was_written() -> None:
    found = rules.read(body(AT, 7, Content="😀 𠮷家\n漏水 <b> & ]]"))
    assert (found.kind, found.text, found.outside_id, found.at) == ("text", "😀 𠮷家\n漏水 <b> & ]]", "7", AT)


def test_what_was_said_comes_with_its_recognition() -> None:
    found = rules.read(body(AT, kind="voice", MediaId="m1", Recognition="电梯停了"))
    assert (found.kind, found.text, found.media) == ("voice", "电梯停了", "m1")


def test_a_picture_comes_with_its_mark_or_its_place() -> None:
    found = rules.read(body(AT, kind="image", PicUrl="http://mmbiz.example/1", MediaId="m2"))
    assert (found.kind, found.text, found.media) == ("image", "", "m2")
    found = rules.read(body(AT, kind="image", PicUrl="http://mmbiz.example/1"))
    assert found.media == "http://mmbiz.example/1"


def test_a_location_comes_with_its_address() -> None:
    assert rules.read(body(AT, kind="location", Label="湖畔路 1 号")).text == "湖畔路 1 号"
    assert rules.read(body(AT, kind="location", Location_X="31.2", Location_Y="121.5")).text == "31.2, 121.5"


def test_what_nobody_here_can_show_is_still_known_to_have_come() -> None:
    found = rules.read(body(AT, kind="video", MediaId="m3"))
    assert (found.kind, found.text, found.media) == ("other", "", "video")


def test_an_event_is_told_apart_by_sender_time_and_kind() -> None:
    found = rules.read(body(AT, "", kind="event", Event="subscribe"))
    assert (found.event, found.outside_id) == ("subscribe", f"openid-zhou:{int(AT.timestamp())}:subscribe")


def test_a_message_from_the_future_is_refused() -> None:
    with pytest.raises(Unreadable):
        rules.check_created(AT + timedelta(hours=1), AT, timedelta(minutes=5))


def test_the_safe_mode_opens_with_the_right_key_only() -> None:
    sealed = rules.encrypted(body(AT), AES_KEY, APP_ID)
    assert rules.decrypted(sealed, AES_KEY, APP_ID) == body(AT)
    for key, app, what in (
        (AES_KEY[::-1], APP_ID, sealed),
        (AES_KEY, "wxother", sealed),
        ("", APP_ID, sealed),
        (AES_KEY, APP_ID, sealed[:-8]),
        (AES_KEY, APP_ID, "not base64!"),
        (AES_KEY, APP_ID, ""),
    ):
        with pytest.raises(Unreadable):
            rules.decrypted(what, key, app)


def test_the_safe_mode_signs_the_body() -> None:
    words = signed(AT)
    asked = Signed(words["signature"], words["timestamp"], words["nonce"], "0" * 40)
    with pytest.raises(Denied):
        rules.check_safe_signature(TOKEN, asked, "inside")


def test_long_words_go_in_parts_that_lose_nothing() -> None:
    text = "您好，工程师下午三点到。" * 200
    found = rules.parts(text)
    assert "".join(found) == text
    assert all(len(part.encode()) <= rules.PART_BYTES for part in found)
    assert all(part.endswith("。") for part in found)


def test_emoji_are_never_cut_in_two() -> None:
    text = "😀" * 1001
    assert "".join(rules.parts(text)) == text


def test_what_can_never_arrive_is_given_up_at_once_the_rest_after_its_tries() -> None:
    assert rules.verdict(0, 1, 8) is OutgoingState.SENT
    assert rules.verdict(45015, 1, 8) is OutgoingState.FAILED
    assert rules.verdict(-1, 7, 8) is OutgoingState.WAITING
    assert rules.verdict(-1, 8, 8) is OutgoingState.FAILED


def test_each_pause_is_twice_as_long() -> None:
    minute = timedelta(minutes=1)
    assert [rules.pause(tries, minute) // minute for tries in (1, 2, 3, 4)] == [1, 2, 4, 8]
