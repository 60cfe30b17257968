"""The phone of somebody at work: offers, tasks, the acts of one task, and what was done without a signal."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.rules.windows import windows_offered
from guanjia.rooms.cases.types import Because, CaseState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.repairs import services as repair_verbs
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, SAFE, Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


@pytest.fixture
def phone(cast: Cast) -> Client:
    """Li's phone."""
    return cast.client(cast.li)


def picture(name: str = "one.png", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PICTURE + more, "image/png")


def offer_of(case_id: UUID) -> Any:
    return (
        JournalEvent.objects.filter(kind="assignment.offered", refs__case=str(case_id)).latest("id").refs["assignment"]
    )


def facts(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


def state(cast: Cast, case_id: UUID) -> CaseState:
    return cases.case(cast.actor(cast.ma), case_id, at=cast.now).state


def test_an_offer_says_where_what_and_why_this_person(cast: Cast, phone: Client) -> None:
    cast.opened_case()
    page = phone.get("/tasks/").content.decode()
    assert "厨房水龙头漏水" in page and "3-2-1402" in page
    assert "给排水" in page  # the reason: skilled in plumbing


def test_what_lies_open_is_taken_by_one_touch_and_only_once(cast: Cast) -> None:
    phones = [cast.client(cast.hired(f"cleaner{n}", "cleaner", skills=("cleaning",))) for n in range(2)]
    case_id = cast.opened_case("bas.dispose", "旧沙发要清运")
    page = phones[0].get("/tasks/").content.decode()
    url = page.partition("/tasks/open/")[2].partition('"')[0]
    assert "可抢的单" in page and "旧沙发要清运" in page
    assert phones[0].post(f"/tasks/open/{url}")["Location"] == f"/tasks/{case_id}/"
    assert phones[1].post(f"/tasks/open/{url}").status_code == 409
    assert "可抢的单" not in phones[1].get("/tasks/").content.decode()


def test_a_task_is_passed_on_by_the_phone(cast: Cast, phone: Client) -> None:
    other = cast.hired("zhou2", "technician", skills=("plumbing",))
    case_id = cast.taken_case()
    mine = phone if cases.case_ref(case_id).worker_id == cast.li else cast.client(other)
    to = other if mine is phone else cast.li
    url = f"/tasks/{case_id}/pass_on/"
    assert str(to) in mine.get(url).content.decode()
    assert mine.post(url, {"to_staff": str(to), "reason": "too_much"})["Location"] == "/tasks/"
    assert facts("assignment.released") == 1


def test_taking_an_offer_twice_counts_once(cast: Cast, phone: Client) -> None:
    case_id = cast.opened_case()
    for _ in range(2):
        assert phone.post(f"/tasks/offers/{offer_of(case_id)}/take/")["Location"] == f"/tasks/{case_id}/"
    assert facts("assignment.taken") == 1
    assert state(cast, case_id) is CaseState.IN_HAND


def test_declining_needs_a_reason_and_asks_the_next(cast: Cast, phone: Client) -> None:
    cast.hired("second", "technician", skills=("plumbing",))
    case_id = cast.opened_case()
    offered = JournalEvent.objects.get(kind="assignment.offered")
    asked = cast.client(UUID(offered.refs["staff"]))
    url = f"/tasks/offers/{offered.refs['assignment']}/decline/"
    assert asked.post(url).status_code == 422
    assert asked.post(url, {"reason": "busy"})["Location"] == "/tasks/"
    assert facts("assignment.offered") == 2
    assert state(cast, case_id) is CaseState.DISPATCHED


def test_an_offer_that_went_to_another_is_refused_on_the_form(cast: Cast, phone: Client) -> None:
    case_id = cast.opened_case()
    url = f"/tasks/offers/{offer_of(case_id)}/take/"
    assert cast.client(cast.wang).post(url).status_code == 422
    assert facts("assignment.taken") == 0


def test_the_list_goes_by_what_is_due_first_and_rests_at_the_end(cast: Cast, phone: Client) -> None:
    slow = cast.taken_case(text="水龙头有点滴水")
    cast.later(minutes=5)
    paused = cast.taken_case(text="洗手盆漏水")
    case_verbs.pause(cast.actor(cast.li), paused, Because("part_on_order"), at=cast.later(minutes=1))
    page = phone.get("/tasks/").content.decode()
    assert page.index(str(slow)) < page.index(str(paused))


def test_the_road_of_a_task_from_taken_to_done(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    for act in ("depart", "arrive"):
        cast.later(minutes=5)
        assert phone.post(f"/tasks/{case_id}/{act}/")["Location"] == f"/tasks/{case_id}/"
    page = phone.get(f"/tasks/{case_id}/").content.decode()
    assert "敲门自报" in page and "138****6027" in page and "13812346027" not in page
    case_verbs.start(cast.actor(cast.li), case_id, SAFE, at=cast.now)
    cast.later(minutes=20)
    sent = {"text": "换了软管", "tested": "on", "after": [picture("a.png", b"a"), picture("b.png", b"b")]}
    sent["before"] = [picture("c.png", b"c")]
    assert phone.post(f"/tasks/{case_id}/done/", sent)["Location"] == f"/tasks/{case_id}/"
    found = cases.case(cast.actor(cast.ma), case_id, at=cast.now)
    assert found.state is CaseState.DONE and len(found.photos) == 3


def test_what_is_missing_stands_under_the_button_and_the_text_is_kept(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    phone.post(f"/tasks/{case_id}/arrive/", headers={"Accept-Language": "en"})
    case_verbs.start(cast.actor(cast.li), case_id, SAFE, at=cast.now)
    page = phone.get(f"/tasks/{case_id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "still missing: 修前照片, 修后和现场照片" in page or "still missing: Photo before, Photo after" in page
    cast.later(minutes=5)
    refused = phone.post(f"/tasks/{case_id}/done/", {"text": "换了软管"})
    assert refused.status_code == 422
    assert "换了软管" in refused.content.decode()
    assert state(cast, case_id) is CaseState.IN_HAND


def test_a_visit_is_agreed_by_one_press_or_by_writing_another_time(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    address = f"/tasks/{case_id}/appointment/"
    refused = phone.post(address, {})
    assert refused.status_code == 422 and "请选一个时间，或写明几点到几点。" in refused.content.decode()
    offered = windows_offered(handbook.edition_in_force(cast.garden.id, cast.now), cast.now)[0]
    assert phone.post(address, {"offered": offered.start.isoformat()}).status_code == 302
    agreed = cases.case(cast.actor(cast.ma), case_id, at=cast.now)
    assert (agreed.appointment_start, agreed.appointment_end) == (offered.start, offered.end)
    again = {"offered": offered.start.isoformat(), "window_start": "2026-03-04T10:00", "window_end": "2026-03-04T11:00"}
    assert phone.post(address, again).status_code == 422  # than the agreed one: with a reason
    assert phone.post(address, again | {"reason": "resident_asked"}).status_code == 302
    moved = cases.case(cast.actor(cast.ma), case_id, at=cast.now).appointment_start
    assert moved is not None and moved.astimezone(ZoneInfo("Asia/Shanghai")).hour == 10


def test_a_photo_that_could_not_be_taken_is_left_out_for_a_reason(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    cast.later(minutes=5)
    page = phone.get(f"/tasks/{case_id}/done/").content.decode()
    assert 'name="before"' in page and 'name="why_before"' in page
    sent = {"text": "先关了总阀", "tested": "on", "after": picture(), "why_before": "danger_first"}
    assert phone.post(f"/tasks/{case_id}/done/", sent).status_code == 302
    assert state(cast, case_id) is CaseState.DONE


def test_reporting_twice_counts_once(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    cast.later(minutes=5)
    for _ in range(2):
        sent = {"text": "换了软管", "tested": "on", "before": picture("b.png", b"b"), "after": picture()}
        assert phone.post(f"/tasks/{case_id}/done/", sent).status_code == 302
    assert facts("case.done") == 1


def test_an_arrival_without_a_signal_counts_when_it_was(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    there = cast.later(minutes=10)
    cast.later(hours=2)
    answer = phone.post(f"/tasks/{case_id}/arrive/", {"at": there.isoformat()})
    assert answer.status_code == 302
    told = JournalEvent.objects.get(kind="case.arrived")
    assert (told.at, told.recorded_at) == (there, cast.now)


def test_a_time_still_to_come_is_refused_and_a_clock_a_little_fast_is_not(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    cast.later(minutes=5)
    ahead = (cast.now + timedelta(hours=1)).isoformat()
    assert phone.post(f"/tasks/{case_id}/arrive/", {"at": ahead}).status_code == 422
    a_little = (cast.now + timedelta(minutes=2)).isoformat()
    assert phone.post(f"/tasks/{case_id}/arrive/", {"at": a_little}).status_code == 302


def test_a_pause_needs_a_reason_of_the_handbook_and_ends_by_going_on(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    cast.later(minutes=5)
    refused = phone.post(f"/tasks/{case_id}/pause/", {"reason": "tired", "note": "明天再来"})
    assert refused.status_code == 422 and "明天再来" in refused.content.decode()
    assert phone.post(f"/tasks/{case_id}/pause/", {"reason": "part_on_order"}).status_code == 302
    assert state(cast, case_id) is CaseState.PAUSED
    assert "配件采购中" in phone.get(f"/tasks/{case_id}/").content.decode()
    cast.later(hours=3)
    assert phone.post(f"/tasks/{case_id}/resume/").status_code == 302
    assert state(cast, case_id) is CaseState.IN_HAND


def test_photos_of_before_and_after_come_several_at_once_and_count_once(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    for _ in range(2):
        sent = {"before": [picture("a.png", b"a"), picture("b.png", b"b")], "after": [picture("c.png", b"c")]}
        assert phone.post(f"/tasks/{case_id}/photo/", sent).status_code == 302
    assert len(cases.case(cast.actor(cast.ma), case_id, at=cast.now).photos) == 3


def test_what_is_no_photo_comes_back_with_a_word_about_it(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    sent = {"before": [picture(), SimpleUploadedFile("letter.pdf", b"%PDF-1.7", "application/pdf")]}
    assert phone.post(f"/tasks/{case_id}/photo/", sent).status_code == 422
    assert phone.post(f"/tasks/{case_id}/photo/").status_code == 422
    assert not cases.case(cast.actor(cast.ma), case_id, at=cast.now).photos


def test_the_number_is_shown_once_to_who_does_the_work_and_the_resident_sees_it(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    assert phone.post(f"/tasks/{case_id}/number/").status_code == 422
    assert "13812346027" in phone.post(f"/tasks/{case_id}/number/", {"reason": "visit"}).content.decode()
    assert "13812346027" not in phone.get(f"/tasks/{case_id}/").content.decode()
    other = cast.client(cast.wang).post(f"/tasks/{case_id}/number/", {"reason": "visit"})
    assert other.status_code == 422 and "13812346027" not in other.content.decode()
    assert [(look.who, look.reason) for look in people.looks_at(cast.resident())] == [("李建军", "visit")]


def test_a_price_is_put_before_the_work_and_the_same_again_asks_nobody_anew(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case("paid.repair", "换一个龙头")
    assert phone.post(f"/tasks/{case_id}/price/", {"n_P02": "-3"}).status_code == 422
    assert phone.post(f"/tasks/{case_id}/price/", {}).status_code == 422
    lines = {"n_P02": "1", "n_M01": "2"}
    assert phone.post(f"/tasks/{case_id}/price/", lines).status_code == 302
    quote = repairs.repair_of(cast.actor(cast.li), case_id, at=cast.now).quote
    assert quote is not None and quote.total == 8000
    repair_verbs.accept_quote(cast.resident(), quote.id, at=cast.later(minutes=1))
    assert phone.post(f"/tasks/{case_id}/price/", lines).status_code == 302
    found = cases.case(cast.actor(cast.ma), case_id, at=cast.now)
    assert (found.price, found.price_agreed_at is not None) == (8000, True)


def test_the_work_begins_when_every_safety_step_is_ticked(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    phone.post(f"/tasks/{case_id}/arrive/")
    assert "开工" in phone.get(f"/tasks/{case_id}/").content.decode()
    steps = {"step_0": "on", "step_1": "on", "item_guarded": "on"}
    assert phone.post(f"/tasks/{case_id}/start/", steps).status_code == 422
    assert phone.post(f"/tasks/{case_id}/start/", {**steps, "step_2": "on"}).status_code == 302
    assert facts("case.work_started") == 1


def test_the_van_is_filled_counted_and_used_from(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    assert phone.post("/tasks/van/", {"n_M03": "5"}).status_code == 302
    assert phone.post("/tasks/van/count/", {"n_M03": "2"}).status_code == 302
    assert "编织软管" in phone.get("/tasks/van/").content.decode()
    assert phone.post(f"/tasks/{case_id}/materials/", {"n_M03": "3"}).status_code == 422
    assert phone.post(f"/tasks/{case_id}/materials/", {"n_M03": "3", "short": "on"}).status_code == 302
    assert "编织软管" in phone.get(f"/tasks/{case_id}/").content.decode()


def test_a_task_given_back_goes_to_another(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    assert phone.post(f"/tasks/{case_id}/release/").status_code == 422
    cast.later(minutes=1)
    assert phone.post(f"/tasks/{case_id}/release/", {"reason": "shift_over"})["Location"] == "/tasks/"
    assert facts("assignment.released") == 1


def test_help_is_called_and_a_word_goes_to_the_resident(cast: Cast, phone: Client) -> None:
    case_id = cast.taken_case()
    cast.later(minutes=1)
    assert phone.post(f"/tasks/{case_id}/escalate/", {"text": "总阀关不死"}).status_code == 302
    assert phone.post(f"/tasks/{case_id}/tell/", {"text": "配件半小时到"}).status_code == 302
    assert facts("case.escalated") == 1
    assert "配件半小时到" in cast.resident_client().get(f"/my/{case_id}/").content.decode()


def test_every_act_has_a_page_that_works_without_script(cast: Cast, phone: Client) -> None:
    from guanjia.desks.field.acts import ACTS

    case_id = cast.taken_case()
    for act in ACTS:
        assert phone.get(f"/tasks/{case_id}/{act.name}/").status_code == 200, act.name


def test_the_task_page_asks_as_much_with_many_photos_as_with_one(
    cast: Cast, phone: Client, django_assert_max_num_queries: Any
) -> None:
    case_id = cast.taken_case()
    many = [picture(f"{n}.png", bytes([n])) for n in range(30)]
    phone.post(f"/tasks/{case_id}/photo/", {"before": many})
    with django_assert_max_num_queries(42):
        assert phone.get(f"/tasks/{case_id}/").status_code == 200


def test_the_steps_of_a_task_say_what_is_said_at_the_door(cast: Cast, phone: Client) -> None:
    case_id = cast.opened_case()
    page = phone.get(f"/tasks/{case_id}/").content.decode()
    assert f"物业维修{cast.actor(cast.li).name}" in page  # who knocks gives their own name
    assert '<details class="more sec mt" open>' in page  # safety first, open; the rest is folded
