"""My home, my family, my data and who looked at it; how a conversation was."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.people import services as people
from guanjia.rooms.people.models import DataRequest, Residence, Resident
from guanjia.rooms.people.selectors.asking import my_homes
from guanjia.rooms.people.types import NewResident, ResidentKind, UnmaskReason
from guanjia.rooms.people.types.asking import Asked, NewRequest
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


@pytest.fixture
def phone(cast: Cast) -> Client:
    """Zhou's phone."""
    return cast.resident_client()


def facts(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


def test_family_is_shown_masked_and_added_only_when_the_desk_confirms(cast: Cast, phone: Client) -> None:
    people.add_residents(cast.garden.id, [NewResident(cast.home.id, "周建国", "13912345678", ResidentKind.FAMILY)])
    page = phone.get("/my/home/").content.decode()
    assert "周敏" in page and "周**" in page and "建国" not in page and "5678" not in page
    sent = {"home": str(cast.home.id), "name": "周小宝", "phone": "", "belongs": "family", "key": str(uuid4())}
    for _ in range(2):
        assert phone.post("/my/home/", sent).status_code == 302
    row = DataRequest.objects.get()
    assert [one.code for one in promises.of_subject("data_request", row.pk, at=cast.now)] == ["L19"]
    assert not Resident.objects.filter(name="周小宝").exists()
    desk = cast.client(cast.ma)
    assert f"/requests/{row.pk}/" in desk.get("/requests/").content.decode()
    assert "周小宝" not in desk.get(f"/requests/{row.pk}/").content.decode()
    assert desk.post(f"/requests/{row.pk}/", {"granted": "yes"}).status_code == 302
    assert Resident.objects.get(name="周小宝").home_id == cast.home.id
    assert promises.of_subject("data_request", row.pk, at=cast.now)[0].state == "met"
    assert desk.post(f"/requests/{row.pk}/", {"granted": "yes"}).status_code == 422


def test_somebody_who_leaves_moves_out_when_the_desk_says_so(cast: Cast, phone: Client) -> None:
    people.add_residents(cast.garden.id, [NewResident(cast.home.id, "周建国", "", ResidentKind.FAMILY)])
    residence = Residence.objects.get(resident__name="周建国")
    assert phone.post(f"/my/home/leaves/{residence.pk}/").status_code == 302
    people.settle_request(cast.actor(cast.ma), DataRequest.objects.get().pk, granted=True, at=cast.now)
    assert len(my_homes(cast.resident())[0].people) == 1
    other = Residence.objects.get(resident=cast.stranger)
    assert phone.post(f"/my/home/leaves/{other.pk}/").status_code == 404


def test_what_is_typed_wrong_comes_back(cast: Cast, phone: Client) -> None:
    wrong = phone.post("/my/home/", {"home": str(cast.home.id), "name": "周小宝", "phone": "abc", "belongs": "family"})
    assert wrong.status_code == 422 and "周小宝" in wrong.content.decode() and "abc" in wrong.content.decode()
    strange = {"home": str(cast.foreign_home.id), "name": "周小宝", "belongs": "family"}
    assert phone.post("/my/home/", strange).status_code == 422
    assert phone.post("/my/data/", {"what": "correct", "text": " "}).status_code == 422
    assert phone.post("/my/data/", {"what": "sell", "text": "别卖😀"}).status_code == 422
    assert not DataRequest.objects.exists()


def test_my_data_tells_what_is_kept_how_long_and_who_looked(cast: Cast, phone: Client) -> None:
    cast.opened_case()
    people.unmask(cast.actor(cast.ma), "resident", cast.zhou, UnmaskReason.CALL, cast.now)
    page = phone.get("/my/data/", headers={"Accept-Language": "en"}).content.decode()
    assert "周敏" in page and "138****6027" in page and "13812346027" not in page
    assert "马丽" in page and "to call you back" in page
    stranger = cast.resident_client(cast.contact("openid-neighbour", "邻居"))
    assert "马丽" not in stranger.get("/my/data/").content.decode()


def test_a_request_about_data_is_settled_or_declined_with_a_reason(cast: Cast, phone: Client) -> None:
    assert phone.post("/my/data/", {"what": "correct", "text": "名字写错了，是周旻"}).status_code == 302
    row = DataRequest.objects.get()
    assert [one.code for one in promises.of_subject("data_request", row.pk, at=cast.now)] == ["L07"]
    with pytest.raises(Invalid):
        people.settle_request(cast.actor(cast.ma), row.pk, " ", granted=False, at=cast.now)
    desk = cast.client(cast.ma)
    assert desk.post(f"/requests/{row.pk}/", {"answer": "请带证件来前台", "granted": "no"}).status_code == 302
    assert "请带证件来前台" in phone.get("/my/data/").content.decode()
    assert facts("data_request.settled") == 1


def test_who_wants_to_be_gone_is_erased_by_who_may_and_what_is_owed_is_owed_first(cast: Cast, phone: Client) -> None:
    case_id = cast.opened_case()
    phone.post("/my/data/", {"what": "erase"})
    row = DataRequest.objects.get()
    with pytest.raises(Denied):
        people.settle_request(cast.actor(cast.ma), row.pk, granted=True, at=cast.now)
    with pytest.raises(Refused, match="still owed"):
        people.settle_request(cast.actor(cast.zhao), row.pk, granted=True, at=cast.now)
    phone.post(f"/my/{case_id}/withdraw/", {"reason": "solved_itself"})
    people.settle_request(cast.actor(cast.zhao), row.pk, granted=True, at=cast.now)
    assert Resident.objects.get(pk=cast.zhou).erased_at == cast.now
    assert facts("data_request.settled") == 1


def test_a_request_is_taken_back_once_and_only_by_whose_it_is(cast: Cast, phone: Client) -> None:
    phone.post("/my/data/", {"what": "copy"})
    row = DataRequest.objects.get()
    neighbour = cast.resident_client(cast.contact("openid-neighbour", "邻居"))
    assert neighbour.post(f"/my/data/{row.pk}/take-back/").status_code == 404
    for _ in range(2):
        assert phone.post(f"/my/data/{row.pk}/take-back/").status_code == 302
    assert facts("data_request.withdrawn") == 1
    assert promises.of_subject("data_request", row.pk, at=cast.now)[0].state == "void"
    with pytest.raises(Refused):
        people.settle_request(cast.actor(cast.ma), row.pk, granted=True, at=cast.now)


def test_a_key_of_somebody_else_gives_nothing_away(cast: Cast) -> None:
    key = uuid4()
    people.make_request(cast.resident(), NewRequest(what=Asked.COPY, key=key), at=cast.now)
    neighbour = cast.resident(cast.contact("openid-neighbour", "邻居"))
    with pytest.raises(Missing):
        people.make_request(neighbour, NewRequest(what=Asked.COPY, key=key), at=cast.now)
    with pytest.raises(Refused, match="which home"):
        people.make_request(neighbour, NewRequest(what=Asked.ADD_FAMILY, name="x"), at=cast.now)
    with pytest.raises(Denied):
        people.make_request(cast.actor(cast.ma), NewRequest(what=Asked.COPY), at=cast.now)


def test_a_conversation_that_has_ended_is_rated_once(cast: Cast, phone: Client) -> None:
    phone.post("/my/talk/", {"text": "请问物业费怎么交", "key": str(uuid4())})
    run_waiting()
    talk = UUID(JournalEvent.objects.filter(kind="message.received").latest("id").refs["conversation"])
    assert "/rate/" not in phone.get("/my/talk/").content.decode()
    chen = cast.actor(cast.chen)
    conversations.answer(chen, talk, "在公众号里点缴费", at=cast.later(minutes=1))
    conversations.close(chen, talk, at=cast.now)
    assert f"/my/talk/{talk}/rate/" in phone.get("/my/talk/").content.decode()
    assert phone.post(f"/my/talk/{talk}/rate/", {"score": "9"}).status_code == 422
    assert phone.post(f"/my/talk/{talk}/rate/", {"score": "5"}).status_code == 302
    assert phone.post(f"/my/talk/{talk}/rate/", {"score": "1"}).status_code == 422
    assert facts("conversation.rated") == 1
    assert "/rate/" not in phone.get("/my/talk/").content.decode()
