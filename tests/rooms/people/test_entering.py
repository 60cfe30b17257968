"""The way in for staff: the second factor, sessions that can be ended, shared computers, and who manages whom."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.people import selectors, services
from guanjia.rooms.people.models import Post, RecoveryCode, SecondFactor, Shift, SignIn, Staff
from guanjia.rooms.people.rules import codes
from guanjia.rooms.people.selectors import records
from guanjia.rooms.people.services import second_factor, staffing
from guanjia.rooms.people.services.sessions import forget_old_sessions
from guanjia.rooms.people.types.records import ToHire
from guanjia.rooms.people.types.signing import SignInTerms
from guanjia.shared.errors import Denied, Missing, Refused
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import outside_now
from tests.cast import Cast

PASSWORD = "a-long-one-of-ours"


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1; there with eight digits, of which six are shown."""
    assert codes.code_of(b"12345678901234567890", moment // 30) == code[-6:]


def entered(cast: Cast, staff_id: Any, **more: Any) -> tuple[Client, Any]:
    services.set_password(staff_id, PASSWORD)
    browser = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537"})
    typed = {"username": cast.account(staff_id).username, "password": PASSWORD, **more}
    return browser, browser.post("/sign-in/", typed)


def with_factor(cast: Cast, staff_id: Any) -> tuple[bytes, list[str]]:
    """Set a second factor up; its secret and the recovery codes."""
    actor = cast.actor(staff_id)
    second_factor.begin_factor(actor, company="安和物业")
    secret = second_factor._secret(SecondFactor.objects.get(account=actor.id))
    told = second_factor.confirm_factor(actor, code_at(cast, secret), at=cast.now)
    cast.later(minutes=2)
    return secret, told


def code_at(cast: Cast, secret: bytes) -> str:
    return codes.code_of(secret, codes.step_of(cast.now))


def test_with_a_second_factor_the_password_alone_lets_nobody_in(cast: Cast) -> None:
    secret, _ = with_factor(cast, cast.zhao)
    browser, answer = entered(cast, cast.zhao)
    assert answer["Location"] == "/sign-in/code/"
    assert browser.get("/staff/").status_code == 302
    assert browser.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert browser.post("/sign-in/code/", {"code": code_at(cast, secret)}).status_code == 302
    assert browser.get("/staff/").status_code == 200


def test_a_code_counts_once(cast: Cast) -> None:
    secret, _ = with_factor(cast, cast.zhao)
    account = cast.account(cast.zhao).pk
    second_factor.check_code(account, code_at(cast, secret), at=cast.now)
    with pytest.raises(Denied):
        second_factor.check_code(account, code_at(cast, secret), at=cast.now)


def test_a_recovery_code_counts_once_and_only_its_hash_is_kept(cast: Cast) -> None:
    _, told = with_factor(cast, cast.zhao)
    account = cast.account(cast.zhao).pk
    assert len(told) == 10 and not RecoveryCode.objects.filter(hash__in=told).exists()
    second_factor.check_code(account, f" {told[0].upper()} ", at=cast.now)
    with pytest.raises(Denied):
        second_factor.check_code(account, told[0], at=cast.now)
    assert RecoveryCode.objects.filter(account=account).count() == 9


def test_guessing_codes_closes_the_name_and_the_password_does_not_open_it(cast: Cast) -> None:
    secret, _ = with_factor(cast, cast.zhao)
    browser, _answer = entered(cast, cast.zhao)
    for _try in range(4):
        browser.post("/sign-in/code/", {"code": "000000"})
        entered(cast, cast.zhao)
        browser.post("/sign-in/code/", {"code": "111111"})
    with pytest.raises(Denied) as resting:
        second_factor.check_code(cast.account(cast.zhao).pk, code_at(cast, secret), at=cast.now)
    assert resting.value.code == "people.resting"


def test_a_code_in_signs_of_another_script_is_wrong_and_no_more(cast: Cast) -> None:
    with_factor(cast, cast.zhao)
    browser, _answer = entered(cast, cast.zhao)
    assert browser.post("/sign-in/code/", {"code": "１２３４５６"}).status_code == 422


def test_whoever_finds_a_page_open_cannot_try_codes_until_the_factor_falls(cast: Cast) -> None:
    secret, _ = with_factor(cast, cast.zhao)
    browser, _answer = entered(cast, cast.zhao)
    browser.post("/sign-in/code/", {"code": code_at(cast, secret)})
    cast.later(minutes=2)
    for address in ("codes", "drop") * 4:
        assert browser.post(f"/account/second-factor/{address}/", {"code": "000000"}).status_code == 422
    assert browser.post("/account/second-factor/drop/", {"code": code_at(cast, secret)}).status_code == 422
    assert SecondFactor.objects.count() == 1
    cast.later(minutes=16)
    assert browser.post("/account/second-factor/drop/", {"code": code_at(cast, secret)}).status_code == 302
    assert not SecondFactor.objects.exists()


def test_the_half_way_in_lasts_five_minutes(cast: Cast) -> None:
    secret, _ = with_factor(cast, cast.zhao)
    browser, _ = entered(cast, cast.zhao)
    cast.later(minutes=6)
    answer = browser.post("/sign-in/code/", {"code": code_at(cast, secret)})
    assert answer["Location"] == "/sign-in/"


def test_a_role_the_company_marks_sets_its_factor_up_before_anything_else(cast: Cast) -> None:
    wanted = SignInTerms(10, frozenset({"manager"}))
    second_factor.set_sign_in_terms(cast.actor(cast.zhao), wanted, at=cast.now)
    browser, _ = entered(cast, cast.zhao)
    assert browser.get("/staff/")["Location"] == "/account/second-factor/"
    page = browser.get("/account/second-factor/").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = second_factor._secret(SecondFactor.objects.get(account=cast.account(cast.zhao)))
    assert code_at(cast, secret) not in page
    told = browser.post("/account/second-factor/", {"code": code_at(cast, secret)}).content.decode()
    assert len(re.findall(r"<li>[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}</li>", told)) == 10
    assert browser.get("/staff/").status_code == 200
    with pytest.raises(Refused):
        second_factor.drop_factor(cast.actor(cast.zhao), code_at(cast, secret), at=cast.later(minutes=2))
    other, _ = entered(cast, cast.ma)
    assert other.get("/staff/").status_code == 200


def test_a_manager_takes_a_lost_factor_away_but_not_their_own(cast: Cast) -> None:
    with_factor(cast, cast.ma)
    second_factor.forget_factor(cast.actor(cast.zhao), cast.ma, at=cast.now)
    assert not SecondFactor.objects.exists()
    assert JournalEvent.objects.filter(kind="staff.second_factor_forgotten").count() == 1
    with pytest.raises(Denied):
        second_factor.forget_factor(cast.actor(cast.zhao), cast.zhao, at=cast.now)


def test_the_secret_is_not_readable_in_the_table(cast: Cast) -> None:
    secret, _ = with_factor(cast, cast.zhao)
    kept = SecondFactor.objects.get().secret
    assert secret.hex() not in kept and codes.spelled(secret).replace(" ", "") not in kept


def test_one_sees_where_one_is_signed_in_and_ends_the_others(cast: Cast) -> None:
    first, _ = entered(cast, cast.ma)
    second = Client()
    second.post("/sign-in/", {"username": "ma", "password": PASSWORD})
    page = second.get("/account/").content.decode()
    assert "Chrome · Windows" in page
    assert second.post("/account/sessions/end-others/").status_code == 302
    assert first.get("/staff/").status_code == 302
    assert second.get("/staff/").status_code == 200


def test_one_session_is_ended_alone_and_nobody_ends_anothers(cast: Cast) -> None:
    first, _ = entered(cast, cast.ma)
    second, _ = entered(cast, cast.he)
    key = SignIn.objects.get(account=cast.account(cast.ma)).pk
    assert second.post(f"/account/sessions/{key}/end/").status_code == 404
    assert first.get("/staff/").status_code == 200
    assert first.post(f"/account/sessions/{key}/end/").status_code == 302
    assert first.get("/staff/").status_code == 302


def test_a_shared_computer_ends_by_the_companys_minutes_and_pages_that_ask_alone_do_not_count(cast: Cast) -> None:
    second_factor.set_sign_in_terms(cast.actor(cast.zhao), SignInTerms(5), at=cast.now)
    browser, _ = entered(cast, cast.ma, shared="on")
    page = browser.get("/staff/")
    assert 'data-idle="5"' in page.content.decode() and page["Cache-Control"] == "no-store"
    assert page.cookies["sessionid"]["max-age"] == 300
    assert "sessionid" not in browser.get("/staff/", headers={"HX-Request": "true"}).cookies
    out = browser.post("/sign-out/")
    assert out["Clear-Site-Data"] == '"cache"'
    assert not SignIn.objects.exists()


def test_a_new_password_of_ones_own_ends_the_other_sessions(cast: Cast) -> None:
    first, _ = entered(cast, cast.ma)
    second = Client()
    second.post("/sign-in/", {"username": "ma", "password": PASSWORD})
    assert second.post("/account/password/", {"old": "wrong", "new": "another-long-one"}).status_code == 422
    assert second.post("/account/password/", {"old": PASSWORD, "new": "12345678"}).status_code == 422
    assert second.post("/account/password/", {"old": PASSWORD, "new": "another-long-one"}).status_code == 302
    assert second.get("/staff/").status_code == 200
    assert first.get("/staff/").status_code == 302


def test_sessions_that_ran_out_are_forgotten(cast: Cast) -> None:
    entered(cast, cast.ma)
    assert forget_old_sessions(at=outside_now() + timedelta(days=400)) == 1


# Staff ------------------------------------------------------------------------------------------------------------


def test_a_manager_employs_and_gives_a_password_that_is_shown_once(cast: Cast) -> None:
    cast.publish()
    browser = cast.client(cast.zhao)
    typed = {
        "community": str(cast.garden.id),
        "username": "g-9",
        "name": "韩梅",
        "phone": "13911112222",
        "role": "desk",
    }
    there = browser.post("/staff/new/", typed)["Location"]
    han = Staff.objects.get(name="韩梅")
    told = browser.post(f"{there}password/").content.decode()
    password = re.search(r'class="mono">([2-9a-z]{12})<', told)
    assert password and Client().post("/sign-in/", {"username": "g-9", "password": password[1]}).status_code == 302
    assert password[1] not in browser.get(there).content.decode()
    assert JournalEvent.objects.filter(kind="staff.role_given").count() == 1
    assert selectors.roles_of(han.pk, cast.garden.id) == ["desk"]


def test_roles_skills_and_shifts_are_given_and_taken_by_the_page(cast: Cast) -> None:
    cast.publish()
    browser, there = cast.client(cast.zhao), f"/staff/{cast.li}/"
    garden = str(cast.garden.id)
    assert browser.post(f"{there}role/", {"community": garden, "role": "guard"}).status_code == 302
    assert browser.post(f"{there}skill/", {"skill": "electrician", "until": "2026-03-02"}).status_code == 302
    shift = {"community": garden, "role": "guard", "day": "2026-03-04", "starts": "22:00", "ends": "06:00"}
    assert browser.post(f"{there}shift/", shift).status_code == 302
    assert browser.post(f"{there}shift/", shift).status_code == 422
    page = browser.get(there).content.decode()
    assert "22:00" in page
    assert "electrician" in selectors.skills_of(cast.li, cast.now)
    assert "electrician" not in selectors.skills_of(cast.li, cast.later(days=1))
    night = Shift.objects.get(staff=cast.li, role="guard")
    assert browser.post(f"/shifts/{night.pk}/remove/").status_code == 302
    post = Post.objects.get(staff=cast.li, role="guard")
    assert browser.post(f"/posts/{post.pk}/take/").status_code == 302
    assert selectors.roles_of(cast.li, cast.garden.id) == ["technician"]


def test_nobody_gives_more_power_than_they_have_or_a_role_to_themselves(cast: Cast) -> None:
    zhao = cast.actor(cast.zhao)
    with pytest.raises(Denied):
        staffing.employ(zhao, ToHire(cast.garden.id, "boss", "孔令", "", "admin"), at=cast.now)
    with pytest.raises(Denied):
        staffing.give_role(zhao, cast.zhao, (cast.garden.id, "company"), at=cast.now)
    with pytest.raises(Missing):
        staffing.give_role(zhao, cast.li, (cast.orchard.id, "guard"), at=cast.now)
    with pytest.raises(Missing):
        staffing.new_password(zhao, cast.gao, at=cast.now)
    services.post_to(cast.li, cast.orchard.id, "technician")
    with pytest.raises(Denied):
        staffing.new_password(zhao, cast.li, at=cast.now)
    admin = cast.hired("admin", "admin")
    with pytest.raises(Denied):
        staffing.let_go(zhao, admin, at=cast.now)


def test_who_is_let_go_is_out_at_once(cast: Cast) -> None:
    browser, _ = entered(cast, cast.ma)
    assert cast.client(cast.zhao).post(f"/staff/{cast.ma}/let-go/").status_code == 302
    assert browser.get("/staff/").status_code == 302
    assert JournalEvent.objects.filter(kind="staff.dismissed").count() == 1


def test_the_week_of_sixty_costs_as_many_queries_as_of_one(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(60):
        cast.hired(f"cleaner{number}", "cleaner")
    actor = cast.actor(cast.ma)
    week = records.week_of("", cast.garden.id, at=cast.now)
    assert week.monday.isoformat() == "2026-03-02"
    with django_assert_num_queries(2):  # the staff; their shifts of the week
        page = records.weeks(actor, week)
    assert len(page) == 50 and page.next
    assert all(len(one.days[0]) == 1 for one in page)
    assert cast.client(cast.ma).get("/staff/week/", {"week": "2026-03-02"}).status_code == 200


def test_the_table_of_rights_shows_every_role(cast: Cast) -> None:
    cast.publish()
    page = cast.client(cast.zhao).get("/roles/").content.decode()
    assert "前台" in page and "项目经理" in page
    saved = cast.client(cast.zhao).post("/roles/sign-in/", {"shared_minutes": "7", "roles": ["manager", "desk"]})
    assert saved.status_code == 302
    assert cast.client(cast.zhao).post("/roles/sign-in/", {"shared_minutes": "0"}).status_code == 422
