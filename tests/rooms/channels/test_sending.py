"""Answers go out, once, also when the platform fails."""

import logging
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from guanjia.rooms.channels import services
from guanjia.rooms.channels.double import Double
from guanjia.rooms.channels.models import Outgoing, WeChatAccount
from guanjia.rooms.conversations import selectors
from guanjia.rooms.conversations import services as conversations
from guanjia.shared import jobs
from guanjia.shared.errors import Denied, Invalid, Missing
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]
GREETING = 1  # the machine's first words


@pytest.fixture
def talk(cast: Cast, platform: Double) -> UUID:
    """A conversation that is greeted already."""
    came = conversations.receive(
        cast.garden.id, channel="wechat", contact_id=cast.zhou_contact, text="谢谢", at=cast.now
    )
    jobs.run_waiting()
    platform.sent.clear()
    return came.conversation_id


def answered(cast: Cast, conversation_id: UUID, text: str = "马上派人", *, run: bool = True) -> UUID:
    made = conversations.answer(cast.actor(cast.chen), conversation_id, text, at=cast.now)
    if run:
        jobs.run_waiting()
    return made


def sent(cast: Cast, conversation_id: UUID) -> str:
    return selectors.conversation(cast.actor(cast.chen), conversation_id).messages[-1].sent


def test_an_answer_reaches_the_resident_and_shows_as_sent(cast: Cast, talk: UUID, platform: Double) -> None:
    answered(cast, talk, "工程师 15:00 到 😀")
    assert [(one.to, one.text) for one in platform.sent] == [("openid-zhou", "工程师 15:00 到 😀")]
    assert sent(cast, talk) == "sent"


def test_told_twice_an_answer_goes_out_once(cast: Cast, talk: UUID, platform: Double) -> None:
    message_id = answered(cast, talk)
    services.send_out(message_id, at=cast.now)
    row = Outgoing.objects.get(message_id=message_id)
    services.send(row.pk, at=cast.now)
    jobs.run_waiting()
    assert len(platform.sent) == 1


def test_long_answers_go_in_parts_and_go_on_where_they_stopped(cast: Cast, talk: UUID, platform: Double) -> None:
    message_id = answered(cast, talk, "您好。" * 600, run=False)
    jobs.run_waiting()
    assert len(platform.sent) == 3
    assert "".join(one.text for one in platform.sent) == "您好。" * 600
    assert Outgoing.objects.get(message_id=message_id).parts_sent == 3


def test_what_the_platform_refuses_for_now_is_tried_again_after_a_pause(
    cast: Cast, talk: UUID, platform: Double
) -> None:
    platform.fail(2, errcode=-1)
    answered(cast, talk)
    assert (len(platform.sent), sent(cast, talk)) == (0, "waiting")
    assert services.send_due(at=cast.now) == 0
    for minutes in (1, 2):
        assert services.send_due(at=cast.later(minutes=minutes)) == 1
        jobs.run_waiting()
    assert (len(platform.sent), sent(cast, talk)) == (1, "sent")


def test_a_platform_that_is_down_loses_nothing(cast: Cast, talk: UUID, settings: Any, platform: Double) -> None:
    settings.WECHAT_API = "http://127.0.0.1:9"
    answered(cast, talk)
    for _ in range(8):
        services.send_due(at=cast.later(hours=5))
        jobs.run_waiting()
    assert sent(cast, talk) == "failed"
    assert services.send_due(at=cast.later(hours=5)) == 0
    settings.WECHAT_API = platform.address
    message_id = Outgoing.objects.get(state="failed").message_id
    assert message_id is not None
    with pytest.raises(Denied):
        services.send_again(cast.actor(cast.li), message_id, at=cast.now)
    with pytest.raises(Missing):
        services.send_again(cast.actor(cast.gao), message_id, at=cast.now)
    services.send_again(cast.actor(cast.chen), message_id, at=cast.now)
    jobs.run_waiting()
    assert (len(platform.sent), sent(cast, talk)) == (1, "sent")


@pytest.mark.parametrize("status", [500, 502, 404])
def test_an_answer_that_is_none_counts_as_not_reached(cast: Cast, talk: UUID, platform: Double, status: int) -> None:
    platform.fail(status=status)
    answered(cast, talk)
    assert sent(cast, talk) == "waiting"


def test_somebody_who_no_longer_follows_is_given_up_at_once(cast: Cast, talk: UUID, platform: Double) -> None:
    platform.fail(errcode=43004)
    answered(cast, talk)
    assert sent(cast, talk) == "failed"
    assert Outgoing.objects.get(state="failed").why == "wechat.43004"


def test_the_access_token_is_kept_and_renewed_when_it_is_stale(cast: Cast, talk: UUID, platform: Double) -> None:
    answered(cast, talk)
    answered(cast, talk)
    assert platform.tokens_given == 1
    platform.forget_token()
    answered(cast, talk)
    assert platform.tokens_given == 2
    cast.later(hours=2)
    answered(cast, talk)
    assert platform.tokens_given == 3
    assert len(platform.sent) == 4


def test_no_secret_stands_in_a_log(
    cast: Cast, talk: UUID, settings: Any, platform: Double, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    platform.fail(errcode=-1)
    answered(cast, talk)
    settings.WECHAT_API = "http://127.0.0.1:9"
    answered(cast, talk)
    token = WeChatAccount.objects.get().access_token
    assert "channels.not_sent" in caplog.text
    assert "s3cret" not in caplog.text
    assert token not in caplog.text
    assert "马上派人" not in caplog.text


def test_the_page_and_the_phone_need_nothing_outside(cast: Cast, talk: UUID, platform: Double) -> None:
    came = conversations.receive(cast.garden.id, channel="page", contact_id=cast.zhou_contact, text="谢谢", at=cast.now)
    answered(cast, came.conversation_id)
    assert (len(platform.sent), sent(cast, came.conversation_id)) == (0, "")


def test_without_an_account_an_answer_is_kept_and_shown_as_not_sent(cast: Cast) -> None:
    came = conversations.receive(
        cast.orchard.id, channel="wechat", contact_id=cast.stranger_contact, text="谢谢", at=cast.now
    )
    made = conversations.answer(cast.actor(cast.gao), came.conversation_id, "在", at=cast.now)
    jobs.run_waiting()
    rows = selectors.conversation(cast.actor(cast.gao), came.conversation_id).messages
    assert {row.id: row.sent for row in rows}[made] == "failed"


def test_the_desk_can_send_again_by_the_api(cast: Cast, talk: UUID, platform: Double) -> None:
    platform.fail(errcode=45015)
    message_id = answered(cast, talk)
    address = f"/api/v1/channels/messages/{message_id}/send-again"
    assert Client().post(address, headers=cast.bearer(cast.chen)).status_code == 204
    jobs.run_waiting()
    assert sent(cast, talk) == "sent"
    assert Client().post(address, headers=cast.bearer(cast.li)).status_code == 403


def test_accounts_with_impossible_words_are_refused(cast: Cast) -> None:
    from guanjia.rooms.channels.types import NewAccount

    right = {"community_id": cast.orchard.id, "name": "orchard", "app_id": "wx1", "token": "abc123"}
    for wrong in ({"name": "a b"}, {"token": ""}, {"token": "x y z"}, {"aes_key": "short"}):
        with pytest.raises(Invalid):
            services.set_up_account(NewAccount(**{**right, **wrong}))  # type: ignore[arg-type]
    assert "abc123" not in repr(NewAccount(**right))  # type: ignore[arg-type]
