"""What follows from a complaint: whose fault, what is done better, money by authority, and a file that holds it all."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.cases.types.remedies import Liability, NewImprovement
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.surveys import services as surveys
from guanjia.rooms.surveys.types import Answer
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.cases.complained import DECIDED, FOUND, OFFERED, done, follow_up_of

NEXT_WEEK = date(2026, 3, 9)
YUAN = 100


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


def decided(cast: Cast, liability: Liability | None = Liability.OURS, case_id: UUID | None = None) -> UUID:
    """A complaint the supervisor decided."""
    found = case_id or done(cast)
    he = cast.actor(cast.he)
    if case_id is None:
        services.note_facts(he, found, FOUND, at=cast.later(minutes=1))
    services.decide(he, found, replace(DECIDED, liability=liability), at=cast.later(minutes=1))
    return found


def states(cast: Cast, case_id: UUID, code: str) -> list[str]:
    rows = promises.of_subject("case", case_id, at=cast.now)
    return [row.state for row in rows if row.code == code and row.state != "superseded"]


def better(cast: Cast) -> NewImprovement:
    return NewImprovement(text="每天加扫一次，保洁主管拍照", owner_id=cast.he, until=NEXT_WEEK)


# C15 -------------------------------------------------------------------------------------------------------------


def test_our_fault_asks_for_what_is_done_better_within_three_workdays(cast: Cast) -> None:
    case_id = decided(cast)
    assert states(cast, case_id, "C15") == ["running"]
    services.set_action(cast.actor(cast.he), case_id, better(cast), at=cast.later(hours=3))
    assert states(cast, case_id, "C15") == ["met"]
    road = selectors.complaint(cast.actor(cast.he), case_id, at=cast.now)
    assert road is not None and [(one.owner, one.until) for one in road.improvements] == [("何静", NEXT_WEEK)]


def test_nothing_settled_in_time_is_missed(cast: Cast) -> None:
    case_id = decided(cast)
    cast.later(days=8)
    while promise_verbs.sweep(at=cast.now):
        pass
    assert states(cast, case_id, "C15") == ["missed"]


def test_decided_anew_as_somebody_elses_fault_it_is_owed_no_longer(cast: Cast) -> None:
    case_id = decided(cast)
    decided(cast, Liability.OTHERS, case_id)
    assert states(cast, case_id, "C15") == ["void"]
    assert states(cast, decided(cast, Liability.NOBODY), "C15") == []


def test_it_needs_words_a_day_to_come_and_a_colleague_of_here(cast: Cast) -> None:
    case_id, he = decided(cast), cast.actor(cast.he)
    for wrong in (replace(better(cast), text=" "), replace(better(cast), until=cast.now.date() - timedelta(days=2))):
        with pytest.raises(Invalid):
            services.set_action(he, case_id, wrong, at=cast.now)
    with pytest.raises(Refused):
        services.set_action(he, case_id, replace(better(cast), owner_id=cast.gao), at=cast.now)
    with pytest.raises(Denied):
        services.set_action(cast.actor(cast.ma), case_id, better(cast), at=cast.now)
    with pytest.raises(Refused):
        services.set_action(he, cast.taken_case(), better(cast), at=cast.now)


def of_better(cast: Cast, improvement_id: UUID) -> list[str]:
    return [row.state for row in promises.of_subject("improvement", improvement_id, at=cast.now) if row.code == "C35"]


def test_what_is_done_better_by_its_day_is_a_promise_kept(cast: Cast) -> None:
    case_id = decided(cast)
    given = replace(better(cast), owner_id=cast.zhao)
    better_id = services.set_action(cast.actor(cast.he), case_id, given, at=cast.later(hours=3))
    assert of_better(cast, better_id) == ["running"]
    services.finish_action(cast.actor(cast.zhao), better_id, "加扫了，拍照在册", at=cast.later(days=2))
    assert of_better(cast, better_id) == ["met"]
    road = selectors.complaint(cast.actor(cast.he), case_id, at=cast.now)
    assert road is not None and [(one.done_by, one.how) for one in road.improvements] == [("赵敏", "加扫了，拍照在册")]
    with pytest.raises(Refused):
        services.finish_action(cast.actor(cast.zhao), better_id, "又一次", at=cast.later(minutes=1))


def test_what_is_not_done_when_its_day_is_over_is_missed(cast: Cast) -> None:
    case_id = decided(cast)
    better_id = services.set_action(cast.actor(cast.he), case_id, better(cast), at=cast.later(hours=3))
    cast.later(days=10)
    while promise_verbs.sweep(at=cast.now):
        pass
    assert of_better(cast, better_id) == ["missed"]


def test_only_who_sees_to_it_or_decides_complaints_says_that_it_is_done(cast: Cast) -> None:
    case_id = decided(cast)
    better_id = services.set_action(cast.actor(cast.he), case_id, better(cast), at=cast.later(hours=3))
    with pytest.raises(Denied):
        services.finish_action(cast.actor(cast.ma), better_id, "好了", at=cast.later(minutes=1))
    with pytest.raises(Invalid):
        services.finish_action(cast.actor(cast.he), better_id, "  ", at=cast.now)
    with pytest.raises(Missing):
        services.finish_action(cast.actor(cast.he), case_id, "好了", at=cast.now)
    assert "finish_action" not in cast.client(cast.ma).get(f"/cases/{case_id}/").content.decode()


# C20 -------------------------------------------------------------------------------------------------------------


def archived(cast: Cast, liability: Liability | None, *, asked: bool = True) -> UUID:
    case_id = decided(cast, liability)
    he = cast.actor(cast.he)
    services.talk_through(he, case_id, OFFERED, at=cast.later(minutes=1))
    services.close(cast.actor(cast.zhao), case_id, at=cast.later(minutes=1))
    run_waiting()
    if asked:
        given: dict[str, Any] = dict.fromkeys(("attitude", "quality", "speed", "overall"), 5)
        surveys.answer(cast.actor(cast.ma), follow_up_of(case_id), Answer(5, "", given), at=cast.later(hours=1))
    for _ in range(40):
        cast.later(days=1)
        while promise_verbs.sweep(at=cast.now):
            pass
        services.archive_owed_nothing(at=cast.now)
        if selectors.state_of(case_id) == "archived":
            break
    return case_id


def test_a_whole_file_holds_six_facts_when_it_is_put_away(cast: Cast) -> None:
    case_id = archived(cast, Liability.NOBODY)
    assert states(cast, case_id, "C20") == ["met"]
    fact = JournalEvent.objects.get(kind="case.archived", refs__case=str(case_id))
    assert set(fact.data["evidence"]) == {"time", "matter", "feedback", "result", "follow_up", "liability"}


def test_without_saying_whose_fault_it_was_the_file_is_not_whole(cast: Cast) -> None:
    assert states(cast, archived(cast, None), "C20") == ["missed"]


# C30 -------------------------------------------------------------------------------------------------------------


def asked_for(cast: Cast, yuan: int, who: UUID | None = None) -> UUID:
    case_id = decided(cast)
    actor = cast.actor(who or cast.ma)
    services.ask_compensation(actor, case_id, yuan * YUAN, "地板泡了", at=cast.later(minutes=1))
    return case_id


@pytest.mark.parametrize(
    ("yuan", "role"), [(200, "supervisor"), (201, "manager"), (2000, "manager"), (2001, "company")]
)
def test_whose_decision_it_is_stands_in_the_handbook(cast: Cast, yuan: int, role: str) -> None:
    case_id = asked_for(cast, yuan)
    (row,) = selectors.compensation_of(case_id, at=cast.now)
    (brought,) = selectors.brought_of(case_id, at=cast.now)
    assert brought.to_role == role and row.role_title == brought.role_title


def test_approved_by_who_may_and_given_it_keeps_the_gate_and_the_case_says_so(cast: Cast) -> None:
    case_id = asked_for(cast, 500)
    with pytest.raises(Denied):
        services.decide_compensation(cast.actor(cast.he), case_id, approve=True, answer="", at=cast.now)
    with pytest.raises(Refused):
        services.give_compensation(cast.actor(cast.ma), case_id, "现金", at=cast.now)
    zhao = cast.actor(cast.zhao)
    services.decide_compensation(zhao, case_id, approve=True, answer="同意", at=cast.later(minutes=5))
    assert selectors.brought_waiting(zhao, at=cast.now).rows == []
    services.give_compensation(cast.actor(cast.ma), case_id, "微信转账", at=cast.later(minutes=5))
    assert states(cast, case_id, "C30") == ["met"]
    shown = cast.client(cast.he).get(f"/cases/{case_id}/").content.decode()
    assert "赵敏同意补偿业主 ¥500.00" in shown and "微信转账" in shown and "已给付" in shown


def test_the_case_offers_the_decision_to_who_may_take_it_only(cast: Cast) -> None:
    case_id = asked_for(cast, 500)
    shown = {who: cast.client(who).get(f"/cases/{case_id}/").content.decode() for who in (cast.he, cast.zhao)}
    assert "/decide_compensation/" not in shown[cast.he] and "/decide_compensation/" in shown[cast.zhao]
    assert "/ask_compensation/" not in shown[cast.he]


def test_who_stands_above_may_decide_what_is_less(cast: Cast) -> None:
    case_id = asked_for(cast, 100)
    services.decide_compensation(cast.actor(cast.zhao), case_id, approve=True, answer="", at=cast.now)
    services.give_compensation(cast.actor(cast.he), case_id, "现金", at=cast.later(minutes=5))
    assert states(cast, case_id, "C30") == ["met"]


def test_declined_with_a_reason_nothing_is_given_and_it_may_be_asked_again(cast: Cast) -> None:
    case_id = asked_for(cast, 100)
    with pytest.raises(Refused):
        services.ask_compensation(cast.actor(cast.ma), case_id, 100, "再要", at=cast.now)
    he = cast.actor(cast.he)
    with pytest.raises(Invalid):
        services.decide_compensation(he, case_id, approve=False, answer=" ", at=cast.now)
    services.decide_compensation(he, case_id, approve=False, answer="不在合同里", at=cast.now)
    with pytest.raises(Refused):
        services.give_compensation(he, case_id, "现金", at=cast.now)
    services.ask_compensation(cast.actor(cast.ma), case_id, 100, "再要", at=cast.later(minutes=1))
    assert [one.state for one in selectors.compensation_of(case_id, at=cast.now)] == ["declined", "asked"]


def test_the_pages_carry_it_from_asking_to_giving(cast: Cast) -> None:
    case_id = decided(cast)
    ma, he = cast.client(cast.ma), cast.client(cast.he)
    assert ma.post(f"/cases/{case_id}/ask_compensation/", {"amount": "150.5", "why": "误工"}).status_code == 302
    shown = he.get(f"/cases/{case_id}/").content.decode()
    assert "¥150.50" in shown and f"/cases/{case_id}/decide_compensation/" in shown
    assert f"/cases/{case_id}/give_compensation/" not in shown
    assert "同意补偿 ¥150.50：误工" in he.get(f"/cases/{case_id}/decide_compensation/").content.decode()
    assert he.post(f"/cases/{case_id}/decide_compensation/", {"decision": "yes"}).status_code == 302
    assert ma.post(f"/cases/{case_id}/give_compensation/", {"how": "现金"}).status_code == 302
    form = {"text": "加巡", "owner": str(cast.he), "until": "2026-03-09"}
    assert he.post(f"/cases/{case_id}/set_action/", form).status_code == 302
    shown = he.get(f"/cases/{case_id}/").content.decode()
    assert "已给付" in shown and "加巡" in shown and "我方有责" in shown
    assert "加巡 · 何静" in he.get(f"/cases/{case_id}/finish_action/").content.decode()
    (row,) = selectors.improvements_of(case_id)
    form = {"improvement": str(row.id), "how": "每晚加巡一次"}
    assert he.post(f"/cases/{case_id}/finish_action/", form).status_code == 302
    shown = he.get(f"/cases/{case_id}/").content.decode()
    assert "每晚加巡一次" in shown and f"/cases/{case_id}/finish_action/" not in shown


def test_programs_do_the_same(cast: Cast) -> None:
    case_id = decided(cast)

    def send(who: UUID, path: str, **body: Any) -> int:
        address = f"/api/v1/cases/{case_id}/{path}"
        client = cast.client(who)
        return client.post(address, body, content_type="application/json", headers=cast.bearer(who)).status_code

    assert send(cast.he, "improvements", text="加巡", owner_id=str(cast.he), until="2026-03-09") == 204
    (row,) = selectors.improvements_of(case_id)
    address = f"/api/v1/cases/improvements/{row.id}/done"
    sent = {"content_type": "application/json", "headers": cast.bearer(cast.he)}
    assert cast.client(cast.he).post(address, {"how": "加巡了"}, **sent).status_code == 204
    assert send(cast.ma, "compensation", amount=5000, why="误工") == 204
    assert send(cast.he, "compensation/decision", approve=True) == 204
    assert send(cast.ma, "compensation/given", how="现金") == 204
    assert [one.state for one in selectors.compensation_of(case_id, at=cast.now)] == ["given"]


def test_who_it_is_about_keeps_out_of_the_money(cast: Cast) -> None:
    case_id = cast.opened_case("cmp.staff", "前台态度差")
    services.name_about(cast.actor(cast.zhao), case_id, cast.ma, at=cast.later(minutes=1))
    with pytest.raises((Denied, Missing)):
        services.ask_compensation(cast.actor(cast.ma), case_id, 100, "x", at=cast.now)
