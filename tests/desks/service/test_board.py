"""The board: who has what, and giving a case to another."""

from typing import Any

import pytest

from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.people import services as people
from tests.cast import Cast


@pytest.fixture(autouse=True)
def chinese(english: None, settings: Any) -> None:
    settings.LANGUAGE_CODE = "zh-hans"


def test_the_board_shows_everybody_with_what_they_have_and_what_nobody_has(cast: Cast) -> None:
    people.look_after(cast.li, cast.garden.id, "technician", ["3"])
    case_id = cast.taken_case()
    nobodys = cast.opened_case("rep.lift", "电梯抖得厉害")
    page = cast.client(cast.he).get("/board/").content.decode()
    assert f'data-staff="{cast.li}"' in page and "1 / 6" in page and "片区 3 栋" in page
    assert f'data-give="/cases/{case_id}/assign/?on=board"' in page
    assert f'id="board-case-{nobodys}"' in page and "还没人办" in page
    assert cast.client(cast.li).get("/board/").status_code == 403


def test_dropped_on_somebody_the_form_has_them_chosen_asks_why_and_comes_back(cast: Cast) -> None:
    case_id, browser = cast.taken_case(), cast.client(cast.he)
    form = browser.get(f"/cases/{case_id}/assign/?on=board&staff={cast.wang}").content.decode()
    assert f'value="{cast.wang}"' in form.partition("checked")[0].rpartition("<input")[2]
    given = {"staff": str(cast.wang), "on": "board"}
    assert browser.post(f"/cases/{case_id}/assign/", given).status_code == 422
    answer = browser.post(f"/cases/{case_id}/assign/", {**given, "reason": "too_much", "note": "李去 2 栋"})
    assert answer["Location"] == "/board/"
    row = Assignment.objects.get(case=case_id, state="offered")
    assert (row.staff_id, row.by_staff_id) == (cast.wang, cast.he)
    assert "李去 2 栋" in browser.get(f"/cases/{case_id}/").content.decode()
    phone = cast.client(cast.li).get("/tasks/").content.decode()
    assert "不再由你办" in phone and "手上工单已满" in phone


def test_who_has_something_and_is_off_duty_stands_on_the_board_too(cast: Cast) -> None:
    cast.taken_case()
    cast.later(days=1)
    page = cast.client(cast.he).get("/board/").content.decode()
    assert f'data-staff="{cast.li}"' in page and f'data-staff="{cast.wang}"' not in page


def test_sixty_people_cost_as_much_as_four_and_stand_on_pages(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        cast.hired(f"more{number}", "technician", skills=("plumbing",))
    for _ in range(8):
        cast.opened_case()
    browser = cast.client(cast.he)
    with django_assert_max_num_queries(
        30
    ):  # who asks (3), the people (5), their tasks (6), what nobody has (4), around
        first = browser.get("/board/").content.decode()
    assert first.count("data-staff=") == 24
    after = first.partition("/board/?after=")[2].partition('"')[0]
    assert browser.get(f"/board/?after={after}").content.decode().count("data-staff=") == 24


def test_the_case_says_who_goes_and_why_and_what_helpers_do(cast: Cast) -> None:
    case_id, browser = cast.taken_case(), cast.client(cast.he)
    form = {"role": "guard", "task": "看住水井房门", "until": "2026-03-02T12:00"}
    assert browser.post(f"/cases/{case_id}/help/", form).status_code == 302
    page = browser.get(f"/cases/{case_id}/").content.decode()
    assert "派给谁，为什么" in page and "会给排水" in page and "看住水井房门" in page
    assert "协助的人按说定的时间办完自己那份" in page
    phone = cast.client(cast.sun)
    part = Assignment.objects.get(case=case_id, part="guard")
    assert "看住水井房门" in phone.get("/tasks/").content.decode()
    phone.post(f"/tasks/offers/{part.pk}/take/")
    assert "/part_done/" in phone.get(f"/tasks/{case_id}/").content.decode()
    assert phone.post(f"/tasks/{case_id}/part_done/", {"text": "锁好了"})["Location"] == "/tasks/"
    part.refresh_from_db()
    assert part.state == "finished"
