"""The ways in: password, shared computers, tokens and residents' links."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from guanjia.rooms.people import access, selectors, services
from guanjia.rooms.people.models import Token, WrongPassword
from guanjia.rooms.people.types import NewStaff
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from tests.cast import MONDAY, Cast


def test_who_knows_the_password_comes_in_and_lands_where_they_wanted(cast: Cast) -> None:
    services.set_password(cast.ma, "湖畔-2026-春")
    answer = Client().post("/sign-in/", {"username": "ma", "password": "湖畔-2026-春", "next": "/homes/"})
    assert (answer.status_code, answer["Location"]) == (302, "/homes/")


def test_a_phone_serves_as_user_name_when_one_person_alone_has_it(cast: Cast) -> None:
    yu = services.hire(cast.company_id, NewStaff("A0217", "于娜", "13511112222", password="right"))
    assert services.sign_in("13511112222", "right", at=MONDAY).username == "A0217"
    services.hire(cast.company_id, NewStaff("A0218", "于娜的妹妹", "13511112222"))
    with pytest.raises(Denied):
        services.sign_in("13511112222", "right", at=MONDAY)
    assert cast.actor(yu).name == "于娜"


def test_a_wrong_password_keeps_the_name_and_says_so_at_the_form(cast: Cast) -> None:
    answer = Client(headers={"accept-language": "en"}).post("/sign-in/", {"username": "ma", "password": "nein"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="ma"' in page
    assert "nein" not in page
    assert "is wrong" in page


def test_the_answer_is_the_same_for_a_name_that_does_not_exist(cast: Cast) -> None:
    services.set_password(cast.ma, "right")
    codes = []
    for name in ("ma", "nobody", ""):
        with pytest.raises(Denied) as denied:
            services.sign_in(name, "wrong", at=MONDAY)
        codes.append(denied.value.code)
    assert set(codes) == {"people.wrong_password"}


def test_after_too_many_wrong_passwords_the_name_rests_and_wakes_again(cast: Cast) -> None:
    with override_settings(SIGN_IN_TRIES=3, SIGN_IN_REST_MINUTES=15):
        services.set_password(cast.ma, "right")
        for _ in range(3):
            with pytest.raises(Denied):
                services.sign_in("ma", "wrong", at=MONDAY)
        with pytest.raises(Denied) as resting:
            services.sign_in("ma", "right", at=MONDAY + timedelta(minutes=14))
        assert resting.value.code == "people.resting"
        assert services.sign_in("ma", "right", at=MONDAY + timedelta(minutes=15, seconds=1)).username == "ma"
        assert not WrongPassword.objects.filter(username="ma").exists()


def test_a_good_sign_in_forgets_the_failures_before_it(cast: Cast) -> None:
    with override_settings(SIGN_IN_TRIES=3):
        services.set_password(cast.ma, "right")
        for _ in range(4):
            with pytest.raises(Denied):
                services.sign_in("ma", "wrong", at=MONDAY)
            services.sign_in("ma", "right", at=MONDAY)


def test_failures_are_not_kept_for_ever(cast: Cast) -> None:
    with pytest.raises(Denied):
        services.sign_in("ma", "wrong", at=MONDAY)
    assert services.forget_failures(at=MONDAY) == 0
    assert services.forget_failures(at=MONDAY + timedelta(days=1)) == 1


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_away_from_the_house(cast: Cast, to: str) -> None:
    services.set_password(cast.ma, "right")
    answer = Client().post("/sign-in/", {"username": "ma", "password": "right", "next": to})
    assert answer["Location"] == "/"


def test_a_shared_computer_forgets_after_minutes(cast: Cast) -> None:
    services.set_password(cast.ma, "right")
    browser = Client()
    browser.post("/sign-in/", {"username": "ma", "password": "right", "shared": "on"})
    assert browser.session.get_expiry_age() == 600


def test_signing_out_ends_the_session(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    assert browser.get("/homes/").status_code == 200
    assert browser.get("/sign-out/").status_code == 405
    browser.post("/sign-out/")
    assert browser.get("/homes/")["Location"].startswith("/sign-in/")


def test_who_left_is_out_at_the_next_click(cast: Cast) -> None:
    browser, headers = cast.client(cast.ma), cast.bearer(cast.ma)
    services.dismiss(cast.ma, at=MONDAY)
    assert browser.get("/homes/").status_code == 302
    assert Client().get("/api/v1/me", headers=headers).status_code == 401


def test_only_the_hash_of_a_token_is_kept_and_a_withdrawn_one_is_useless(cast: Cast) -> None:
    token = cast.token(cast.ma)
    assert Token.objects.get().hash not in token
    actor = access.owner_of(token, MONDAY)
    assert actor is not None and actor.staff_id == cast.ma
    assert services.revoke_token(token, at=MONDAY)
    assert access.owner_of(token, MONDAY) is None
    assert access.owner_of("gj_made_up", MONDAY) is None


def test_a_token_ends_is_good_for_the_duties_it_names_and_is_withdrawn_by_its_name(cast: Cast) -> None:
    account, week = cast.account(cast.zhao).pk, MONDAY + timedelta(days=7)
    token = services.issue_token(account, "board", at=MONDAY, until=week, only=["see_score"])
    actor = access.owner_of(token, MONDAY)
    assert actor is not None and actor.duties == {"see_score"}
    assert access.owner_of(token, week) is None
    assert Client().get("/api/v1/homes", headers={"Authorization": f"Bearer {token}"}).status_code == 403
    with pytest.raises(Invalid):
        services.issue_token(account, "board", at=MONDAY, only=["see_everything"])
    assert services.withdraw_tokens(account, "board", at=MONDAY) == 1
    assert access.owner_of(token, MONDAY) is None


def test_a_residents_link_lets_in_that_resident_and_nobody_else(cast: Cast) -> None:
    link = services.resident_link(cast.zhou_contact)
    phone = Client()
    assert phone.get(link).status_code == 302
    actor = vars(phone.get("/sign-in/").wsgi_request)["actor"]
    assert (actor.contact_id, actor.staff_id, actor.duties) == (cast.zhou_contact, None, {"as_resident"})
    assert phone.get("/homes/").status_code == 403


def test_a_link_that_was_changed_by_one_sign_is_unknown(cast: Cast) -> None:
    link = services.resident_link(cast.zhou_contact)
    for token in (link[3:-2] + ("A" if link[-2] != "A" else "B"), "x", "x.y", "." * 40):
        with pytest.raises(Missing):
            services.open_link(None, token)


def test_withdrawn_links_end_also_the_sessions_they_opened(cast: Cast) -> None:
    link = services.resident_link(cast.zhou_contact)
    phone = cast.resident_client()
    services.withdraw_links(cast.zhou_contact)
    assert phone.get("/homes/").status_code == 302
    with pytest.raises(Refused):
        services.open_link(None, link.split("/")[2])
    assert services.resident_link(cast.zhou_contact) != link


def test_staff_do_not_act_by_a_residents_link(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    assert browser.get(services.resident_link(cast.zhou_contact)).status_code == 403
    assert browser.get("/homes/").status_code == 200


def test_who_acts_is_known_by_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    account = cast.account(cast.ma)
    with django_assert_num_queries(1):  # type: ignore[operator]  # posts with name and duties in one
        access.actor_of(account.pk)


def test_staff_without_a_post_have_a_name_and_no_duties(cast: Cast) -> None:
    newcomer = services.hire(cast.company_id, NewStaff("new", "新人"))
    actor = selectors.actor_of_staff(newcomer)
    assert (actor.name, actor.staff_id, actor.duties, actor.community_ids) == ("新人", newcomer, frozenset(), ())
    assert cast.client(newcomer).get("/").status_code == 403


def test_a_page_knows_session_account_and_posts_by_one_query(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/account/").status_code == 200
    assert next(one["sql"].count("people_account") for one in asked if "django_session" in one["sql"]) == 1
    assert sum("people_post" in one["sql"] for one in asked) == 1


def test_a_session_of_which_nothing_was_written_down_lets_in_all_the_same(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.account(cast.ma))
    assert browser.get("/homes/").status_code == 200


def test_who_may_no_longer_sign_in_or_has_a_new_password_is_out_at_once(cast: Cast) -> None:
    browser, account = cast.client(cast.ma), cast.account(cast.ma)
    assert browser.get("/homes/").status_code == 200
    account.set_password("another word for it")
    account.save()
    assert browser.get("/homes/").status_code == 302
    again = cast.client(cast.ma)
    account.is_active = False
    account.save()
    assert again.get("/homes/").status_code == 302


def test_a_session_goes_on_when_the_secret_of_the_house_is_changed(cast: Cast, settings: Any) -> None:
    browser = cast.client(cast.ma)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new one " * 5, [settings.SECRET_KEY]
    assert browser.get("/homes/").status_code == 200
