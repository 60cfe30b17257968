"""Receiving, answering, handing over and ending, on a real database."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from guanjia.rooms.conversations import selectors, services
from guanjia.rooms.conversations.models import Conversation, Message
from guanjia.rooms.conversations.types import ReceivedMessage
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_force(cast: Cast) -> None:
    """The base handbook, from the beginning of the day."""
    cast.publish()


def wrote(cast: Cast, text: str = "厨房漏水", **more: Any) -> ReceivedMessage:
    given = {"channel": "wechat", "contact_id": cast.zhou_contact, "text": text, "at": cast.now, **more}
    return services.receive(cast.garden.id, **given)


def said(conversation_id: UUID, author: str) -> list[str]:
    rows = Message.objects.filter(conversation=conversation_id, author=author)
    return list(rows.order_by("at", "id").values_list("text", flat=True))


def told(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


# Receiving ------------------------------------------------------------------------------------------------------------


def test_a_message_joins_the_contacts_conversation_and_is_told(cast: Cast) -> None:
    first = wrote(cast)
    cast.later(minutes=1)
    second = wrote(cast, "在水槽下面")
    assert first.new
    assert second.conversation_id == first.conversation_id
    fact = JournalEvent.objects.filter(kind="message.received").earliest("at")
    assert fact.refs["contact"] == str(cast.zhou_contact)
    assert fact.refs["home"] == str(cast.home.id)
    assert fact.data == {"channel": "wechat", "by_resident": True}
    assert "漏水" not in str(fact.refs) + str(fact.data)


def test_brought_twice_a_message_is_there_once(cast: Cast) -> None:
    first = wrote(cast, outside_id="24000000001")
    again = wrote(cast, outside_id="24000000001")
    assert (again.message_id, again.new) == (first.message_id, False)
    assert told("message.received") == 1
    row = Message.objects.get(pk=first.message_id)
    row.pk = cast.zhou_contact
    with pytest.raises(IntegrityError, match="message_once_from_outside"), transaction.atomic():
        row.save(force_insert=True)


def test_the_resident_waits_since_the_first_unanswered_message(cast: Cast) -> None:
    first = wrote(cast)
    since = cast.now
    cast.later(minutes=3)
    wrote(cast, "有人吗")
    assert Conversation.objects.get(pk=first.conversation_id).unread_since == since


def test_another_channel_is_another_conversation(cast: Cast) -> None:
    assert wrote(cast).conversation_id != wrote(cast, channel="page").conversation_id


@pytest.mark.parametrize("text", ["", "  ", "\x00", "水" * 100_000])
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        wrote(cast, text)
    assert refused.value.field == "text"
    assert not Conversation.objects.exists()
    assert told("message.received") == 0


def test_emoji_and_rare_signs_reach_the_desk_as_typed(cast: Cast) -> None:
    text = "😀👨‍👩‍👧‍👦 𠮷家漏水了 龘\n第二行"
    came = wrote(cast, text)
    assert Message.objects.get(pk=came.message_id).text == text


def test_a_time_in_the_future_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        wrote(cast, at=cast.now + timedelta(hours=1))
    assert refused.value.code == "conversations.future"


def test_a_contact_of_another_community_is_missing(cast: Cast) -> None:
    with pytest.raises(Missing):
        wrote(cast, contact_id=cast.stranger_contact)


# The machine ----------------------------------------------------------------------------------------------------------


def test_the_first_words_say_that_a_machine_speaks_and_only_once(cast: Cast) -> None:
    came = wrote(cast)
    wrote(cast, "在水槽下面")
    (greeting,) = said(came.conversation_id, "machine")
    assert "自动应答" in greeting
    assert "湖畔花园" in greeting


def test_at_night_the_first_words_say_when_a_person_comes(cast: Cast) -> None:
    cast.later(hours=14, minutes=10)
    came = wrote(cast)
    (greeting,) = said(came.conversation_id, "machine")
    assert "08:00" in greeting
    assert "021-60000000" in greeting


def test_on_the_phone_no_machine_speaks(cast: Cast) -> None:
    assert said(wrote(cast, channel="phone").conversation_id, "machine") == []


def test_asking_for_a_person_is_told_once_until_one_comes(cast: Cast) -> None:
    came = wrote(cast)
    wrote(cast, "人工")
    wrote(cast, "转人工！")
    assert told("conversation.handover_asked") == 1
    services.answer(cast.actor(cast.chen), came.conversation_id, "我是小陈", at=cast.later(minutes=2))
    assert told("conversation.person_joined") == 1
    wrote(cast, "人工")
    assert told("conversation.handover_asked") == 2


def test_standard_answers_leave_the_resident_waiting_and_end_with_a_person(cast: Cast) -> None:
    came = wrote(cast, "停车费怎么交")
    services.auto_answer(came.conversation_id, "在公众号里交。", "W50", cast.now)
    assert Conversation.objects.get(pk=came.conversation_id).state == "waiting"
    assert told("conversation.handover_asked") == 0
    services.auto_answer(came.conversation_id, "在公众号里交。", "W50", cast.now)
    assert told("conversation.handover_asked") == 1


# Answering ------------------------------------------------------------------------------------------------------------


def test_a_persons_answer_ends_the_waiting_and_is_told(cast: Cast) -> None:
    came = wrote(cast)
    services.answer(cast.actor(cast.chen), came.conversation_id, "马上派人", at=cast.later(minutes=2))
    row = Conversation.objects.get(pk=came.conversation_id)
    assert (row.state, row.unread_since, row.owner_id) == ("open", None, cast.chen)
    assert told("message.answered") == 1


def test_the_same_draft_sent_twice_is_said_once(cast: Cast) -> None:
    came = wrote(cast)
    chen = cast.actor(cast.chen)
    first = services.answer(chen, came.conversation_id, "马上派人", at=cast.now, draft="d-1")
    assert services.answer(chen, came.conversation_id, "马上派人", at=cast.now, draft="d-1") == first
    assert told("message.answered") == 1
    other = services.answer(chen, came.conversation_id, "马上派人", at=cast.now, draft="d-2")
    assert other != first


def test_only_the_desk_answers_but_workers_may_about_their_case(cast: Cast) -> None:
    came = wrote(cast)
    with pytest.raises(Denied):
        services.answer(cast.actor(cast.li), came.conversation_id, "在路上", at=cast.now)
    with pytest.raises(Denied):
        services.answer(cast.resident(), came.conversation_id, "喂", at=cast.now)
    services.answer(cast.actor(cast.li), came.conversation_id, "在路上", at=cast.now, case_id=cast.home.id)


def test_an_empty_or_endless_answer_is_refused(cast: Cast) -> None:
    came = wrote(cast)
    for text in ("", "好" * 100_000):
        with pytest.raises(Invalid):
            services.answer(cast.actor(cast.chen), came.conversation_id, text, at=cast.now)
    assert told("message.answered") == 0


def test_nobody_reaches_a_conversation_of_another_community(cast: Cast) -> None:
    came = wrote(cast)
    gao = cast.actor(cast.gao)
    with pytest.raises(Missing):
        services.note(gao, came.conversation_id, "看看", at=cast.now)
    with pytest.raises(Missing):
        selectors.conversation(gao, came.conversation_id)


def test_notes_are_for_colleagues_only(cast: Cast) -> None:
    came = wrote(cast)
    services.note(cast.actor(cast.ma), came.conversation_id, "上周也漏过", at=cast.now)
    ours = selectors.conversation(cast.actor(cast.chen), came.conversation_id)
    theirs = selectors.conversation(cast.resident(), came.conversation_id)
    assert [row.what for row in ours.messages] == ["in", "machine", "note"]
    assert [row.what for row in theirs.messages] == ["in", "machine"]
    assert told("message.answered") == 0


def test_a_resident_sees_only_their_own_conversations(cast: Cast) -> None:
    came = wrote(cast)
    neighbour = cast.resident(cast.contact("openid-neighbour", "邻居"))
    with pytest.raises(Missing):
        selectors.conversation(neighbour, came.conversation_id)
    assert selectors.conversations(neighbour).rows == []


def test_somebody_heard_on_the_phone_is_taken_down(cast: Cast) -> None:
    services.take_contact(cast.actor(cast.ma), cast.zhou_contact, channel="phone", at=cast.now)
    fact = JournalEvent.objects.get(kind="contact.taken")
    assert fact.refs == {"contact": str(cast.zhou_contact), "staff": str(cast.ma)}
    with pytest.raises(Denied):
        services.take_contact(cast.actor(cast.li), cast.zhou_contact, channel="phone", at=cast.now)


# Ending ---------------------------------------------------------------------------------------------------------------


def test_closing_asks_for_a_rating_and_a_bare_number_gives_it(cast: Cast) -> None:
    came = wrote(cast)
    services.close(cast.actor(cast.chen), came.conversation_id, at=cast.later(minutes=5))
    services.close(cast.actor(cast.chen), came.conversation_id, at=cast.now)
    assert told("conversation.closed") == 1
    assert "/r/" in said(came.conversation_id, "machine")[-1]
    cast.later(minutes=1)
    assert wrote(cast, "5").conversation_id == came.conversation_id
    row = Conversation.objects.get(pk=came.conversation_id)
    assert (row.state, row.score) == ("closed", 5)
    assert told("message.received") == 1


def test_a_rating_counts_once_on_its_scale_and_after_the_end(cast: Cast) -> None:
    came = wrote(cast)
    zhou = cast.resident()
    with pytest.raises(Refused):
        services.rate(zhou, came.conversation_id, 4, at=cast.now)
    services.close(cast.actor(cast.chen), came.conversation_id, at=cast.now)
    with pytest.raises(Invalid):
        services.rate(zhou, came.conversation_id, 6, at=cast.now)
    services.rate(zhou, came.conversation_id, 4, at=cast.now)
    with pytest.raises(Refused):
        services.rate(zhou, came.conversation_id, 1, at=cast.now)
    assert told("conversation.rated") == 1


def test_soon_after_the_end_a_message_goes_on_where_it_was_later_it_begins_anew(cast: Cast) -> None:
    came = wrote(cast)
    services.close(cast.actor(cast.chen), came.conversation_id, at=cast.later(minutes=5))
    cast.later(hours=2)
    assert wrote(cast, "又漏了").conversation_id == came.conversation_id
    services.close(cast.actor(cast.chen), came.conversation_id, at=cast.now)
    cast.later(hours=13)
    assert wrote(cast, "还是漏").conversation_id != came.conversation_id


def test_who_falls_silent_is_reminded_and_then_the_conversation_ends(cast: Cast) -> None:
    came = wrote(cast)
    services.answer(cast.actor(cast.chen), came.conversation_id, "修好了吗？", at=cast.now)
    assert services.end_silent(at=cast.later(hours=23, minutes=59)) == 0
    assert services.end_silent(at=cast.later(minutes=1)) == 1
    assert services.end_silent(at=cast.now) == 0
    assert "自动结束" in said(came.conversation_id, "machine")[-1]
    assert services.end_silent(at=cast.later(hours=24)) == 1
    row = Conversation.objects.get(pk=came.conversation_id)
    assert (row.state, row.closed_because) == ("closed", "silent")


def test_a_resident_who_waits_for_us_is_never_closed_by_silence(cast: Cast) -> None:
    came = wrote(cast)
    assert services.end_silent(at=cast.later(days=9)) == 0
    assert Conversation.objects.get(pk=came.conversation_id).state == "waiting"


def test_a_word_after_the_reminder_stops_the_ending(cast: Cast) -> None:
    came = wrote(cast)
    services.answer(cast.actor(cast.chen), came.conversation_id, "修好了吗？", at=cast.now)
    services.end_silent(at=cast.later(hours=24))
    cast.later(hours=1)
    wrote(cast, "没有")
    assert services.end_silent(at=cast.later(days=3)) == 0


def test_nothing_ends_while_something_still_runs_in_it(cast: Cast) -> None:
    from guanjia.rooms.conversations.services import ending

    came = wrote(cast)
    services.answer(cast.actor(cast.chen), came.conversation_id, "明天来修", at=cast.now)
    before = list(ending._busy)
    try:
        services.busy_by(lambda ids: list(ids))
        for _ in range(3):
            assert services.end_silent(at=cast.later(hours=24)) == 1
    finally:
        ending._busy[:] = before
    assert Conversation.objects.get(pk=came.conversation_id).state == "open"
    assert len(said(came.conversation_id, "machine")) == 1


# Reading --------------------------------------------------------------------------------------------------------------


def test_lists_cost_three_queries_however_long(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(60):
        contact = cast.contact(f"openid-{number}")
        wrote(cast, f"第{number}条", contact_id=contact, at=cast.now + timedelta(seconds=number % 7))
    chen = cast.actor(cast.chen)
    with django_assert_num_queries(2):  # conversations with their last words, contacts; nobody owns one yet
        first = selectors.waiting(chen)
    second = selectors.waiting(chen, after=first.next)
    assert len({row.id for row in [*first, *second]}) == 60
    assert first.rows[0].snippet
    services.answer(chen, first.rows[0].id, "在", at=cast.later(minutes=1))
    with django_assert_num_queries(3):  # and the names of owners
        selectors.conversations(chen)


def test_unread_messages_are_counted_since_the_last_answer(cast: Cast, django_assert_num_queries: Any) -> None:
    came = wrote(cast)
    services.answer(cast.actor(cast.chen), came.conversation_id, "在", at=cast.later(minutes=1))
    quiet = wrote(cast, channel="page").conversation_id
    services.answer(cast.actor(cast.chen), quiet, "在", at=cast.later(minutes=1))
    since = cast.now
    cast.later(minutes=1)
    wrote(cast, "还漏")
    wrote(cast, "快点")
    with django_assert_num_queries(1):
        assert selectors.unread([came.conversation_id, quiet, None]) == {came.conversation_id: 2}
    assert selectors.count_waiting(cast.actor(cast.chen), since=since) == 1
    assert selectors.count_waiting(cast.actor(cast.chen), since=cast.now) == 0
    assert selectors.count_waiting(cast.actor(cast.gao)) == 0


def test_a_conversation_costs_four_queries_however_long(cast: Cast, django_assert_num_queries: Any) -> None:
    came = wrote(cast)
    chen = cast.actor(cast.chen)
    for number in range(60):
        services.answer(chen, came.conversation_id, f"第{number}句", at=cast.now + timedelta(seconds=number))
    with django_assert_num_queries(4):  # conversation, contact, messages, names of staff
        view = selectors.conversation(chen, came.conversation_id)
    assert view.messages[-1].text == "第59句"
    older = selectors.messages(chen, came.conversation_id, after=view.older)
    assert len(older.rows) + len(view.messages) == 62


def test_what_was_heard_is_handed_to_the_rooms_above(cast: Cast) -> None:
    from guanjia.shared.journal import restored

    came = wrote(cast)
    fact: Any = restored(JournalEvent.objects.get(kind="message.received"))
    heard = selectors.heard(fact)
    assert heard is not None
    assert (heard["key"], heard["text"], heard["home_id"]) == (came.message_id, "厨房漏水", cast.home.id)


def test_a_further_message_costs_as_much_in_a_long_conversation(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        wrote(cast, f"第{number}句", outside_id=str(number))
    # the book, the message before and after the lock, contact, conversation, message and state written, then the fact
    with django_assert_max_num_queries(20) as asked:
        wrote(cast, "又一句", outside_id="60")
    own = [query["sql"] for query in asked.captured_queries if "conversation" in query["sql"].split("WHERE")[0]]
    assert len(own) <= 7
