"""The callback over HTTP: what is taken, what is refused, and that everything counts once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from guanjia.rooms.channels import rules, services
from guanjia.rooms.channels.double import Double
from guanjia.rooms.channels.models import Inbound, SeenSignature
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.shared import jobs
from guanjia.shared.models import JournalEvent
from tests.away import lose_the_database
from tests.cast import Cast
from tests.rooms.channels.callback import AES_KEY, APP_ID, TOKEN, body, call, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account", "platform")]


def heard() -> list[str]:
    return list(Message.objects.filter(author="resident").order_by("at", "id").values_list("text", flat=True))


def test_the_platform_makes_itself_known(cast: Cast) -> None:
    answer = Client().get("/channels/wechat/garden/", {**signed(cast.now), "echostr": "5927782489"})
    assert (answer.status_code, answer.content) == (200, b"5927782489")
    wrong = Client().get("/channels/wechat/garden/", {**signed(cast.now, token="other"), "echostr": "1"})
    assert wrong.status_code == 403


def test_a_message_is_answered_at_once_and_then_joins_a_conversation(cast: Cast) -> None:
    answer = call(cast.now, body(cast.now))
    assert (answer.status_code, answer.content) == (200, b"success")
    assert heard() == []
    jobs.run_waiting()
    assert heard() == ["厨房漏水"]
    assert Conversation.objects.get().contact_id == cast.zhou_contact
    assert JournalEvent.objects.get(kind="message.received").via == "channel"


def test_somebody_unknown_becomes_a_contact(cast: Cast) -> None:
    call(cast.now, body(cast.now, sender="openid-new"))
    jobs.run_waiting()
    contact = cast.contact_row(Conversation.objects.get().contact_id)
    assert (contact.channel, contact.resident_id, contact.home_id) == ("wechat", None, None)


def test_the_same_message_again_is_answered_the_same_and_there_once(cast: Cast) -> None:
    for _ in range(3):
        assert call(cast.now, body(cast.now)).content == b"success"
        jobs.run_waiting()
    assert heard() == ["厨房漏水"]
    assert Inbound.objects.count() == 1


def test_a_signature_used_once_is_no_good_for_another_message(cast: Cast) -> None:
    words = signed(cast.now)
    assert call(cast.now, body(cast.now, 1), **words).status_code == 200
    assert call(cast.now, body(cast.now, 1), **words).status_code == 200
    assert call(cast.now, body(cast.now, 2, Content="转账"), **words).status_code == 403
    assert Inbound.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "status"),
    [
        (b"", 400),
        (b"<xml><FromUserName>", 400),
        (b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xml>&b;</xml>', 400),
        (b"<html/>", 400),
        (b"<xml>" + b"a" * 100_000 + b"</xml>", 400),
    ],
)
def test_a_body_in_doubt_is_refused_in_one_sentence_and_not_kept(cast: Cast, what: bytes, status: int) -> None:
    answer = call(cast.now, what)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert len(answer.content.decode().splitlines()) == 1
    assert not Inbound.objects.exists()
    assert not SeenSignature.objects.exists()


def test_a_wrong_signature_an_old_call_and_an_unknown_account_are_refused(cast: Cast) -> None:
    assert call(cast.now, body(cast.now), signature="0" * 40).status_code == 403
    assert call(cast.now - timedelta(minutes=11), body(cast.now)).status_code == 403
    assert call(cast.now + timedelta(minutes=11), body(cast.now)).status_code == 403
    assert call(cast.now, body(cast.now), timestamp="soon").status_code == 403
    assert call(cast.now, body(cast.now), account="nowhere").status_code == 404
    assert not Inbound.objects.exists()


def test_a_message_from_the_future_is_refused(cast: Cast) -> None:
    assert call(cast.now, body(cast.now + timedelta(hours=2))).status_code == 400
    assert not Inbound.objects.exists()


def test_other_ways_of_asking_are_not_known(cast: Cast) -> None:
    assert Client().put("/channels/wechat/garden/").status_code == 405


def test_a_text_nobody_can_take_is_kept_and_its_sender_told_why(cast: Cast, platform: Double) -> None:
    call(cast.now, body(cast.now, Content="水" * 10_000))
    jobs.run_waiting()
    row = Inbound.objects.get()
    assert (row.state, row.why) == ("refused", "conversations.too_long")
    assert bytes(row.body).decode().count("水") == 10_000
    assert [one.to for one in platform.sent] == ["openid-zhou"]
    assert "4000" in platform.sent[0].text


def test_the_safe_mode_is_taken_as_well(cast: Cast) -> None:
    inside = rules.encrypted(body(cast.now, Content="门禁坏了"), AES_KEY, APP_ID)
    words = signed(cast.now)
    safe = rules.signed(TOKEN, words["timestamp"], words["nonce"], inside)
    sealed = f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{inside}]]></Encrypt></xml>".encode()
    forged = call(cast.now, sealed, **words, encrypt_type="aes", msg_signature="0" * 40)
    assert forged.status_code == 403
    assert call(cast.now, sealed, **words, encrypt_type="aes", msg_signature=safe).status_code == 200
    jobs.run_waiting()
    assert heard() == ["门禁坏了"]


def test_voice_picture_place_and_film_join_the_conversation(cast: Cast) -> None:
    call(cast.now, body(cast.now, 1, kind="voice", MediaId="m", Recognition="电梯停了"))
    call(cast.now, body(cast.now, 2, kind="image", PicUrl="http://mmbiz.example/1"))
    call(cast.now, body(cast.now, 3, kind="location", Label="北门"))
    call(cast.now, body(cast.now, 4, kind="video", MediaId="m"))
    jobs.run_waiting()
    rows = Message.objects.filter(author="resident").order_by("outside_id")
    assert [(row.kind, row.text) for row in rows] == [
        ("voice", "电梯停了"),
        ("image", ""),
        ("location", "北门"),
        ("event", ""),
    ]


def test_a_new_follower_is_greeted_and_owes_nobody_an_answer(cast: Cast, platform: Double) -> None:
    call(cast.now, body(cast.now, "", kind="event", sender="openid-new", Event="subscribe"))
    call(cast.now, body(cast.now, "", kind="event", sender="openid-new", Event="subscribe"))
    jobs.run_waiting()
    assert len(platform.sent) == 1
    assert "湖畔花园" in platform.sent[0].text
    assert not JournalEvent.objects.filter(kind="message.received").exists()
    call(cast.now, body(cast.now, "", kind="event", sender="openid-new", Event="unsubscribe"))
    jobs.run_waiting()
    assert set(Inbound.objects.values_list("state", flat=True)) == {"taken"}


def test_the_menus_button_asks_for_a_person(cast: Cast) -> None:
    call(cast.now, body(cast.now))
    call(cast.now, body(cast.now, "", kind="event", Event="CLICK", EventKey="person"))
    jobs.run_waiting()
    assert JournalEvent.objects.filter(kind="conversation.handover_asked").count() == 1


def test_what_was_left_lying_is_taken_again_and_set_aside_in_the_end(cast: Cast) -> None:
    call(cast.now, body(cast.now))
    for _ in range(8):
        cast.later(hours=3)
        assert services.take_again(at=cast.now) == 1
    cast.later(hours=3)
    assert services.take_again(at=cast.now) == 1
    assert Inbound.objects.get().state == "failed"
    assert services.take_again(at=cast.later(hours=3)) == 0


def test_old_signatures_are_forgotten(cast: Cast) -> None:
    call(cast.now, body(cast.now))
    assert services.forget_signatures(at=cast.now) == 0
    assert services.forget_signatures(at=cast.later(days=2)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_signature", [True, False])
def test_a_hundred_calls_at_once_are_one_message(cast: Cast, same_signature: bool) -> None:
    one = signed(cast.now)
    what = body(cast.now, Content="救命，电梯困人")

    def ring(_: int) -> tuple[int, bytes]:
        try:
            answer = call(cast.now, what, **(one if same_signature else signed(cast.now)))
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(25) as many:
        answers = set(many.map(ring, range(100)))
    assert answers == {(200, b"success")}
    assert Inbound.objects.count() == 1
    jobs.run_waiting()
    assert heard() == ["救命，电梯困人"]


@pytest.mark.django_db(transaction=True)
def test_first_messages_of_one_sender_at_once_share_a_conversation(cast: Cast) -> None:
    from guanjia.rooms.conversations import services as conversations

    def write(number: int) -> Any:
        try:
            return conversations.receive(
                cast.garden.id,
                channel="wechat",
                contact_id=cast.zhou_contact,
                text=f"第{number % 10}条",
                outside_id=str(number % 10),
                at=cast.now,
            ).conversation_id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as many:
        found = set(many.map(write, range(40)))
    assert len(found) == 1
    assert len(heard()) == 10
    assert JournalEvent.objects.filter(kind="message.received").count() == 10


@pytest.mark.django_db(transaction=True)
def test_the_platform_is_not_told_that_a_message_is_kept_and_brings_it_again(cast: Cast) -> None:
    words, what = signed(cast.now), body(cast.now, Content="救命，电梯困人")
    lose_the_database()
    away = call(cast.now, what, **words)
    connection.close()
    assert (away.status_code, away["Retry-After"], b"success" in away.content) == (503, "5", False)
    again = [call(cast.now, what, **words) for _ in range(2)]
    assert [(one.status_code, one.content) for one in again] == [(200, b"success")] * 2
    assert Inbound.objects.count() == 1
