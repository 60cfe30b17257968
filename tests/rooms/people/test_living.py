"""Who lives where, from when to when; and what is taken away on request."""

from datetime import date
from typing import Any

import pytest

from guanjia.rooms.cases.models import Case, Photo
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.people import selectors, services
from guanjia.rooms.people.models import Contact, Residence, Resident
from guanjia.rooms.people.selectors import records
from guanjia.rooms.people.services import erasing
from guanjia.rooms.people.types import EraseReason, MoveIn, ResidentKind
from guanjia.rooms.promises.services.auditing import audit
from guanjia.rooms.promises.services.sealing import seal
from guanjia.rooms.repairs.models import Receipt
from guanjia.rooms.repairs.services.printing import laid_out, make_receipt
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast


def second_home(cast: Cast) -> Any:
    """Another home of the garden."""
    return cast._home_of(cast.garden.id, "3-2-1401")


def moves_in(cast: Cast, home: Any, name: str = "周敏", phone: str = "13812346027", day: int = 1) -> Any:
    new = MoveIn(name, phone, ResidentKind.TENANT, date(2026, 3, day))
    return services.move_in(cast.actor(cast.ma), home.id, new, at=cast.now)


def test_one_person_may_belong_to_several_homes(cast: Cast) -> None:
    assert moves_in(cast, second_home(cast)) == cast.zhou
    found = records.residences_of_home(cast.actor(cast.ma), cast.home.id)
    assert [(one.kind, one.others) for one in found] == [("owner", ("3-2-1401",))]
    fact = JournalEvent.objects.get(kind="resident.moved_in")
    assert fact.data == {"belongs": "tenant", "day": "2026-03-01"}


def test_who_moved_out_stays_written_down_with_the_days(cast: Cast) -> None:
    stay = Residence.objects.get(resident=cast.zhou)
    services.move_out(cast.actor(cast.ma), stay.pk, date(2026, 3, 2), at=cast.now)
    assert selectors.household(cast.actor(cast.ma), cast.home.id).residents == ()
    past = records.residences_of_home(cast.actor(cast.ma), cast.home.id)
    assert [(one.name, one.until) for one in past] == [("周*", date(2026, 3, 2))]
    assert cast.contact_row(cast.zhou_contact).kind == "former"
    moves_in(cast, second_home(cast), day=2)
    row = cast.contact_row(cast.zhou_contact)
    assert (row.kind, row.home_label) == ("tenant", "3-2-1401")


def test_a_case_of_before_the_move_keeps_its_home(cast: Cast) -> None:
    cast.publish()
    case_id = cast.opened_case()
    moves_in(cast, second_home(cast))
    services.move_out(cast.actor(cast.ma), Residence.objects.get(home=cast.home.id).pk, date(2026, 3, 2), at=cast.now)
    assert Case.objects.get(pk=case_id).home_id == cast.home.id
    assert Contact.objects.get(pk=cast.zhou_contact).home_id == second_home(cast).id


def test_a_move_to_come_or_before_moving_in_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        moves_in(cast, second_home(cast), day=3)
    moves_in(cast, second_home(cast), day=2)
    stay = Residence.objects.get(home=second_home(cast).id)
    with pytest.raises(Invalid):
        services.move_out(cast.actor(cast.ma), stay.pk, date(2026, 3, 1), at=cast.now)
    with pytest.raises(Refused):
        moves_in(cast, second_home(cast), day=2)


def test_moves_are_for_who_takes_needs_down_and_in_their_own_community(cast: Cast) -> None:
    with pytest.raises(Denied):
        services.move_in(
            cast.actor(cast.li), cast.home.id, MoveIn("冯远", "", ResidentKind.OWNER, date(2026, 3, 1)), at=cast.now
        )
    with pytest.raises(Missing):
        moves_in(cast, cast.foreign_home)


def test_a_home_of_fifty_moves_costs_as_many_queries_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(50):
        moves_in(cast, cast.home, f"住户{number}", f"139{number:08}")
    actor = cast.actor(cast.ma)
    with django_assert_num_queries(3):  # the home; its residences with names; the other homes of those people
        found = records.residences_of_home(actor, cast.home.id)
    assert len(found) == 51


def test_moving_in_and_out_by_the_page(cast: Cast) -> None:
    desk = cast.client(cast.ma)
    typed = {"name": "冯远", "phone": "13700001111", "kind": "family", "day": "2026-03-01"}
    assert desk.post(f"/homes/{cast.home.id}/move-in/", typed).status_code == 302
    assert desk.post(f"/homes/{cast.home.id}/move-in/", {**typed, "day": "2026-04-01"}).status_code == 422
    stay = Residence.objects.get(resident__name="冯远")
    assert desk.post(f"/residences/{stay.pk}/move-out/", {"day": "2026-03-02"}).status_code == 302
    page = desk.get(f"/homes/{cast.home.id}/").content.decode()
    assert "2026-03-01" in page and "冯*" in page
    changed = {"floor": "14", "area": "88.5", "occupancy": "vacant"}
    assert desk.post(f"/homes/{cast.home.id}/change/", changed).status_code == 302


# Erasure ----------------------------------------------------------------------------------------------------------


def test_a_look_at_an_erasure_takes_nothing_away(cast: Cast) -> None:
    cast.publish()
    cast.writes("我是周敏，电话13812346027，请问物业费怎么交")
    seen = erasing.preview(cast.actor(cast.zhao), cast.zhou)
    assert {one.word: one.count > 0 for one in seen.lines}["messages, on both sides"]
    assert Resident.objects.get(pk=cast.zhou).name == "周敏"
    page = cast.client(cast.zhao).get(f"/residents/{cast.zhou}/erase/").content.decode()
    assert "周敏" not in page


def test_erased_means_no_table_names_them_and_the_journal_still_verifies(cast: Cast) -> None:
    cast.publish()
    cast.closed_case(text="周敏家 13812346027 厨房水龙头漏水")
    written = {"channel": "wechat", "contact_id": cast.zhou_contact, "text": "我是周敏", "outside_id": None}
    conversations.receive(cast.garden.id, **written, at=cast.now)
    services.erase(cast.actor(cast.zhao), cast.zhou, EraseReason.ASKED, at=cast.now)
    rows = [*Case.objects.values_list("title", "text"), *Message.objects.values_list("text")]
    rows += [
        *Resident.objects.values_list("name", "phone"),
        *Contact.objects.values_list("name", "phone", "outside_id"),
    ]
    told = " ".join(word for row in rows for word in row)
    assert "周敏" not in told and "13812346027" not in told and "openid-zhou" not in told
    fact = JournalEvent.objects.get(kind="resident.erased")
    assert fact.data["reason"] == "asked" and set(fact.refs) == {"resident", "staff"}
    seal(at=cast.now)
    assert audit().is_clean
    assert services.erase(cast.actor(cast.zhao), cast.zhou, EraseReason.ASKED, at=cast.now) == 0


def test_the_link_of_an_erased_resident_is_over(cast: Cast) -> None:
    phone = cast.resident_client()
    assert phone.get("/my/").status_code == 200
    services.erase(cast.actor(cast.zhao), cast.zhou, EraseReason.MISTAKE, at=cast.now)
    assert phone.get("/my/").status_code == 302


def test_the_desk_ends_the_links_of_a_lost_phone_and_nobody_elsewhere_does(cast: Cast) -> None:
    phone, there = cast.resident_client(), f"/contacts/{cast.zhou_contact}/end-links/"
    assert cast.client(cast.gao).post(there).status_code == 404
    assert cast.client(cast.li).post(there).status_code == 403
    assert phone.get("/my/").status_code == 200
    desk = cast.client(cast.ma)
    assert there in desk.get(f"/homes/{cast.home.id}/").content.decode()
    assert desk.post(there)["Location"] == f"/homes/{cast.home.id}/"
    assert phone.get("/my/").status_code == 302
    assert cast.resident_client().get("/my/").status_code == 200


def test_what_is_owed_is_owed_before_an_erasure(cast: Cast) -> None:
    cast.publish()
    cast.opened_case()
    with pytest.raises(Refused):
        services.erase(cast.actor(cast.zhao), cast.zhou, EraseReason.ASKED, at=cast.now)


def test_only_who_manages_erases(cast: Cast) -> None:
    with pytest.raises(Denied):
        services.erase(cast.actor(cast.ma), cast.zhou, EraseReason.ASKED, at=cast.now)
    with pytest.raises(Missing):
        services.erase(cast.actor(cast.zhao), cast.stranger, EraseReason.ASKED, at=cast.now)


def test_an_erasure_by_the_page_asks_why_and_whether_it_is_meant(cast: Cast) -> None:
    browser = cast.client(cast.zhao)
    assert browser.post(f"/residents/{cast.zhou}/erase/", {"reason": "asked"}).status_code == 422
    assert browser.post(f"/residents/{cast.zhou}/erase/", {"reason": "asked", "sure": "on"}).status_code == 302
    assert Resident.objects.get(pk=cast.zhou).erased_at == cast.now


def test_receipts_lose_the_name_and_photos_their_place_and_the_preview_says_so(cast: Cast) -> None:
    cast.publish()
    case_id = cast.closed_case()
    Photo.objects.filter(case=case_id).update(latitude=31.2, longitude=121.4, text="周敏家厨房")
    receipt = Receipt.objects.create(
        community_id=cast.garden.id,
        case_id=case_id,
        number="202603-0007",
        lines=[],
        total=100,
        paid_by="cash",
        staff_id=cast.ma,
        at=cast.now,
        language="zh-hans",
    )
    make_receipt(receipt.pk, at=cast.now)
    assert "周敏" in laid_out(receipt)["facts"][4][1]
    page = cast.client(cast.zhao).get(f"/residents/{cast.zhou}/erase/").content.decode()
    assert "收据和退款单 PDF" in page and "拍摄地点" in page
    services.erase(cast.actor(cast.zhao), cast.zhou, EraseReason.ASKED, at=cast.now)
    receipt.refresh_from_db()
    assert receipt.content is None and "周敏" not in laid_out(receipt)["facts"][4][1]
    for photo in Photo.objects.filter(case=case_id):
        assert photo.latitude is None and photo.longitude is None and "周敏" not in photo.text
    seal(at=cast.now)
    assert audit().is_clean
