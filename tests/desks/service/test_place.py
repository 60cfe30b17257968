"""The desk's own help: drafts, two at one case, a stale answer, views, several at once, taking back, the palette."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import Because
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.services.auditing import audit
from guanjia.rooms.workplace.models import Draft, KeptView
from guanjia.shared.errors import Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.desks.service.test_registering import text_of

HTMX = {"HX-Request": "true"}


def facts(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


def said(cast: Cast, browser: Client, talk: Any, text: str, **more: Any) -> Any:
    """An answer typed on the page as it was opened."""
    return browser.post(f"/desk/conversations/{talk}/answer/", {"kind": "answer", "text": text, **more}, headers=HTMX)


# Drafts and answers -----------------------------------------------------------------------------------------------


def test_a_draft_comes_back_to_who_typed_it_and_goes_with_the_answer(cast: Cast) -> None:
    talk, ma = cast.writes("单元门禁失灵了"), cast.client(cast.ma)
    name = f"answer-{talk}"
    assert ma.post("/desk/drafts/", {"name": name, "values": json.dumps({"text": ["马上看"]})}).status_code == 204
    assert ma.get("/desk/drafts/", {"name": [name, "register"]}).json()[name]["values"] == {"text": ["马上看"]}
    assert cast.client(cast.chen).get("/desk/drafts/", {"name": name}).json() == {}
    assert said(cast, ma, talk, "马上看").status_code == 200
    assert not Draft.objects.exists()


def test_an_answer_a_colleague_has_overtaken_is_caught_and_keeps_its_text(cast: Cast) -> None:
    talk, ma = cast.writes("单元门禁失灵了"), cast.client(cast.ma)
    page = ma.get(f"/desk/?conversation={talk}").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f-]+)"', page)
    assert seen
    cast.later(minutes=1)
    conversations.answer(cast.actor(cast.chen), talk, "已安排师傅", at=cast.now)
    answer = said(cast, ma, talk, "稍等，我看看", seen=seen[1])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "陈悦 has answered meanwhile" in text_of(answer) and "稍等，我看看" in page and "已安排师傅" in page
    assert Message.objects.filter(author="staff").count() == 1
    again = re.search(r'name="seen" value="([0-9a-f-]+)"', page)
    assert again and again[1] != seen[1]
    assert said(cast, ma, talk, "稍等，我看看", seen=again[1]).status_code == 200
    assert Message.objects.filter(author="staff").count() == 2


def test_a_resident_who_goes_on_writing_and_ones_own_answer_make_nothing_stale(cast: Cast) -> None:
    talk, ma = cast.writes("单元门禁失灵了"), cast.client(cast.ma)
    seen = str(Message.objects.latest("id").pk)
    conversations.answer(cast.actor(cast.ma), talk, "您好", at=cast.later(minutes=1))
    cast.writes("二单元的")
    assert said(cast, ma, talk, "马上看", seen=seen).status_code == 200


# Who else is here, what is new --------------------------------------------------------------------------------------


def test_two_at_one_case_see_each_other_and_a_case_of_elsewhere_is_nobodys(cast: Cast) -> None:
    case_id = cast.taken_case()
    sat = cast.client(cast.chen).post("/desk/here/", {"case": case_id, "tab": "t1", "writes": "1"})
    assert sat.status_code == 204
    assert "陈悦 is writing here" in text_of(cast.client(cast.ma).get(f"/cases/{case_id}/"))
    assert "陈悦 is writing here" in text_of(cast.client(cast.ma).get("/desk/here/", {"case": case_id}, headers=HTMX))
    cast.client(cast.chen).post("/desk/leave/", {"tab": "t1"})
    assert "陈悦 is writing here" not in text_of(cast.client(cast.ma).get(f"/cases/{case_id}/"))
    assert cast.client(cast.gao).post("/desk/here/", {"case": case_id, "tab": "t1"}).status_code == 404


def test_a_message_is_unread_for_each_until_they_have_looked(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    ma, chen = cast.client(cast.ma), cast.client(cast.chen)
    case_id = Case.objects.get(conversation=talk).pk
    row = {"view": "all"}
    assert ma.get("/desk/", row).context["page"].rows[0].unread == 1
    cast.later(minutes=1)
    ma.post("/desk/here/", {"case": case_id, "tab": "t"})
    mine, theirs = (one.get("/desk/", row).context["page"].rows[0] for one in (ma, chen))
    assert (mine.unread, mine.fresh, theirs.unread, theirs.fresh) == (0, False, 1, True)
    cast.later(minutes=1)
    cast.writes("二单元的")
    assert ma.get("/desk/", row).context["page"].rows[0].unread == 1


# Views --------------------------------------------------------------------------------------------------------------


def test_a_kept_view_stands_beside_the_tabs_and_may_be_where_the_list_begins(cast: Cast) -> None:
    ma = cast.client(cast.ma)
    kept = ma.post("/desk/views/cases/", {"name": "漏水", "query": "text=漏水&after=x"})
    assert kept["Location"].startswith("/cases/?text=")
    assert [tab.label for tab in ma.get(kept["Location"]).context["tabs"] if tab.current] == ["漏水"]
    view = KeptView.objects.get()
    ma.post(f"/desk/views/cases/{view.pk}/choose/")
    assert ma.get("/cases/")["Location"] == kept["Location"]
    assert ma.get("/cases/?view=open").status_code == 200
    assert cast.client(cast.chen).get("/cases/").status_code == 200
    assert ma.post("/desk/views/nothing/", {"name": "x"}).status_code == 404


def test_a_view_that_was_dropped_can_be_had_back(cast: Cast) -> None:
    ma = cast.client(cast.ma)
    ma.post("/desk/views/cases/", {"name": "漏水", "query": "text=漏水"})
    ma.post(f"/desk/views/cases/{KeptView.objects.get().pk}/choose/")
    page = ma.post(f"/desk/views/cases/{KeptView.objects.get().pk}/drop/", follow=True).content.decode()
    assert not KeptView.objects.exists() and "Undo" in page
    fields = dict(
        re.findall(r'type="hidden" name="(name|query|chosen)" value="([^"]*)"', page.partition("data-seconds")[2])
    )
    ma.post("/desk/views/cases/", fields)
    assert KeptView.objects.get().chosen
    assert "data-seconds" not in ma.get("/cases/?view=open").content.decode()


# Several at once ----------------------------------------------------------------------------------------------------


def test_what_several_would_become_is_shown_then_done_one_by_one_and_once(cast: Cast) -> None:
    first, second = cast.opened_case("inq.fee", "物业费怎么交"), cast.opened_case("rep.water.leak", "厨房漏水")
    over = cast.closed_case()
    ma, chosen = cast.client(cast.ma), [first, second, over]
    form = {"case": chosen, "act": "transfer", "to_staff": str(cast.he), "note": "换班"}
    written = JournalEvent.objects.count()
    page = ma.post("/cases/together/", {**form, "step": "look"})
    words = text_of(page)
    assert "It changes 2 cases. 1 is refused and stays as it is. Nothing has been done yet." in words
    assert "马丽 → 何静" in words and "Not possible while it is “Closed”." in words
    assert JournalEvent.objects.count() == written and not Case.objects.filter(owner=cast.he).exists()
    sent = {**form, "step": "do", "key": page.context["key"]}
    assert "Done to 2 cases. 1 was refused and is as before." in text_of(ma.post("/cases/together/", sent))
    assert set(Case.objects.filter(owner=cast.he).values_list("pk", flat=True)) == {first, second}
    ma.post("/cases/together/", sent)
    assert facts("case.transferred") == 2


def test_several_are_told_and_merged_as_one_would_be(cast: Cast) -> None:
    first, second, third = (cast.opened_case("rep.water.leak", f"三楼漏水{n}") for n in range(3))
    ma, number = cast.client(cast.ma), Case.objects.get(pk=first).number
    form = {"case": [second, third], "act": "merge", "number": number}
    page = ma.post("/cases/together/", {**form, "step": "look"})
    assert f"carried on in {number}" in text_of(page)
    ma.post("/cases/together/", {**form, "step": "do", "key": "k"})
    assert set(Case.objects.filter(state="merged").values_list("pk", flat=True)) == {second, third}
    told = {"case": [first], "act": "tell", "what": "progress", "channel": "phone", "text": "师傅在路上"}
    assert ma.post("/cases/together/", {**told, "step": "do", "key": "k"}).status_code == 200
    assert facts("case.feedback_given") == 1
    empty = ma.post("/cases/together/", {**told, "text": "", "step": "look"})
    assert "This field is required." in text_of(empty)


def test_cases_of_elsewhere_and_nonsense_are_not_among_the_chosen(cast: Cast) -> None:
    case_id = cast.opened_case()
    form = {"case": [case_id, "nonsense"], "act": "note", "text": "x", "step": "look"}
    assert len(cast.client(cast.ma).post("/cases/together/", form).context["outcomes"]) == 1
    assert "No case was chosen" in text_of(cast.client(cast.gao).post("/cases/together/", form))


# Taking back --------------------------------------------------------------------------------------------------------


def taken_back(browser: Client, page: str) -> Any:
    """Press the button of the toast."""
    token, url = re.search(r'name="token" value="([^"]+)"', page), re.search(r'action="([^"]+/undo/)"', page)
    assert token and url
    return browser.post(url[1], {"token": token[1]})


def test_a_topic_given_by_mistake_is_taken_back_by_a_new_fact(cast: Cast) -> None:
    case_id, ma = cast.opened_case(), cast.client(cast.ma)
    page = ma.post(f"/cases/{case_id}/classify/", {"topic": "rep.door"}, follow=True)
    if page.status_code == 422:
        raise AssertionError(text_of(page))
    assert taken_back(ma, page.content.decode()).status_code == 302
    assert Case.objects.get(pk=case_id).topic == "rep.water.leak"
    assert facts("case.reclassified") == 2


def test_another_owner_is_taken_back_unless_somebody_changed_it_meanwhile(cast: Cast) -> None:
    case_id, ma = cast.opened_case(), cast.client(cast.ma)
    given = {"to_staff": str(cast.he), "reason": "", "note": ""}
    page = ma.post(f"/cases/{case_id}/transfer/", given, follow=True).content.decode()
    assert Case.objects.get(pk=case_id).owner_id == cast.he
    assert taken_back(ma, page).status_code == 302
    assert Case.objects.get(pk=case_id).owner_id == cast.ma
    page = ma.post(f"/cases/{case_id}/transfer/", given, follow=True).content.decode()
    cases.transfer(cast.actor(cast.he), case_id, cast.chen, "", at=cast.now)
    late = taken_back(ma, page)
    assert late.status_code == 409 and "changed this meanwhile" in text_of(late)
    assert Case.objects.get(pk=case_id).owner_id == cast.chen


def test_a_token_of_another_case_takes_nothing_back(cast: Cast) -> None:
    case_id, other, ma = cast.opened_case(), cast.opened_case(), cast.client(cast.ma)
    page = ma.post(f"/cases/{case_id}/urgency/", {"urgency": "u1", "note": "有老人"}, follow=True).content.decode()
    assert taken_back(ma, page.replace(str(case_id), str(other))).status_code == 409
    assert ma.post(f"/cases/{case_id}/undo/", {"token": "made up"}).status_code == 409


# Calls about what is open -------------------------------------------------------------------------------------------


def test_a_caller_is_found_by_the_end_of_the_number_with_what_is_open(cast: Cast) -> None:
    ma = cast.client(cast.ma)
    ma.post(
        "/desk/register/", {"channel": "phone", "phone": "13812346027", "text": "厨房水龙头漏水", "then": "dispatch"}
    )
    run_waiting()
    cast.later(hours=3)
    page = ma.post("/desk/register/look/", {"channel": "phone", "phone": "6027"}, headers=HTMX)
    look = page.context["look"]
    assert (look.resident_id, look.home.label, look.calls) == (cast.zhou, "3-2-1402", 1)
    assert [row.title for row in look.still_open] == ["厨房水龙头漏水"]
    assert "Called or came 1 time in 7 days" in text_of(page) and "Asks again" in text_of(page)
    assert ma.post("/desk/register/look/", {"channel": "phone", "phone": "602"}).context["look"].callers == []


def test_a_call_about_an_open_case_joins_it_and_counts_as_asking_again(cast: Cast) -> None:
    case_id, ma = cast.taken_case(), cast.client(cast.ma)
    call = {
        "channel": "phone",
        "phone": "6027",
        "text": "师傅怎么还没来",
        "draft": "0195566e-0000-7000-8000-000000000001",
    }
    cast.later(hours=1)
    for _ in range(2):
        answer = ma.post("/desk/register/", {**call, "join": f"hurry:{case_id}"})
    assert answer["Location"] == f"/desk/register/{case_id}/?joined=hurry"
    case = Case.objects.get()
    assert (case.hurried, case.notes.get(kind="word").text) == (1, "师傅怎么还没来")
    assert (facts("contact.joined"), facts("case.hurried"), facts("contact.taken")) == (1, 1, 1)
    assert "asked ×1" in text_of(ma.get(answer["Location"]))
    cast.later(minutes=10)
    ma.post("/desk/register/", {**call, "draft": "", "join": f"add:{case_id}"})
    case.refresh_from_db()
    assert (case.hurried, facts("contact.joined"), Case.objects.count()) == (1, 2, 1)


def test_who_calls_twice_within_a_minute_counts_once_and_the_next_word_is_owed_soon(cast: Cast) -> None:
    case_id = cast.taken_case()
    ma, before = cast.actor(cast.ma), Case.objects.get(pk=case_id).due_at
    cast.later(minutes=10)
    cases.hurry(ma, case_id, "家里有老人", at=cast.now)
    cases.hurry(ma, case_id, "快一点", at=cast.later(seconds=30))
    case = Case.objects.get(pk=case_id)
    assert (case.hurried, case.notes.filter(kind="word").count(), facts("case.hurried")) == (1, 2, 1)
    assert case.due_at < before
    row = cast.client(cast.ma).get("/desk/", {"view": "all"}).context["page"].rows[0]
    assert (row.hurried, row.owed) == (1, "Asked again and told in half an hour")


def test_a_topic_beyond_doubt_is_taken_when_the_form_is_sent_before_it_was_shown(cast: Cast) -> None:
    call = {"channel": "phone", "phone": "6027", "text": "厨房水龙头漏水，接了盆", "then": "dispatch"}
    assert cast.client(cast.ma).post("/desk/register/", call).status_code == 302
    assert Case.objects.get().topic == "rep.water.leak"


# To be told today ---------------------------------------------------------------------------------------------------


def test_finished_cases_are_told_today_too_with_the_handbooks_words_and_then_gone(cast: Cast) -> None:
    case_id, ma = cast.opened_case("inq.fee", "物业费怎么交"), cast.client(cast.ma)
    cases.answer_on_the_spot(cast.actor(cast.ma), case_id, at=cast.later(minutes=5))
    assert Case.objects.get().state == "closed"
    listed = ma.get("/desk/", {"view": "tell_today"})
    assert [row.id for row in listed.context["page"].rows] == [case_id]
    assert [tab.count for tab in listed.context["tabs"]][2] == 1
    form = ma.get(f"/cases/{case_id}/tell/").context["form"]
    assert form["text"].value() and form["what"].value() == "result"
    ma.post(f"/cases/{case_id}/tell/", {"what": "result", "channel": "phone", "text": "缴费方式已告知"})
    assert ma.get("/desk/", {"view": "tell_today"}).context["page"].rows == []


# The palette --------------------------------------------------------------------------------------------------------


def test_the_palette_finds_cases_and_homes_of_ones_own_masked(cast: Cast) -> None:
    cast.opened_case()
    number, ma = Case.objects.get().number, cast.client(cast.ma)
    for typed in (number, "漏水", "3-2-1402"):
        assert ma.get("/desk/find/", {"q": typed}).json()["rows"][0]["label"].startswith(number), typed
    homes = [row["label"] for row in ma.get("/desk/find/", {"q": "3-2-1402"}).json()["rows"]]
    assert "3-2-1402 周*" in homes
    assert ma.get("/desk/find/", {"q": "漏"}).json() == {"rows": []}
    assert cast.client(cast.gao).get("/desk/find/", {"q": number}).json()["rows"] == []


# Taking back what ends or moves a case ------------------------------------------------------------------------------


def test_a_merge_is_taken_back_and_somebody_has_it_again(cast: Cast) -> None:
    case_id, other, ma = cast.taken_case(), cast.opened_case("rep.door", "门打不开"), cast.client(cast.ma)
    page = ma.post(f"/cases/{case_id}/merge/", {"into": str(other)}, follow=True).content.decode()
    run_waiting()
    assert Case.objects.get(pk=case_id).state == "merged"
    assert taken_back(ma, page).status_code == 302
    run_waiting()
    row = Case.objects.get(pk=case_id)
    assert (row.state, row.merged_into_id, row.worker_id) == ("in_hand", None, cast.li)
    assert Assignment.objects.filter(case=case_id, state="taken", staff=cast.li).count() == 1
    owed = {one.code: one.state for one in promises.of_subject("case", case_id, at=cast.now)}
    assert "running" in owed.values()


def test_a_withdrawal_is_taken_back_later_for_a_reason_and_somebody_is_asked_anew(cast: Cast) -> None:
    case_id, ma = cast.opened_case(), cast.client(cast.ma)
    page = ma.post(f"/cases/{case_id}/withdraw/", {"reason": "sent_twice", "note": ""}, follow=True).content.decode()
    run_waiting()
    assert taken_back(ma, page).status_code == 302
    run_waiting()
    assert Case.objects.get(pk=case_id).state == "dispatched"
    cases.withdraw(cast.actor(cast.ma), case_id, Because("sent_twice"), at=cast.later(minutes=1))
    run_waiting()
    cast.later(hours=5)
    assert f"/cases/{case_id}/take_back/" in ma.get(f"/cases/{case_id}/").content.decode()
    assert ma.post(f"/cases/{case_id}/take_back/", {"reason": "not_settled", "note": "撤错了"}).status_code == 302
    run_waiting()
    assert Case.objects.get(pk=case_id).state == "dispatched"
    assert audit().is_clean


def test_after_the_handbooks_days_it_is_too_late(cast: Cast) -> None:
    case_id = cast.opened_case()
    cases.withdraw(cast.actor(cast.ma), case_id, Because("sent_twice"), at=cast.later(minutes=1))
    cast.later(days=60)
    with pytest.raises(Refused):
        cases.take_back(cast.actor(cast.ma), case_id, Because("not_settled"), at=cast.now)
    with pytest.raises(Refused):
        cases.take_back(cast.actor(cast.ma), cast.opened_case(), Because("not_settled"), at=cast.now)


def test_naming_somebody_is_taken_back_to_who_was_asked_before(cast: Cast) -> None:
    case_id, ma = cast.taken_case(), cast.client(cast.ma)
    other = cast.hired("plumber", "technician", skills=("plumbing",))
    form = {"staff": str(other), "reason": "higher_up", "note": ""}
    page = ma.post(f"/cases/{case_id}/assign/", form, follow=True).content.decode()
    assert Assignment.objects.get(case=case_id, state="offered").staff_id == other
    assert taken_back(ma, page).status_code == 302
    assert Assignment.objects.get(case=case_id, state="offered").staff_id == cast.li


# What language residents are told in ----------------------------------------------------------------------------------


def test_suggested_wording_says_its_language_and_is_never_half_translated(cast: Cast, settings: Any) -> None:
    case_id, ma = cast.taken_case(), cast.client(cast.ma)
    cases.pause(cast.actor(cast.ma), case_id, Because("part_on_order", "等阀门"), at=cast.later(minutes=5))
    page = ma.get(f"/cases/{case_id}/").content.decode()
    said = re.findall(r'<p class="soft lines" lang="zh-Hans">([^<]+)</p>', page)
    assert said and "in Chinese" in page
    for one in said:
        assert not re.search(r"[a-z]{4,} [a-z]{3,}", one), one
    settings.LANGUAGE_CODE = "zh-hans"
    shown = cast.client(cast.ma).get(f"/cases/{case_id}/").content.decode()
    assert "in Chinese" not in shown and 'class="tag">中文<' not in shown
