"""The pages and endpoints of people, as browsers and programs see them."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from guanjia.rooms.people import selectors, services
from guanjia.rooms.people.types import NewResident
from guanjia.rooms.places import selectors as places
from guanjia.shared.errors import Invalid
from guanjia.shared.models import JournalEvent
from tests.cast import MONDAY, Cast


def test_the_list_of_homes_is_masked(cast: Cast) -> None:
    page = cast.client(cast.ma).get("/homes/", {"q": "3栋2单元1402"}).content.decode()
    assert "周*" in page and "138****6027" in page
    assert "周敏" not in page and "13812346027" not in page


@pytest.mark.parametrize("typed", ["3-2-1402", "３－２－１４０２", "13812346027", "周敏", "138 1234 6027"])
def test_a_home_is_found_by_its_label_a_phone_or_a_name(cast: Cast, typed: str) -> None:
    found = selectors.households(cast.actor(cast.ma), typed)
    assert [row.label for row in found] == ["3-2-1402"]


def test_half_a_label_finds_all_that_begin_so(cast: Cast) -> None:
    labels = [row.label for row in selectors.households(cast.actor(cast.ma), "3-2-14")]
    assert labels == ["3-2-1401", "3-2-1402"]
    assert len(selectors.households(cast.actor(cast.ma), "三栋二单元").rows) == 8
    assert len(selectors.households(cast.actor(cast.ma), "1402").rows) == 6
    assert not selectors.households(cast.actor(cast.ma), "%").rows


def test_homes_of_another_community_are_never_found(cast: Cast) -> None:
    assert not selectors.households(cast.actor(cast.ma), "13900001111").rows
    assert not selectors.households(cast.actor(cast.ma), "吴倩").rows
    assert cast.client(cast.ma).get(f"/homes/{cast.foreign_home.id}/").status_code == 404


def test_sixty_homes_cost_as_many_queries_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    cast.add_homes(60)
    homes = places.find_homes(cast.actor(cast.ma), "90-1").rows
    services.add_residents(cast.garden.id, [NewResident(home.id, f"住户{n}") for n, home in enumerate(homes)])
    actor = cast.actor(cast.ma)
    with django_assert_num_queries(2):  # the homes with building and unit; everybody who lives in them
        first = selectors.households(actor, "90-1")
    second = selectors.households(actor, "90-1", after=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (50, 10, None)
    assert len({row.id for row in [*first, *second]}) == 60


def test_sixty_staff_cost_as_many_queries_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(60):
        cast.hired(f"cleaner{number}", "cleaner", skills=("cleaning",))
    actor = cast.actor(cast.ma)
    with django_assert_num_queries(4):  # the staff; their roles; their skills; the end of their shifts
        first = selectors.staff_list(actor, at=MONDAY)
    with django_assert_num_queries(1):  # shifts with names and skills in one
        assert len(selectors.staff_on_duty(cast.garden.id, "cleaner", MONDAY)) == 60
    second = selectors.staff_list(actor, at=MONDAY, after=first.next)
    assert len({row.id for row in [*first, *second]}) == 68


def test_the_list_of_staff_shows_who_is_on_duty_and_nobody_of_elsewhere(cast: Cast) -> None:
    page = cast.client(cast.ma).get("/staff/").content.decode()
    assert "李建军" in page and "高原" not in page
    cast.later(days=2)
    assert "李建军" not in cast.client(cast.ma).get("/staff/").content.decode()
    assert "李建军" in cast.client(cast.ma).get("/staff/", {"show": "all"}).content.decode()


def test_one_click_with_a_reason_shows_a_phone_in_full(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    answer = browser.post(f"/residents/{cast.zhou}/unmask/", {"reason": "call"}, headers={"HX-Request": "true"})
    assert "13812346027" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    fact = JournalEvent.objects.get(kind="resident.unmasked")
    assert (fact.via, fact.actor_id) == ("page", cast.account(cast.ma).pk)


def test_without_a_reason_nothing_is_shown(cast: Cast) -> None:
    answer = cast.client(cast.ma).post(f"/residents/{cast.zhou}/unmask/", {"reason": "curious"})
    assert answer.status_code == 422
    assert "13812346027" not in answer.content.decode()
    assert not JournalEvent.objects.filter(kind="resident.unmasked").exists()


def test_signs_a_database_can_not_keep_find_nothing_and_break_nothing(cast: Cast) -> None:
    assert cast.client(cast.ma).get("/homes/", {"q": "a\x00b"}).status_code == 200
    answer = Client().get("/api/v1/homes", {"query": "a\x00b"}, headers=cast.bearer(cast.ma))
    assert answer.status_code == 422


FORGED = [
    "x",
    "bnVsbA",
    "\x00",
    *(
        base64.urlsafe_b64encode(json.dumps(plain).encode()).decode()
        for plain in (
            [],
            7,
            ["v", None, str(UUID(int=7))],
            ["v", "a\x00b", str(UUID(int=7))],
            ["v", {"a": 1}, str(UUID(int=7))],
            ["v", "1-1", 7],
            ["v", "1-1", "7"],
            ["t", "2026-03-02", str(UUID(int=7))],
            ["t", 7, str(UUID(int=7))],
        )
    ),
    base64.urlsafe_b64encode(b"[" * 5000).decode(),
]


@pytest.mark.parametrize("after", FORGED)
def test_a_page_nobody_gave_out_is_refused_with_a_reason(cast: Cast, after: str) -> None:
    with pytest.raises(Invalid):
        selectors.households(cast.actor(cast.ma), after=after)


def test_a_program_learns_who_it_is(cast: Cast) -> None:
    answer = Client().get("/api/v1/me", headers=cast.bearer(cast.ma)).json()
    assert answer["name"] == "马丽"
    assert [place["code"] for place in answer["communities"]] == ["garden"]
    assert "register" in answer["duties"]


def test_a_program_without_a_token_is_told_in_one_form(cast: Cast) -> None:
    answer = Client().get("/api/v1/me")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json; charset=utf-8")
    refused = Client().get("/api/v1/homes", headers=cast.bearer(cast.li))
    assert (refused.status_code, refused.json()["title"]) == (403, "people.no_duty")


def test_a_program_reads_homes_and_staff_masked(cast: Cast) -> None:
    headers = cast.bearer(cast.ma)
    homes = Client().get("/api/v1/homes", {"query": "3-2-1402"}, headers=headers).json()
    assert homes["rows"][0]["residents"][0]["masked_phone"] == "138****6027"
    one = Client().get(f"/api/v1/homes/{cast.home.id}", headers=headers).json()
    assert one["label"] == "3-2-1402"
    staff = Client().get("/api/v1/staff", headers=headers).json()
    assert len(staff["rows"]) == 8


def test_what_a_program_saw_in_full_is_on_record_as_its_own(cast: Cast) -> None:
    answer = Client().post(
        f"/api/v1/residents/{cast.zhou}/unmask",
        {"reason": "call"},
        content_type="application/json",
        headers=cast.bearer(cast.ma),
    )
    assert answer.json() == {"name": "周敏", "phone": "13812346027"}
    fact = JournalEvent.objects.get(kind="resident.unmasked")
    assert (fact.via, fact.actor_id) == ("api", cast.account(cast.ma).pk)


def test_one_looks_at_one_of_several_communities_or_at_all(cast: Cast) -> None:
    services.post_to(cast.zhao, cast.orchard.id, "manager")
    browser = cast.client(cast.zhao)
    everywhere = browser.get("/homes/", {"q": "1-1-101"}).content.decode()
    assert everywhere.count(">1-1-101</a>") == 2
    browser.post("/community/", {"community": str(cast.orchard.id), "next": "/homes/"})
    there = browser.get("/homes/", {"q": "1-1-101"}).content.decode()
    assert there.count(">1-1-101</a>") == 1 and "云栖里" in there
    browser.post("/community/", {"community": ""})
    assert browser.get("/homes/", {"q": "1-1-101"}).content.decode().count(">1-1-101</a>") == 2


def test_nobody_looks_at_a_community_they_do_not_serve(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    browser.post("/community/", {"community": str(cast.orchard.id)})
    assert browser.get(f"/homes/{cast.foreign_home.id}/").status_code == 404
    assert browser.get(f"/homes/{cast.home.id}/").status_code == 200


def test_the_language_is_kept_for_the_device_and_the_person(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    browser.post("/language/", {"language": "en", "next": "/homes/"})
    assert "Homes and residents" in browser.get("/homes/").content.decode()
    assert cast.account(cast.ma).language == "en"
    browser.post("/language/", {"language": "xx"})
    assert cast.account(cast.ma).language == "en"


def test_roles_and_skills_are_told_in_the_handbooks_words(cast: Cast) -> None:
    cast.publish()
    page = cast.client(cast.ma).get("/staff/").content.decode()
    assert "维修技工" in page and "给排水" in page and ">technician" not in page
    browser = cast.client(cast.ma)
    browser.post("/language/", {"language": "en"})
    assert "Guarding" in browser.get("/staff/").content.decode()


def test_a_leave_is_granted_on_a_page_and_what_is_wrong_stays_typed(cast: Cast) -> None:
    cast.publish()
    browser, url = cast.client(cast.zhao), f"/staff/{cast.li}/leave/"
    assert url in browser.get("/staff/").content.decode()
    wrong = browser.post(url, {"starts": "2026-03-03T08:00", "ends": "2026-03-03T07:00"})
    assert wrong.status_code == 422 and "2026-03-03T08:00" in wrong.content.decode()
    assert browser.post(url, {"starts": "2026-03-02T12:00", "ends": "2026-03-04T08:00"})["Location"] == "/staff/"
    assert browser.get(f"/staff/{cast.gao}/leave/").status_code == 404
    cast.later(hours=4)
    assert cast.li not in {one.id for one in selectors.staff_on_duty(cast.garden.id, None, cast.now)}
