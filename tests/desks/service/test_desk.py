"""The desk as a browser sees it: queue, talk, promises, answering."""

import re
from typing import Any
from uuid import uuid4

from guanjia.desks.service.selectors.queue import Asked, queue
from guanjia.desks.service.types import Cut
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.people import services as people
from guanjia.rooms.people.models import Unmasking
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

HTMX = {"HX-Request": "true"}


def text_of(answer: Any) -> str:
    """The words of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def many(cast: Cast, count: int) -> None:
    """That many residents, each with a message; every fourth is no case."""
    for number in range(count):
        contact = cast.contact(f"openid-{number}", f"住户{number}")
        cast.writes("你好" if number % 4 == 0 else "单元门禁失灵了", contact_id=contact)


def test_a_message_stands_in_the_queue_with_what_is_owed_and_by_when(cast: Cast) -> None:
    cast.writes("3栋2单元1402厨房水龙头漏水了")
    page = text_of(cast.client(cast.ma).get("/desk/", {"view": "all"}))
    assert "Leak at home · 3-2-1402" in page
    assert "owed:" in page and "left" in page


def test_the_queue_runs_by_what_is_due_first(cast: Cast) -> None:
    cast.opened_case("sug.service", "建议多放几张长椅")
    cast.opened_case("emg.pipe", "爆管了")
    rows = queue(cast.actor(cast.ma), Asked(Cut.ALL), at=cast.now).rows
    assert [row.title for row in rows] == ["Burst pipe", "Suggestion"]
    assert rows[0].due_at and rows[1].due_at and rows[0].due_at < rows[1].due_at


def test_a_message_that_is_no_case_waits_in_the_queue_too(cast: Cast) -> None:
    talk = cast.writes("你好")
    assert not Case.objects.exists()
    browser = cast.client(cast.ma)
    assert f"conversation={talk}" in browser.get("/desk/").content.decode()
    opened = text_of(browser.get("/desk/", {"conversation": str(talk)}))
    assert "周敏" in opened and "你好" in opened


def test_tabs_show_ones_own_all_and_who_must_be_told_today(cast: Cast) -> None:
    mine = cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    cases.transfer(cast.actor(cast.ma), mine, cast.chen, "", at=cast.now)
    for view, seen in (("", False), ("all", True), ("tell_today", True)):
        assert (str(mine) in cast.client(cast.ma).get("/desk/", {"view": view}).content.decode()) is seen, view
    assert str(mine) in cast.client(cast.chen).get("/desk/").content.decode()


def test_what_nobody_looks_after_is_everybodys(cast: Cast) -> None:
    cast.writes("我想反映一个情况，说不清楚")
    found = Case.objects.get()
    assert found.owner_id is None and found.needs_desk
    assert str(found.id) in cast.client(cast.ma).get("/desk/").content.decode()


def test_opening_a_row_brings_talk_promises_and_why(cast: Cast) -> None:
    talk = cast.writes("3栋2单元1402厨房水龙头漏水了")
    case = Case.objects.get()
    browser = cast.client(cast.ma)
    for query in ({"case": str(case.id)}, {"conversation": str(talk)}):
        page = text_of(browser.get("/desk/", query))
        assert "3栋2单元1402厨房水龙头漏水了" in page and case.number in page
        assert "Told the same day" in page and "Why this time" in page and "24:00" in page


def test_for_a_script_only_the_part_that_changes_comes(cast: Cast) -> None:
    cast.writes("单元门禁失灵了")
    browser, case = cast.client(cast.ma), Case.objects.get()
    opened = browser.get("/desk/", {"case": str(case.id)}, headers=HTMX).content.decode()
    assert "<html" not in opened and 'id="facts"' in opened and "service-queue" not in opened
    rows = browser.get("/desk/", {"part": "rows", "view": "all"}, headers=HTMX).content.decode()
    assert "<html" not in rows and str(case.id) in rows and "service-answer" not in rows


def test_an_answer_goes_to_the_resident_and_keeps_the_promise(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    browser = cast.client(cast.ma)
    answer = browser.post(f"/desk/conversations/{talk}/answer/", {"kind": "answer", "text": "马上派人去看"})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/?conversation={talk}")
    run_waiting()
    said = Message.objects.get(conversation=talk, author="staff")
    assert (said.text, said.staff_id, said.direction) == ("马上派人去看", cast.ma, "out")
    first = [row for row in promises.of_subject("conversation", talk, at=cast.now) if row.state == "met"]
    assert first


def test_the_same_form_sent_twice_answers_once(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    browser, sent = cast.client(cast.ma), {"kind": "answer", "text": "马上派人去看", "draft": uuid4().hex}
    for _ in range(2):
        assert browser.post(f"/desk/conversations/{talk}/answer/", sent).status_code == 302
    assert Message.objects.filter(conversation=talk, author="staff").count() == 1


def test_an_answer_sent_by_script_brings_the_talk_back_and_tells_the_list(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    sent = {"kind": "answer", "text": "马上派人去看"}
    answer = cast.client(cast.ma).post(f"/desk/conversations/{talk}/answer/", sent, headers=HTMX)
    page = answer.content.decode()
    assert answer["HX-Trigger"] == "queue-changed"
    assert "马上派人去看" in page and "<html" not in page and '<textarea class="input"' in page


def test_an_answer_that_cant_be_sent_comes_back_with_its_text(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    for headers in ({}, HTMX):
        sent = {"kind": "answer", "text": "师傅 ____ 到您家", "draft": "d1"}
        answer = cast.client(cast.ma).post(f"/desk/conversations/{talk}/answer/", sent, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "师傅 ____ 到您家</textarea>" in page and "Fill in the blanks" in page and 'value="d1"' in page
    assert not Message.objects.filter(conversation=talk, author="staff").exists()
    empty = cast.client(cast.ma).post(f"/desk/conversations/{talk}/answer/", {"kind": "answer", "text": ""})
    assert empty.status_code == 422 and "Write something first" in empty.content.decode()


def test_an_inner_note_is_seen_by_colleagues_only(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    cast.client(cast.ma).post(f"/desk/conversations/{talk}/answer/", {"kind": "note", "text": "住户 ____ 听力不好"})
    note = Message.objects.get(direction="note")
    assert note.text == "住户 ____ 听力不好" and not note.delivery
    assert "听力不好" in cast.client(cast.chen).get("/desk/", {"conversation": str(talk)}).content.decode()


def test_a_question_is_answered_and_closed_in_one_go(cast: Cast) -> None:
    talk = cast.writes("请问物业费怎么交")
    case = Case.objects.get()
    assert "Send and close" in cast.client(cast.ma).get("/desk/", {"case": str(case.id)}).content.decode()
    sent = {"kind": "answer", "text": "公众号里点缴费就可以", "then": "settle"}
    assert cast.client(cast.ma).post(f"/desk/conversations/{talk}/answer/", sent).status_code == 302
    case.refresh_from_db()
    assert case.state == "closed" and Message.objects.filter(text="公众号里点缴费就可以", direction="out").exists()


def test_one_key_puts_the_topic_right_with_the_urgency_its_words_told(cast: Cast) -> None:
    cast.writes("厨房水管漏水越来越大关不住了，地漏也堵了")
    case = Case.objects.get()
    browser = cast.client(cast.ma)
    page = browser.get("/desk/", {"case": str(case.id)}).content.decode()
    assert 'data-key="1"' in page
    guess = case.guesses[-1]
    answer = browser.post(
        f"/cases/{case.id}/classify/",
        {"topic": guess["topic"], "on": "desk"},
        headers={**HTMX, "HX-Target": "work"},
    )
    case.refresh_from_db()
    assert (case.topic, case.urgency, case.needs_desk) == (guess["topic"], guess["urgency"], False)
    assert answer["HX-Trigger"] == "queue-changed" and 'id="facts"' in answer.content.decode()


def test_the_handbooks_wording_is_offered_with_what_is_known_filled_in(cast: Cast) -> None:
    case_id = cast.taken_case()
    talk = cast.writes("师傅什么时候来")
    page = text_of(cast.client(cast.ma).get("/desk/", {"conversation": str(talk), "case": str(case_id)}))
    assert "Suggested wording" in page and "跟您说一声今天的进展（0302-01）：____" in page


def test_news_say_how_many_wrote_since_and_nothing_before(cast: Cast) -> None:
    browser, since = cast.client(cast.ma), cast.now.isoformat()
    assert "newbar" not in browser.get("/desk/news/", {"since": since}).content.decode()
    cast.later(minutes=1)
    cast.writes("单元门禁失灵了")
    assert "1 new message" in text_of(browser.get("/desk/news/", {"since": since}))
    assert browser.get("/desk/news/", {"since": "2026-99-99"}).status_code == 200


def test_a_number_is_shown_in_full_once_and_on_record(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    browser = cast.client(cast.ma)
    assert "13812346027" not in browser.get("/desk/", {"conversation": str(talk)}).content.decode()
    seen = browser.post(f"/desk/contacts/{cast.zhou_contact}/unmask/", {"reason": "call"}, headers=HTMX)
    assert "13812346027" in seen.content.decode() and "<html" not in seen.content.decode()
    assert Unmasking.objects.get().reason == "call"
    assert JournalEvent.objects.filter(kind__endswith=".unmasked").count() == 1


def test_what_belongs_to_another_community_is_not_found(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    case = Case.objects.get()
    stranger = cast.client(cast.gao)
    for query in ({"case": str(case.id)}, {"conversation": str(talk)}):
        assert stranger.get("/desk/", query).status_code == 404
    assert stranger.post(f"/desk/conversations/{talk}/answer/", {"kind": "note", "text": "x"}).status_code == 404
    assert stranger.post(f"/desk/contacts/{cast.zhou_contact}/unmask/", {"reason": "call"}).status_code == 404


def test_who_serves_several_communities_looks_at_one_or_at_all(cast: Cast) -> None:
    people.post_to(cast.ma, cast.orchard.id, "desk")
    cast.writes("单元门禁失灵了")
    cast.writes("你好", contact_id=cast.stranger_contact)
    browser = cast.client(cast.ma)
    both = browser.get("/desk/", {"view": "all"}).content.decode()
    assert "Entrance door and intercom" in both and "吴倩" in both
    browser.post("/community/", {"community": str(cast.orchard.id), "next": "/desk/"})
    one = browser.get("/desk/", {"view": "all"}).content.decode()
    assert "Entrance door and intercom" not in one and "吴倩" in one


def test_who_may_look_but_not_answer_gets_no_form(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    engineer = cast.client(cast.hired("engineer", "engineer"))
    page = engineer.get("/desk/", {"conversation": str(talk)}).content.decode()
    assert "service-answer" not in page and 'href="/cases/' in page
    assert engineer.post(f"/desk/conversations/{talk}/answer/", {"text": "x"}).status_code == 403


def test_sixty_rows_cost_as_many_queries_as_four(cast: Cast, django_assert_max_num_queries: Any) -> None:
    browser = cast.client(cast.ma)
    for count in (4, 60):
        many(cast, count)
        # who asks (3); the cases with contacts, promises, unread (5); the waiting with theirs (6); the tabs and what
        # was kept (4); what one has seen, and one's views (2); the handbook in force, asked for by each of them (4 and
        # the engine's stamp)
        with django_assert_max_num_queries(18):
            page = browser.get("/desk/", {"view": "all"})
    assert page.content.decode().count("data-row>") + page.content.decode().count("data-row ") > 40


def test_the_pages_of_the_queue_hold_every_row_once(cast: Cast) -> None:
    many(cast, 120)
    actor, seen, after = cast.actor(cast.ma), [], None
    while True:
        page = queue(actor, Asked(Cut.ALL), at=cast.now, after=after)
        seen += [row.id for row in page]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 120


def test_an_open_row_costs_the_same_however_long_the_talk(cast: Cast, django_assert_max_num_queries: Any) -> None:
    talk = cast.writes("单元门禁失灵了")
    for number in range(60):
        cast.later(seconds=10)
        cast.writes(f"还有一件 {number}", key=str(number))
    browser = cast.client(cast.ma)
    # the whole page: the list as above, the talk, the case, its promises, who sits there (1), the card (9)
    with django_assert_max_num_queries(40):
        assert browser.get("/desk/", {"conversation": str(talk)}).status_code == 200
