"""The page of who looks after the accounts."""

from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.channels.double import Double
from guanjia.rooms.channels.models import WeChatAccount
from guanjia.rooms.conversations import services as conversations
from guanjia.shared import jobs
from tests.cast import Cast
from tests.rooms.channels.callback import AES_KEY, body, call

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast: Cast) -> Client:
    """The administrator's browser, in English."""
    browser = cast.client(cast.hired("keeper", "admin"))
    browser.cookies["language"] = "en"
    return browser


def words(cast: Cast, **more: str) -> dict[str, str]:
    return {"community": str(cast.garden.id), "name": "garden", "app_id": "wx1", "token": "abc123", **more}


def test_an_account_is_connected_on_the_page_and_then_takes_messages(cast: Cast, keeper: Client) -> None:
    cast.publish()
    assert "not connected" in keeper.get("/channels/").content.decode()
    answer = keeper.post("/channels/connect/", words(cast, token="lakeside2026", app_secret="s3cret", aes_key=AES_KEY))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/channels/")
    assert call(cast.now, body(cast.now)).status_code == 200
    page = keeper.get("/channels/").content.decode()
    assert "/channels/wechat/garden/" in page
    assert "safe mode" in page
    assert "s3cret" not in page
    assert "lakeside2026" not in page


def test_an_empty_secret_stays_as_it_was(cast: Cast, keeper: Client) -> None:
    keeper.post("/channels/connect/", words(cast, app_secret="s3cret", aes_key=AES_KEY))
    keeper.post("/channels/connect/", words(cast, app_id="wx2"))
    row = WeChatAccount.objects.get()
    assert (row.app_id, row.app_secret, row.aes_key) == ("wx2", "s3cret", AES_KEY)


@pytest.mark.parametrize("wrong", [{"token": "a b"}, {"aes_key": "short"}, {"name": "a b"}, {"name": "x" * 41}])
def test_wrong_words_are_refused_at_their_field_and_what_was_typed_stays(
    cast: Cast, keeper: Client, wrong: dict[str, str]
) -> None:
    answer = keeper.post("/channels/connect/", words(cast, **wrong))
    assert answer.status_code == 422
    assert "wx1" in answer.content.decode()
    assert f'id="id_{next(iter(wrong))}-error"' in answer.content.decode()
    assert not WeChatAccount.objects.exists()


def test_nobody_connects_an_account_of_a_community_they_do_not_serve(cast: Cast, keeper: Client) -> None:
    assert keeper.post("/channels/connect/", words(cast, community=str(cast.orchard.id))).status_code == 422
    keeper.post("/channels/connect/", words(cast))
    other = cast.client(cast.hired("other", "admin", community_id=cast.orchard.id))
    taken = other.post("/channels/connect/", words(cast, community=str(cast.orchard.id)))
    assert taken.status_code == 422
    assert WeChatAccount.objects.count() == 1


def test_what_could_not_be_sent_is_shown_and_sent_again(
    cast: Cast, keeper: Client, account: str, platform: Double
) -> None:
    came = conversations.receive(
        cast.garden.id, channel="wechat", contact_id=cast.zhou_contact, text="谢谢", at=cast.now
    )
    jobs.run_waiting()
    platform.fail(errcode=45015)
    message_id = conversations.answer(cast.actor(cast.chen), came.conversation_id, "在", at=cast.now)
    jobs.run_waiting()
    assert "wechat.45015" in keeper.get("/channels/").content.decode()
    desk = cast.client(cast.chen)
    answer = desk.post(f"/channels/messages/{message_id}/again/", {"next": "/desk/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")
    away = desk.post(f"/channels/messages/{message_id}/again/", {"next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/"
    jobs.run_waiting()
    assert platform.sent[-1].text == "在"
    assert "wechat.45015" not in keeper.get("/channels/").content.decode()


def test_the_list_costs_as_much_for_sixty_as_for_one(cast: Cast, account: str, django_assert_num_queries: Any) -> None:
    from guanjia.rooms.channels import selectors, services
    from guanjia.rooms.channels.models import Outgoing

    for number in range(60):
        services.tell_contact(cast.contact(f"openid-{number}", f"住户{number}"), "您好", at=cast.now)
    Outgoing.objects.update(state="failed")
    keeper = cast.actor(cast.hired("keeper", "admin"))
    with django_assert_num_queries(2):  # what goes out, and to whom
        first = selectors.not_sent(keeper)
    second = selectors.not_sent(keeper, after=first.next)
    assert len({row.id for row in [*first, *second]}) == 60
