"""Employment, rosters, contacts and residents, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from guanjia.rooms.people import selectors, services
from guanjia.rooms.people.models import Contact, Post, Shift, Staff, Zone
from guanjia.rooms.people.types import NewResident, NewShift, NewStaff, UnmaskReason
from guanjia.rooms.places import services as places_verbs
from guanjia.rooms.places.types import NewCommunity
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id
from tests.cast import DAY_ENDS, DAY_STARTS, MONDAY, Cast


def test_nobody_is_on_duty_twice_at_once(cast: Cast) -> None:
    inside = NewShift(cast.li, cast.garden.id, "technician", MONDAY, MONDAY + timedelta(hours=1))
    with pytest.raises(Refused) as refused:
        services.roster([inside])
    assert refused.value.code == "people.twice_at_once"
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(staff_id=cast.li, community_id=cast.orchard.id, role="x", starts=DAY_STARTS, ends=MONDAY)


def test_one_shift_may_begin_when_the_other_ends(cast: Cast) -> None:
    tomorrow = NewShift(cast.li, cast.garden.id, "technician", DAY_ENDS, DAY_ENDS + timedelta(hours=8))
    assert services.roster([tomorrow]) == 1


def test_a_shift_must_have_a_length(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.roster([NewShift(cast.li, cast.garden.id, "technician", DAY_ENDS, DAY_ENDS)])


def test_all_shifts_of_a_roster_are_kept_or_none(cast: Cast) -> None:
    good = NewShift(cast.li, cast.garden.id, "technician", DAY_ENDS, DAY_ENDS + timedelta(hours=8))
    bad = NewShift(cast.wang, cast.garden.id, "technician", MONDAY, DAY_ENDS)
    before = Shift.objects.count()
    with pytest.raises(Refused):
        services.roster([good, bad])
    assert Shift.objects.count() == before


def test_a_shift_counts_from_its_first_second_to_before_its_last(cast: Cast) -> None:
    assert selectors.staff_on_duty(cast.garden.id, "technician", DAY_STARTS)
    assert not selectors.staff_on_duty(cast.garden.id, "technician", DAY_ENDS)
    assert not selectors.staff_on_duty(cast.orchard.id, None, MONDAY)


def test_a_certificate_that_has_ended_is_no_skill(cast: Cast) -> None:
    services.give_skill(cast.li, "welder", MONDAY)
    services.give_skill(cast.li, "height", MONDAY + timedelta(seconds=1))
    li = next(one for one in selectors.staff_on_duty(cast.garden.id, "technician", MONDAY) if one.id == cast.li)
    assert li.skills == {"plumbing", "height"}


def test_a_post_looks_after_buildings_and_areas_that_are_there(cast: Cast) -> None:
    services.look_after(cast.li, cast.garden.id, "technician", ["2", "3", "北门"])
    services.look_after(cast.li, cast.garden.id, "technician", ["3", "北门"])
    assert len(selectors.zone_of(cast.li, cast.garden.id)) == 2
    assert not selectors.zone_of(cast.li, cast.orchard.id)
    with pytest.raises(Missing, match="99"):
        services.look_after(cast.li, cast.garden.id, "technician", ["3", "99"])
    with pytest.raises(Missing):
        services.look_after(cast.li, cast.garden.id, "guard", ["3"])


def test_a_zone_is_a_building_or_an_area(cast: Cast) -> None:
    post = Post.objects.get(staff=cast.li)
    with pytest.raises(IntegrityError, match="zone_building_or_area"), transaction.atomic():
        Zone.objects.create(community=post.community, post=post)


def test_a_user_name_is_given_once(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        services.hire(cast.company_id, NewStaff("li", "李四"))
    assert refused.value.code == "people.name_taken"
    assert not Staff.objects.filter(name="李四").exists()


def test_who_leaves_is_off_duty_at_once(cast: Cast) -> None:
    services.dismiss(cast.li, at=MONDAY)
    assert cast.li not in {one.id for one in selectors.staff_on_duty(cast.garden.id, None, MONDAY)}
    assert cast.li not in {one.id for one in selectors.staff_of_role(cast.garden.id, "technician")}


def test_a_company_cuts_its_roles_its_own_way(cast: Cast) -> None:
    services.set_role_duties(cast.company_id, {"guard": ["do_work", "see_residents"]})
    assert cast.actor(cast.sun).duties == {"do_work", "see_residents"}
    assert selectors.role_duties(cast.company_id)["desk"] >= {"register"}
    with pytest.raises(Invalid):
        services.set_role_duties(cast.company_id, {"guard": ["fly"]})


def test_the_same_outside_id_is_the_same_contact(cast: Cast) -> None:
    first = services.contact_for(cast.garden.id, "wechat", "openid-1", at=MONDAY, name="小雨")
    again = services.contact_for(cast.garden.id, "wechat", "openid-1", at=MONDAY)
    other = services.contact_for(cast.orchard.id, "wechat", "openid-1", at=MONDAY)
    assert (first.id, first.name) == (again.id, again.name)
    assert other.id != first.id


@pytest.mark.django_db(transaction=True)
def test_eight_messages_at_once_from_one_stranger_make_one_contact() -> None:
    company = places_verbs.open_company("anhe", "安和物业")
    place = places_verbs.open_community(company, NewCommunity("garden", "湖畔花园"))

    def arrive(_: int) -> str:
        close_old_connections()
        try:
            return str(services.contact_for(place, "wechat", "openid-1", at=MONDAY).id)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(arrive, range(8)))) == 1
    assert Contact.objects.count() == 1


def test_recognising_who_wrote_is_told_once(cast: Cast) -> None:
    contact = cast.contact("openid-2", "阿周")
    services.know_contact(contact, cast.zhou, MONDAY)
    services.know_contact(contact, cast.zhou, MONDAY)
    facts = JournalEvent.objects.filter(kind="contact.known", refs__contact=str(contact))
    assert [fact.refs["home"] for fact in facts] == [str(cast.home.id)]
    assert selectors.contact_row(contact).home_label == "3-2-1402"


def test_a_contact_is_never_recognised_as_somebody_of_another_community(cast: Cast) -> None:
    with pytest.raises(Missing):
        services.know_contact(cast.contact("openid-3"), cast.stranger, MONDAY)
    with pytest.raises(Missing):
        services.add_residents(cast.garden.id, [NewResident(cast.foreign_home.id, "错")])


def test_seeing_a_name_in_full_is_on_record(cast: Cast) -> None:
    seen = services.unmask(cast.actor(cast.ma), "resident", cast.zhou, UnmaskReason.CALL, MONDAY)
    assert (seen.name, seen.phone) == ("周敏", "13812346027")
    fact = JournalEvent.objects.get(kind="resident.unmasked")
    assert fact.refs == {"resident": str(cast.zhou), "staff": str(cast.ma)}
    assert fact.data == {"reason": "call", "evidence": {"who": True, "when": True, "why": True}}


def test_seeing_a_contact_in_full_shows_the_resident_behind_it(cast: Cast) -> None:
    seen = services.unmask(cast.actor(cast.ma), "contact", cast.zhou_contact, UnmaskReason.VISIT, MONDAY)
    assert seen.phone == "13812346027"
    caller = cast.contact("13611112222", channel="phone")
    services.unmask(cast.actor(cast.ma), "contact", caller, UnmaskReason.CALL, MONDAY)
    assert JournalEvent.objects.filter(kind="contact.unmasked", refs__contact=str(caller)).exists()


def test_who_has_not_the_duty_sees_nobody_in_full(cast: Cast) -> None:
    with pytest.raises(Denied):
        services.unmask(cast.actor(cast.li), "resident", cast.zhou, UnmaskReason.CALL, MONDAY)
    with pytest.raises(Missing):
        services.unmask(cast.actor(cast.ma), "resident", cast.stranger, UnmaskReason.CALL, MONDAY)
    with pytest.raises(Missing):
        services.unmask(cast.actor(cast.ma), "contact", new_id(), UnmaskReason.CALL, MONDAY)
    assert not JournalEvent.objects.filter(kind__endswith="unmasked").exists()
