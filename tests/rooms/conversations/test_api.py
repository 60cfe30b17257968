"""The way in for other systems, and the desk's work by the API."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MESSAGES = "/api/v1/messages"


@pytest.fixture(autouse=True)
def in_force(cast: Cast) -> None:
    """The base handbook, from the beginning of the day."""
    cast.publish()


def bring(headers: dict[str, str], raw: str | None = None, **words: Any) -> Any:
    body = {"community": "garden", "sender": "app-17", "text": "厨房漏水", "message_id": "m-1", **words}
    return Client().post(MESSAGES, raw or json.dumps(body), content_type="application/json", headers=headers)


def problem(answer: HttpResponse) -> tuple[int, str]:
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    found = json.loads(answer.content)
    assert len(found["detail"]) > 5
    return answer.status_code, found["title"]


def test_a_message_comes_in_with_its_sender_and_its_way(cast: Cast) -> None:
    answer = bring(cast.bearer(cast.ma), name="业主 App 用户", at="2026-03-02T00:55:00Z")
    assert answer.status_code == 201
    row = Message.objects.get(pk=answer.json()["message_id"])
    assert (row.channel, row.text, row.at.isoformat()) == ("api", "厨房漏水", "2026-03-02T00:55:00+00:00")
    fact = JournalEvent.objects.get(kind="message.received")
    assert (fact.via, fact.actor_id) == ("api", cast.actor(cast.ma).id)


def test_brought_again_it_is_there_once(cast: Cast) -> None:
    headers = cast.bearer(cast.ma)
    first, again = bring(headers), bring(headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "new": False}
    assert Message.objects.filter(author="resident").count() == 1


def test_a_request_with_a_key_is_done_once_and_answered_the_same(cast: Cast) -> None:
    headers = {**cast.bearer(cast.ma), "Idempotency-Key": "k-1"}
    first, again = bring(headers, message_id=""), bring(headers, message_id="")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Message.objects.filter(author="resident").count() == 1
    assert problem(bring(headers, message_id="", text="别的")) == (409, "request.key")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ({"text": ""}, "conversations.empty"),
        ({"text": " \n\u3000"}, "conversations.empty"),
        ({"text": "水" * 5_000}, "conversations.too_long"),
        ({"text": "水" * 100_000}, "request.unreadable"),
        ({"text": "a\x00b"}, "request.unreadable"),
        ({"text": 5}, "request.unreadable"),
        ({"text": None}, "request.unreadable"),
        ({"sender": ""}, "request.unreadable"),
        ({"sender": "x" * 101}, "request.unreadable"),
        ({"channel": "pigeon"}, "request.unreadable"),
        ({"kind": "smell"}, "request.unreadable"),
        ({"at": "2026-03-02T03:00:00Z"}, "conversations.future"),
        ({"at": "9999-12-31T23:59:59Z"}, "conversations.future"),
        ({"at": "2026-03-02T03:00:00"}, "request.unreadable"),
        ({"at": "yesterday"}, "request.unreadable"),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_nothing_is_kept(cast: Cast, words: Any, title: str) -> None:
    assert problem(bring(cast.bearer(cast.ma), **words)) == (422, title)
    assert not Conversation.objects.exists()
    assert not JournalEvent.objects.filter(kind="message.received").exists()


@pytest.mark.parametrize("raw", ["", "{", "[]", '{"text": "\\ud83d"}', "\x00", "<xml/>"])
def test_a_body_that_is_no_json_of_ours_is_refused(cast: Cast, raw: str) -> None:
    assert 400 <= bring(cast.bearer(cast.ma), raw or " ").status_code < 500


def test_half_an_emoji_is_refused_or_left_out_but_never_breaks(cast: Cast) -> None:
    raw = '{"community": "garden", "sender": "a", "text": "漏水\\ud83d"}'
    assert bring(cast.bearer(cast.ma), raw).status_code in {201, 422}


def test_emoji_and_rare_signs_come_in_as_typed(cast: Cast) -> None:
    text = "😀👨‍👩‍👧‍👦 𠮷家漏水了 龘\n第二行"
    answer = bring(cast.bearer(cast.ma), text=text)
    assert Message.objects.get(pk=answer.json()["message_id"]).text == text


def test_only_who_registers_may_bring_messages_and_only_to_their_communities(cast: Cast) -> None:
    assert problem(bring({})) == (401, "people.token")
    assert problem(bring(cast.bearer(cast.li))) == (403, "people.no_duty")
    assert problem(bring(cast.bearer(cast.ma), community="orchard")) == (404, "places.no_community")


def test_the_desk_reads_answers_notes_and_closes(cast: Cast) -> None:
    key = bring(cast.bearer(cast.ma)).json()["conversation_id"]
    headers = cast.bearer(cast.chen)
    desk, address = Client(headers=headers), f"/api/v1/conversations/{key}"
    (row,) = desk.get("/api/v1/conversations/waiting").json()["rows"]
    assert (row["id"], row["snippet"]) == (key, "厨房漏水")
    words = {"text": "马上派人", "draft": "d-1"}
    first = desk.post(f"{address}/answer", words, content_type="application/json")
    again = desk.post(f"{address}/answer", words, content_type="application/json")
    assert (first.status_code, first.json()) == (201, again.json())
    noted = desk.post(f"{address}/note", {"text": "上周也漏过"}, content_type="application/json")
    assert noted.status_code == 201
    assert [one["what"] for one in desk.get(address).json()["messages"]] == ["in", "out", "note"]
    assert desk.get("/api/v1/conversations/waiting").json()["rows"] == []
    assert desk.get("/api/v1/conversations", {"state": "open"}).json()["rows"][0]["owner_name"] == "陈悦"
    assert desk.get(f"{address}/messages", {"after": "nonsense"}).status_code == 422
    assert desk.post(f"{address}/close").status_code == 204
    assert desk.get(address).json()["state"] == "closed"
    refused = desk.post(f"{address}/answer", {"text": "好" * 5_000}, content_type="application/json")
    assert problem(refused) == (422, "conversations.too_long")


def test_a_conversation_of_another_community_is_not_found(cast: Cast) -> None:
    key = bring(cast.bearer(cast.ma)).json()["conversation_id"]
    elsewhere = Client(headers=cast.bearer(cast.gao))
    assert elsewhere.get(f"/api/v1/conversations/{key}").status_code == 404
    answer = elsewhere.post(f"/api/v1/conversations/{key}/answer", {"text": "x"}, content_type="application/json")
    assert answer.status_code == 404
