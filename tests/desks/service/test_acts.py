"""What is done to a case at the desk: every act as a plain post, refused ones with what was typed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanjia.desks.service.acts import ACTS
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case, CaseNote
from guanjia.rooms.cases.types import CaseState, Report
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.people.types import Duty
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast

HTMX = {"HX-Request": "true"}
# the smallest picture there is: one pixel
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


def act(cast: Cast, case_id: UUID, name: str, **given: Any) -> Any:
    """Send the form of an act as Ma."""
    return cast.client(cast.ma).post(f"/cases/{case_id}/{name}/", given)


def state(case_id: UUID) -> str:
    """Where the case stands."""
    return str(Case.objects.get(pk=case_id).state)


def test_every_act_has_a_page_of_its_own_and_a_part_for_the_dialog(cast: Cast) -> None:
    case_id = cast.done_case()
    desk, lead = cast.client(cast.ma), cast.client(cast.zhao)
    for one in ACTS:
        browser = lead if one.duty == Duty.DECIDE_COMPLAINTS else desk  # the desk decides no complaint
        url = f"/cases/{case_id}/{one.name}/"
        assert "<html" in browser.get(url).content.decode(), one.name
        part = browser.get(url, headers=HTMX).content.decode()
        assert "<html" not in part and f'id="service-act-{one.name}"' in part, one.name


def test_the_road_of_a_repair_by_plain_posts(cast: Cast) -> None:
    cast.writes("我家有点问题，请来看看")
    case_id = Case.objects.get().id
    assert act(cast, case_id, "classify", topic="rep.water.leak")["Location"] == f"/cases/{case_id}/"
    run_waiting()
    assert act(cast, case_id, "assign", staff=str(cast.wang)).status_code == 422  # Li was asked: why not he?
    assert act(cast, case_id, "assign", staff=str(cast.wang), reason="better_suited").status_code == 302
    found = Assignment.objects.get(case=case_id, state="offered")
    assert (found.staff_id, found.by_staff_id) == (cast.wang, cast.ma)
    cases.taken_on(cast.actor(cast.wang), case_id, at=cast.later(minutes=1))
    assert act(cast, case_id, "pause", reason="part_on_order").status_code == 302
    assert state(case_id) == CaseState.PAUSED
    assert act(cast, case_id, "resume").status_code == 302
    picture = SimpleUploadedFile("after.png", PIXEL, "image/png")
    sent = {"photo": picture, "why_before": "not_there", "tested": "on"}
    assert act(cast, case_id, "done", text="换了软管", **sent).status_code == 302
    assert state(case_id) == CaseState.DONE
    assert act(cast, case_id, "refuse", reason="not_fixed").status_code == 302
    assert act(cast, case_id, "resume").status_code == 302
    assert act(cast, case_id, "done", text="又修了一次", tested="on", why_before="not_there").status_code == 302
    assert act(cast, case_id, "accept", note="电话里说好了").status_code == 302
    assert state(case_id) == CaseState.CLOSED
    assert act(cast, case_id, "reopen", reason="again").status_code == 302
    assert state(case_id) == CaseState.IN_HAND


def test_a_complaint_is_closed_by_a_person_after_it_was_accepted(cast: Cast) -> None:
    case_id = cast.opened_case("cmp.noise", "楼上太吵")
    he = cast.actor(cast.he)
    cases.taken_on(he, case_id, at=cast.later(minutes=1))
    cases.done(he, case_id, Report("谈妥了"), at=cast.later(minutes=1))
    assert act(cast, case_id, "accept").status_code == 302
    assert state(case_id) == CaseState.ACCEPTED
    assert act(cast, case_id, "close", note="双方都认可").status_code == 422  # neither checked nor decided
    cast.settles(case_id)
    assert act(cast, case_id, "close", note="双方都认可").status_code == 302
    assert state(case_id) == CaseState.CLOSED


def test_what_is_told_is_kept_and_goes_out_where_the_resident_wrote(cast: Cast) -> None:
    talk = cast.writes("单元门禁失灵了")
    case_id = Case.objects.get().id
    assert act(cast, case_id, "tell", what="progress", text="配件明天到").status_code == 302
    page = cast.client(cast.ma).get("/desk/", {"conversation": str(talk)}).content.decode()
    assert "配件明天到" in page
    assert act(cast, case_id, "tell", what="progress", text="电话里说过了", channel="phone").status_code == 302
    assert CaseNote.objects.filter(case=case_id, kind="feedback").count() == 2


def test_urgency_owner_department_and_supervisor(cast: Cast) -> None:
    case_id = cast.opened_case()
    assert act(cast, case_id, "urgency", urgency="u1", note="水越漏越大").status_code == 302
    assert act(cast, case_id, "transfer", to_staff=str(cast.chen), reason="shift_over").status_code == 302
    assert act(cast, case_id, "pass_on", department="works", note="请看总阀").status_code == 302
    up = {"to_role": "supervisor", "reason": "over_authority", "note": "要协调楼上"}
    assert act(cast, case_id, "escalate", **up).status_code == 302
    assert act(cast, case_id, "hurry", note="又来电话催").status_code == 302
    assert act(cast, case_id, "note", text="先联系楼上").status_code == 302
    found = Case.objects.get(pk=case_id)
    assert (found.urgency, found.owner_id, found.department) == ("u1", cast.chen, "works")
    assert (found.escalated_to, found.hurried) == ("supervisor", 1)


def test_a_visit_is_agreed_and_moved_for_a_reason(cast: Cast) -> None:
    case_id = cast.opened_case()
    start = "2026-03-02T14:00"
    assert act(cast, case_id, "appointment", window_start=start, window_end="16:00").status_code == 302
    page = cast.client(cast.ma).get(f"/cases/{case_id}/").content.decode()
    assert "14:00" in page and "16:00" in page
    again = act(cast, case_id, "appointment", window_start="2026-03-02T15:00", window_end="16:00")
    assert again.status_code == 422
    moved = {"window_start": "2026-03-02T15:00", "window_end": "17:00", "reason": "resident_asked"}
    assert act(cast, case_id, "appointment", **moved).status_code == 302


def test_a_window_in_the_past_or_too_long_comes_back_with_what_was_typed(cast: Cast) -> None:
    case_id = cast.opened_case()
    for start, end in (("2026-03-02T07:00", "08:00"), ("2026-03-02T14:00", "19:30")):
        answer = act(cast, case_id, "appointment", window_start=start, window_end=end)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert start in page and f'value="{end}' in page and "at most 120 minutes" in page


def test_a_case_is_merged_into_one_of_the_same_home_or_by_its_number(cast: Cast) -> None:
    first, second, third = (cast.opened_case() for _ in range(3))
    page = cast.client(cast.ma).get(f"/cases/{second}/merge/").content.decode()
    assert str(first) in page and str(second) not in page.split("<form", 1)[1].split("action", 1)[0]
    assert act(cast, second, "merge", into=str(first)).status_code == 302
    assert Case.objects.get(pk=second).merged_into_id == first
    assert act(cast, third, "merge", number="0302-99").status_code == 422
    assert act(cast, third, "merge", number="0302-01").status_code == 302
    assert act(cast, first, "merge").status_code == 422


def test_a_case_is_withdrawn_for_a_reason_only(cast: Cast) -> None:
    case_id = cast.opened_case()
    assert act(cast, case_id, "withdraw").status_code == 422
    assert act(cast, case_id, "withdraw", reason="solved_itself").status_code == 302
    assert state(case_id) == CaseState.WITHDRAWN


def test_a_question_is_settled_from_its_page(cast: Cast) -> None:
    case_id = cast.opened_case("inq.fee", "物业费怎么交")
    assert act(cast, case_id, "settle", text="公众号里点缴费").status_code == 302
    assert state(case_id) == CaseState.CLOSED


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_act_comes_back_with_its_reason_and_what_was_typed(cast: Cast, headers: dict[str, str]) -> None:
    case_id = cast.taken_case()
    url = f"/cases/{case_id}/done/"
    answer = cast.client(cast.ma).post(url, {"text": "换好了龙头", "materials": "龙头一个"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Missing: " in page and "换好了龙头</textarea>" in page and 'value="龙头一个"' in page
    assert ("<html" in page) != bool(headers)
    assert state(case_id) == CaseState.IN_HAND


def test_a_reason_that_asks_for_a_word_says_so_beside_the_field(cast: Cast) -> None:
    case_id = cast.taken_case()
    answer = act(cast, case_id, "pause", reason="police_court")
    assert answer.status_code == 422 and "needs a word of explanation" in answer.content.decode()


def test_only_acts_that_lead_somewhere_are_offered_and_the_next_one_first(cast: Cast) -> None:
    open_one = cast.opened_case()
    browser = cast.client(cast.ma)
    page = browser.get(f"/cases/{open_one}/").content.decode()
    assert f"/cases/{open_one}/assign/" in page and f"/cases/{open_one}/accept/" not in page
    done = cast.done_case()
    page = browser.get(f"/cases/{done}/").content.decode()
    main = page.index(f"/cases/{done}/accept/")
    assert 'class="btn main"' in page[main - 200 : main]


def test_who_lacks_the_duty_is_neither_offered_the_act_nor_let_in(cast: Cast) -> None:
    case_id = cast.opened_case()
    page = cast.client(cast.qa).get(f"/cases/{case_id}/").content.decode()
    assert "/note/" in page and "/assign/" not in page
    assert cast.client(cast.qa).post(f"/cases/{case_id}/assign/", {"staff": str(cast.li)}).status_code == 403


def test_acts_on_a_case_of_another_community_find_nothing(cast: Cast) -> None:
    case_id = cast.opened_case()
    for one in ACTS:
        assert cast.client(cast.gao).post(f"/cases/{case_id}/{one.name}/", {}).status_code == 404, one.name


def test_an_act_begun_at_the_desk_goes_back_there(cast: Cast) -> None:
    case_id = cast.opened_case()
    answer = act(cast, case_id, "note", text="先打电话", on="desk")
    assert answer["Location"] == f"/desk/?case={case_id}"
    by_script = cast.client(cast.ma).post(f"/cases/{case_id}/note/", {"text": "再打一次", "on": "desk"}, headers=HTMX)
    assert by_script["HX-Redirect"] == f"/desk/?case={case_id}"


def test_nobody_is_assigned_who_doesnt_serve_here_or_lacks_the_certificate(cast: Cast) -> None:
    case_id = cast.opened_case()
    answer = act(cast, case_id, "assign", staff=str(cast.gao), reason="better_suited")
    assert answer.status_code == 422
    assert act(cast, case_id, "assign").status_code == 422


def test_the_form_of_a_case_costs_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    case_id = cast.opened_case()
    for number in range(20):
        cast.hired(f"more{number}", "technician", skills=("plumbing",))
    browser = cast.client(cast.ma)
    cast.now += timedelta(minutes=1)
    with django_assert_max_num_queries(16):  # who asks, the case (4), the handbook, who could go (7)
        assert browser.get(f"/cases/{case_id}/assign/").status_code == 200
