"""Taking down a call or a visit: who it is, what it is about, its clocks, and the number to be said."""

import re
from typing import Any
from uuid import uuid4

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case
from guanjia.rooms.people import services as people
from guanjia.rooms.people.models import Contact
from guanjia.rooms.people.types import NewResident, ResidentKind
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

CALL = {
    "channel": "phone",
    "phone": "13812346027",
    "text": "厨房水龙头漏水，接了盆",
    "topic": "rep.water.leak",
    "then": "dispatch",
}


def text_of(answer: Any) -> str:
    """The words of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_verb_knows_the_caller_opens_the_case_and_starts_its_clocks(cast: Cast) -> None:
    answer = cast.client(cast.ma).post("/desk/register/", CALL)
    case = Case.objects.get()
    assert answer["Location"] == f"/desk/register/{case.id}/"
    contact = Contact.objects.get(channel="phone")
    assert (contact.resident_id, contact.outside_id) == (cast.zhou, "13812346027")
    assert (case.contact_id, case.home_id, case.owner_id) == (contact.id, cast.home.id, cast.ma)
    assert (case.topic, case.channel, case.number) == ("rep.water.leak", "phone", "0302-01")
    assert JournalEvent.objects.filter(kind="contact.taken", refs__contact=str(contact.id)).count() == 1
    assert promises.of_subject("case", case.id, at=cast.now)
    run_waiting()
    case.refresh_from_db()
    assert case.state == "dispatched"


def test_the_number_is_big_with_what_is_owed_and_what_to_say(cast: Cast) -> None:
    answer = cast.client(cast.ma).post("/desk/register/", CALL, follow=True)
    page = text_of(answer)
    assert '<h1 class="big num">0302-01</h1>' in answer.content.decode()
    assert "Told the same day" in page and "Say to the caller" in page and "单号 0302-01" in page


def test_while_typing_the_caller_the_topic_and_what_will_be_owed_appear(cast: Cast) -> None:
    typed = {"channel": "phone", "phone": "138 1234 6027", "text": "厨房水龙头漏水，接了盆"}
    written = JournalEvent.objects.count()
    page = text_of(cast.client(cast.ma).post("/desk/register/look/", typed, headers={"HX-Request": "true"}))
    assert "周*" in page and "138****6027" in page and "周敏" not in page
    assert "Leak at home" in page and "by 24:00 tonight" in page
    assert "Would go: 李建军" in page
    assert "我跟您核对一遍：3-2-1402，厨房水龙头漏水，接了盆，电话尾号6027，对吗？" in page
    assert not Case.objects.exists() and JournalEvent.objects.count() == written


def test_what_is_foreseen_is_what_will_be_owed(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    look = browser.post("/desk/register/look/", CALL).context["look"]
    browser.post("/desk/register/", CALL)
    case = Case.objects.get()
    owed = {row.code: row.due_at for row in promises.of_subject("case", case.id, at=cast.now) if not row.ended_at}
    foreseen = {row.code: row.due_at for row in look.after}
    assert foreseen.items() >= owed.items() and owed


def test_the_home_named_brings_those_who_live_there(cast: Cast) -> None:
    people.add_residents(cast.garden.id, [NewResident(cast.home.id, "周海", "13900000001", ResidentKind.FAMILY)])
    typed = {"text": "家里停电了", "place": "3栋2单元1402"}
    look = cast.client(cast.ma).post("/desk/register/look/", typed).context["look"]
    assert [row.name for row in look.callers] == ["周*", "周*"] and look.resident_id is None
    chosen = {**typed, "resident": str(look.callers[1].id), "found_by": look.found_by}
    look = cast.client(cast.ma).post("/desk/register/look/", chosen).context["look"]
    assert look.resident_id == look.callers[1].id
    other = {**chosen, "resident": ""}
    assert cast.client(cast.ma).post("/desk/register/look/", other).context["look"].resident_id is None


def test_a_topic_chosen_by_hand_stays_while_one_guessed_follows_the_words(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    guessed = {"text": "家里停电了", "topic": "rep.water.leak", "guessed": "rep.water.leak"}
    assert browser.post("/desk/register/look/", guessed).context["look"].topic != "rep.water.leak"
    by_hand = {**guessed, "guessed": "rep.power.out"}
    assert browser.post("/desk/register/look/", by_hand).context["look"].topic == "rep.water.leak"


def test_open_cases_of_the_home_are_shown_before_another_is_made(cast: Cast) -> None:
    cast.opened_case("rep.water.leak", "厨房水龙头漏水")
    page = text_of(cast.client(cast.ma).post("/desk/register/look/", CALL))
    assert "Open already" in page and "0302-01 厨房水龙头漏水" in page


def test_the_same_form_sent_twice_is_one_case(cast: Cast) -> None:
    sent = {**CALL, "draft": str(uuid4())}
    for _ in range(2):
        assert cast.client(cast.ma).post("/desk/register/", sent).status_code == 302
    assert Case.objects.count() == 1


def test_what_was_typed_comes_back_with_every_error(cast: Cast) -> None:
    wrong = {"channel": "counter", "phone": "12ab", "contact_name": "老王", "text": "水管响", "extra": "下午在家"}
    answer = cast.client(cast.ma).post("/desk/register/", {**wrong, "place": "北门", "then": "dispatch", "topic": "x"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("12ab", "老王", "水管响", "下午在家", "北门"):
        assert typed in page
    assert "Choose a topic" in page
    phone = cast.client(cast.ma).post("/desk/register/", {**CALL, "phone": "12ab"})
    assert phone.status_code == 422 and "is not a phone number" in phone.content.decode()
    assert not Case.objects.exists() and not Contact.objects.filter(channel="phone").exists()


def test_registered_only_it_waits_for_the_desk_with_what_its_words_suggest(cast: Cast) -> None:
    cast.client(cast.ma).post("/desk/register/", {**CALL, "then": "stay"})
    case = Case.objects.get()
    assert (case.state, case.needs_desk, case.topic) == ("taken", True, "")
    assert case.guesses[0]["topic"] == "rep.water.leak"


def test_somebody_unknown_at_the_counter_is_taken_down_too(cast: Cast) -> None:
    walked_in = {"channel": "counter", "text": "路过，北门路灯坏了", "place": "北门", "then": "stay", "resident": ""}
    assert cast.client(cast.ma).post("/desk/register/", walked_in).status_code == 302
    case = Case.objects.get()
    assert case.place_text == "北门" and case.contact_id is not None


def test_what_must_be_known_before_the_visit_stands_with_the_case(cast: Cast) -> None:
    cast.client(cast.ma).post("/desk/register/", {**CALL, "extra": "老人腿脚不便"})
    assert "老人腿脚不便" in Case.objects.get().text


def test_the_callers_home_tells_the_community_of_who_serves_several(cast: Cast) -> None:
    people.post_to(cast.ma, cast.orchard.id, "desk")
    browser = cast.client(cast.ma)
    browser.post("/desk/register/", {**CALL, "community": str(cast.orchard.id)})
    assert Case.objects.get().community_id == cast.garden.id
    page = browser.get("/desk/register/").content.decode()
    assert 'name="community"' in page


def test_a_resident_of_elsewhere_is_never_found(cast: Cast) -> None:
    typed = {"phone": "13900001111", "text": "停水了", "resident": str(cast.stranger)}
    assert not cast.client(cast.ma).post("/desk/register/look/", typed).context["look"].callers
    answer = cast.client(cast.ma).get("/desk/register/", {"resident": str(cast.stranger)})
    assert answer.status_code == 404


def test_a_caller_known_by_their_number_stands_there_from_the_start(cast: Cast) -> None:
    page = cast.client(cast.ma).get("/desk/register/", {"phone": "13812346027"}).content.decode()
    assert 'value="13812346027"' in page and "周*" in page


def test_only_who_takes_down_may(cast: Cast) -> None:
    assert cast.client(cast.qa).get("/desk/register/").status_code == 403
    assert cast.client(cast.qa).post("/desk/register/look/", CALL).status_code == 403
    case_id = cast.opened_case()
    assert cast.client(cast.gao).get(f"/desk/register/{case_id}/").status_code == 404


def test_looking_costs_the_same_however_much_the_home_has(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        cases.open_case(_wanted(cast), at=cast.now)
    browser = cast.client(cast.ma)
    # who asks (3), the resident by phone, the home, the handbook (6), who would go (4), their cases and calls (7)
    with django_assert_max_num_queries(28):
        assert browser.post("/desk/register/look/", CALL).status_code == 200


def _wanted(cast: Cast) -> Any:
    from guanjia.rooms.cases.types import OpenCase

    return OpenCase(community_id=cast.garden.id, text="门坏了", channel="phone", home_id=cast.home.id)


def test_the_form_shows_how_a_call_is_taken_and_how_the_matter_is_done(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    page = browser.get("/desk/register/").content.decode()
    assert f"{cast.garden.name}客服" in page  # the opening words, with our name in them
    look = browser.post("/desk/register/look/", {"text": "厨房水龙头漏水", "channel": "phone"}).content.decode()
    assert "角阀" in look  # what may be said at once
    assert look.count('<ol class="guide') == 3  # the call, the safety, the visit
