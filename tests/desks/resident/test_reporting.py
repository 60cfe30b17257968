"""A new need: in words or said, at a scanned place, and open troubles joined instead."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.models import Case, Join, Recording
from guanjia.rooms.cases.types import Because, Feedback
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import EraseReason
from guanjia.rooms.places import signs
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.errors import Denied, Missing, Refused
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, SOUND, Cast

LIFT = "电梯坏了，一直抖"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


@pytest.fixture
def phone(cast: Cast) -> Client:
    """Zhou's phone."""
    return cast.resident_client()


def voice(content: bytes = SOUND, name: str = "voice.webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "audio/webm")


def facts(kind: str) -> int:
    return JournalEvent.objects.filter(kind=kind).count()


def test_a_recording_alone_is_a_request_and_is_played_at_the_desk_in_parts(cast: Cast, phone: Client) -> None:
    assert phone.post("/my/new/", {"voice": voice(), "seconds": "12"}).status_code == 302
    case, kept = Case.objects.get(), Recording.objects.get()
    assert (case.needs_desk, case.needs_why, kept.seconds, kept.kind) == (True, "voice", 12, "audio/webm")
    desk = cast.client(cast.ma)
    assert f"/cases/recordings/{kept.pk}/" in desk.get(f"/cases/{case.pk}/").content.decode()
    whole = desk.get(f"/cases/recordings/{kept.pk}/")
    assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, SOUND, "audio/webm")
    part = desk.get(f"/cases/recordings/{kept.pk}/", headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content, part["Content-Range"]) == (206, SOUND[2:6], f"bytes 2-5/{len(SOUND)}")
    assert desk.get(f"/cases/recordings/{kept.pk}/", headers={"Range": "bytes=999-"}).status_code == 416
    stranger = cast.resident_client(cast.contact("openid-other", "邻居"))
    assert stranger.get(f"/cases/recordings/{kept.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"voice": SimpleUploadedFile("a.pdf", b"%PDF-1.7", "audio/webm")}, "not a recording we can play"),
        ({"voice": SimpleUploadedFile("a.webm", SOUND, "audio/webm"), "seconds": "90"}, "longer than 60 seconds"),
        ({"voice": SimpleUploadedFile("a.webm", SOUND + bytes(3_200_000))}, "larger than 3 MB"),
        ({"text": "   "}, "in a few words"),
        ({"text": "字" * 100_000}, "100000 characters"),
        ({"text": "灯\x00坏"}, "灯"),
    ],
)
def test_what_can_not_be_taken_is_said_in_a_sentence_and_keeps_what_was_typed(
    phone: Client, sent: dict[str, Any], said: str
) -> None:
    given = {"place": "2号楼门口", "suits": "六点以后😀", **sent}
    answer = phone.post("/my/new/", given, headers={"Accept-Language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page and "2号楼门口" in page and "六点以后😀" in page
    assert not Case.objects.exists()


def test_more_photos_than_the_handbook_takes_are_refused_before_anything_is_written(phone: Client) -> None:
    many = [SimpleUploadedFile(f"{n}.png", PICTURE + bytes([n]), "image/png") for n in range(10)]
    answer = phone.post("/my/new/", {"text": "楼道灯不亮", "photos": many})
    assert answer.status_code == 422 and not Case.objects.exists()


def test_a_voice_goes_when_its_person_is_erased(cast: Cast, phone: Client) -> None:
    phone.post("/my/new/", {"text": "龙头漏水", "voice": voice(), "seconds": "5"})
    case_id = Case.objects.get().pk
    place, _ = case_verbs.recording_file(cast.resident(), Recording.objects.get().pk)
    assert place.exists()
    case_verbs.withdraw(cast.actor(cast.ma), case_id, Because("solved_itself"), at=cast.now)
    people.erase(cast.actor(cast.zhao), cast.zhou, EraseReason.ASKED, at=cast.now)
    assert not Recording.objects.exists()


def test_open_trouble_near_is_offered_without_a_word_of_whose_it_is(cast: Cast, phone: Client) -> None:
    case_id = cast.neighbours_case()
    part = phone.post("/my/new/near/", {"text": LIFT, "place": "3-2-1402"}).content.decode()
    assert f"/my/new/join/{case_id}/" in part
    for word in ("郑", "老人不敢坐", "3-1-201", "201"):
        assert word not in part.replace(str(case_id), "")
    elsewhere = phone.post("/my/new/near/", {"text": LIFT, "place": "1栋"}).content.decode()
    assert "join" not in elsewhere
    assert phone.post("/my/new/near/", {"text": "龙头漏水", "place": ""}).content.decode().count("join") == 0


def test_without_script_the_offer_comes_before_the_request_is_taken_down(cast: Cast, phone: Client) -> None:
    cast.neighbours_case()
    offered = phone.post("/my/new/", {"text": LIFT, "place": "3-2-1402", "key": str(uuid4())})
    assert (
        offered.status_code == 200 and "/my/new/join/" in offered.content.decode() and LIFT in offered.content.decode()
    )
    assert Case.objects.count() == 1
    assert phone.post("/my/new/", {"text": LIFT, "place": "3-2-1402", "anyway": "1"}).status_code == 302
    assert Case.objects.count() == 2


def test_what_is_of_a_person_is_neither_offered_nor_joined(cast: Cast, phone: Client) -> None:
    case_id = cast.neighbours_case("rep.water.leak", "厨房水龙头漏水")
    assert "join" not in phone.post("/my/new/near/", {"text": "厨房水龙头漏水", "place": ""}).content.decode()
    assert phone.post(f"/my/new/join/{case_id}/").status_code == 404


def test_who_joins_waits_once_and_is_told_by_a_person(cast: Cast, phone: Client) -> None:
    case_id = cast.neighbours_case()
    for _ in range(2):
        answer = phone.post(f"/my/new/join/{case_id}/", {"text": "我家也等"})
    join = Join.objects.get()
    assert answer["Location"] == f"/my/joined/{join.pk}/" and facts("join.made") == 1
    page = phone.get(answer["Location"]).content.decode()
    assert "当天告诉您进展" in page and "老人" not in page and "郑" not in page
    assert f"/my/joined/{join.pk}/" in phone.get("/my/").content.decode()
    assert phone.get(f"/my/{case_id}/").status_code == 404
    owed = promises.of_subject("join", join.pk, at=cast.now)
    assert [one.code for one in owed] == ["A53"] and owed[0].ended_at is None
    desk = cast.client(cast.ma)
    assert f"/cases/{case_id}/tell_joined/" in desk.get(f"/cases/{case_id}/").content.decode()
    key = str(uuid4())
    cast.later(minutes=30)
    for _ in range(2):
        sent = {"what": "progress", "text": "3栋电梯师傅已到，预计中午恢复", "key": key}
        assert desk.post(f"/cases/{case_id}/tell_joined/", sent).status_code == 302
    run_waiting()
    assert "预计中午恢复" in phone.get(f"/my/joined/{join.pk}/").content.decode()
    assert Message.objects.filter(text__contains="预计中午恢复").count() == 1
    owed = promises.of_subject("join", join.pk, at=cast.now)
    assert owed[0].state == "met"


def test_who_joined_leaves_again_and_nothing_is_owed(cast: Cast, phone: Client) -> None:
    case_id = cast.neighbours_case()
    phone.post(f"/my/new/join/{case_id}/")
    join = Join.objects.get()
    for _ in range(2):
        assert phone.post(f"/my/joined/{join.pk}/leave/").status_code == 302
    assert facts("join.ended") == 1
    assert promises.of_subject("join", join.pk, at=cast.now)[0].state == "void"
    with pytest.raises(Refused):
        case_verbs.tell_joined(cast.actor(cast.ma), case_id, Feedback("progress", "好了"), at=cast.now)


def test_what_others_wait_for_is_not_taken_back_and_goes_along_when_merged(cast: Cast) -> None:
    case_id = cast.neighbours_case()
    first = cast.resident(Case.objects.get(pk=case_id).contact_id)
    case_verbs.join(cast.resident(), case_id, at=cast.now)
    with pytest.raises(Refused, match="Other homes"):
        case_verbs.withdraw(first, case_id, "", at=cast.now)
    into = cast.opened_case("rep.lift", "电梯停了")
    Case.objects.filter(pk=into).update(contact=cast.contact("openid-third", "孙"))
    case_verbs.merge(cast.actor(cast.ma), case_id, into, at=cast.now)
    assert Join.objects.get().case_id == into and Case.objects.get(pk=into).has_joins
    assert cases.case(cast.actor(cast.ma), into, at=cast.now).joined == 1


def test_ones_own_request_and_one_that_is_over_are_not_joined(cast: Cast) -> None:
    own = cast.opened_case("rep.lift", LIFT)
    with pytest.raises(Refused, match="own request"):
        case_verbs.join(cast.resident(), own, at=cast.now)
    with pytest.raises(Denied):
        case_verbs.join(cast.actor(cast.ma), own, at=cast.now)
    over = cast.neighbours_case()
    case_verbs.withdraw(cast.actor(cast.ma), over, Because("solved_itself"), at=cast.now)
    with pytest.raises(Refused, match="settled"):
        case_verbs.join(cast.resident(), over, at=cast.now)
    with pytest.raises(Missing):
        case_verbs.join(cast.resident(cast.stranger_contact), own, at=cast.now)


def test_my_own_open_request_is_offered_to_be_opened(cast: Cast, phone: Client) -> None:
    case_id = cast.opened_case(text="厨房水龙头漏水")
    part = phone.post("/my/new/near/", {"text": "厨房水龙头漏水", "place": "3-2-1402"}).content.decode()
    assert f"/my/{case_id}/" in part and "join" not in part


def test_a_scanned_sign_fills_in_the_place_and_a_bad_one_says_what_now(cast: Cast, phone: Client) -> None:
    garage = next(one for one in signs.signs(cast.actor(cast.ma), cast.garden.id) if one.words == "地下车库")
    answer = phone.get(f"/my/at/{garage.code}/")
    assert answer.status_code == 302 and "/my/new/?at=" in answer["Location"]
    assert "地下车库" in phone.get(answer["Location"]).content.decode()
    sent = {"text": "这里灯不亮", "place": garage.words, "at": garage.code, "anyway": "1"}
    assert phone.post("/my/new/", sent).status_code == 302
    found = Case.objects.get()
    assert (found.area_id, found.place_text, found.home_id) == (garage.area_id, "地下车库", None)
    nobody = Client().get(f"/my/at/{garage.code}/", headers={"Accept-Language": "en"}).content.decode()
    assert "地下车库" in nobody and cast.garden.phone in nobody
    for code in (garage.code[:-2], "none.such", "x" * 60):
        broken = phone.get(f"/my/at/{code}/", headers={"Accept-Language": "en"})
        assert broken.status_code == 404 and "damaged or no longer used" in broken.content.decode()
    other = cast.resident_client(cast.stranger_contact)
    assert other.get(f"/my/at/{garage.code}/").status_code == 404


def test_the_desk_prints_a_sign_for_each_area_and_stairwell(cast: Cast) -> None:
    desk = cast.client(cast.ma)
    assert desk.get("/signs/").content.decode().count("data:image/svg") == 2
    stairs = desk.get("/signs/?building=3").content.decode()
    assert stairs.count("data:image/svg") == 2
    assert cast.client(cast.li).get("/signs/").status_code == 403


def test_an_ended_session_tells_residents_the_way_back(cast: Cast) -> None:
    page = Client().get("/my/new/", follow=True, headers={"Accept-Language": "en"}).content.decode()
    assert "open the link in our last message" in page
