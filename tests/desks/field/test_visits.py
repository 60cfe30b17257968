"""Pages of visits to come: prepared and agreed on the steward's phone, chosen on the household's."""

from uuid import UUID

from django.urls import reverse

from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Stop, Try, Wishes
from guanjia.rooms.rounds.services import Agreed
from guanjia.rooms.rounds.types import Attempt, Recording
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast
from tests.rooms.rounds.conftest import steward as steward
from tests.rooms.rounds.test_bookings import visit as visit


def test_a_steward_agrees_changes_and_calls_off_a_visit(cast: Cast, steward: UUID, visit: Stop) -> None:
    phone, first, second = cast.client(steward), *selectors.offered(cast.actor(steward), visit.pk, at=cast.now)[:2]
    book = reverse("field:book", args=[visit.pk])
    assert "3-2-1402" in phone.get(reverse("field:coming")).content.decode()
    assert phone.post(book, {"start": first.start.isoformat(), "way": "phone"}).status_code == 302
    assert phone.post(book, {"start": second.start.isoformat(), "way": "phone"}).status_code == 422
    moved = {"start": second.start.isoformat(), "way": "phone", "reason": "resident_asked"}
    assert phone.post(book, moved).status_code == 302
    visit.refresh_from_db()
    assert visit.booked_from == second.start
    phone.post(reverse("field:call_off", args=[visit.pk]), {"reason": "resident_asked"})
    visit.refresh_from_db()
    assert visit.booked_from is None


def test_what_is_known_before_a_visit_is_masked(cast: Cast, steward: UUID, visit: Stop) -> None:
    page = cast.client(steward).get(reverse("field:prepare", args=[visit.pk])).content.decode()
    assert "周*" in page
    assert "138****6027" in page
    assert "周敏" not in page
    assert "13812346027" not in page


def test_a_try_wishes_and_an_invitation_are_written_down(cast: Cast, steward: UUID, visit: Stop) -> None:
    phone = cast.client(steward)
    phone.post(reverse("field:tried", args=[visit.pk]), {"how": "phone", "note": "无人接听"})
    phone.post(reverse("field:wishes", args=[visit.pk]), {"days": ["6"], "mind": "有狗"})
    phone.post(reverse("field:invite", args=[visit.pk]))
    assert Try.objects.get().words == "无人接听"
    assert Wishes.objects.get().weekdays == [6]
    page = phone.get(reverse("field:prepare", args=[visit.pk])).content.decode()
    assert "无人接听" in page
    assert "有狗" in page


def test_a_household_chooses_its_time_from_its_first_page(cast: Cast, steward: UUID, visit: Stop) -> None:
    phone, url = cast.resident_client(), reverse("resident:visit", args=[visit.pk])
    assert url in phone.get(reverse("resident:cases")).content.decode()
    _, slots = selectors.own_visit(cast.resident(), visit.pk, at=cast.now)
    assert phone.post(url, {"start": slots[0].start.isoformat()}).status_code == 302
    assert phone.post(url, {"start": "2026-03-03T12:00:00+08:00"}).status_code == 422
    visit.refresh_from_db()
    assert visit.booked_from == slots[0].start
    phone.post(reverse("resident:take_back_visit", args=[visit.pk]))
    visit.refresh_from_db()
    assert visit.booked_from is None


def test_the_manager_sees_what_is_agreed_and_who_was_not_reached(cast: Cast, steward: UUID, visit: Stop) -> None:
    actor, desk = cast.actor(steward), cast.client(cast.he)
    services.book_visit(actor, visit.pk, Agreed(selectors.offered(actor, visit.pk, at=cast.now)[0].start), at=cast.now)
    assert "已约" in desk.get(reverse("rounds:week")).content.decode()
    cast.later(days=1, hours=1)
    services.absent(actor, visit.pk, Attempt(knocks=3, card=True, words="敲了三遍"), at=cast.now)
    run_waiting()
    assert "3-2-1402" in desk.get(reverse("rounds:unreached")).content.decode()
    assert "敲了三遍" in desk.get(reverse("rounds:tries", args=[visit.promise])).content.decode()


def test_a_visit_that_was_made_shows_what_was_promised(cast: Cast, steward: UUID, visit: Stop) -> None:
    services.record(cast.actor(steward), visit.pk, Recording(matters=("厨房水龙头漏水",)), at=cast.now)
    run_waiting()
    page = cast.client(steward).get(reverse("field:stop", args=[visit.pk])).content.decode()
    assert "答应的事" in page
    assert "厨房水龙头漏水" in page


def test_a_page_before_a_visit_asks_a_bounded_number_of_questions(
    cast: Cast, steward: UUID, visit: Stop, django_assert_max_num_queries: object
) -> None:
    phone = cast.client(steward)
    for url in (reverse("field:prepare", args=[visit.pk]), reverse("field:coming")):
        phone.get(url)
        with django_assert_max_num_queries(32):  # type: ignore[operator]
            phone.get(url)
