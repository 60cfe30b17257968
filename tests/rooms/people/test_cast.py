"""The cast stands where the other tests believe it stands."""

from guanjia.rooms.people import selectors
from guanjia.rooms.people.types import Duty
from tests.cast import MONDAY, Cast


def test_everybody_is_on_duty_on_the_tested_day(cast: Cast) -> None:
    on_duty = selectors.staff_on_duty(cast.garden.id, None, MONDAY)
    assert {one.name for one in on_duty} == {"李建军", "王海", "陈悦", "马丽", "何静", "赵敏", "孙强", "钱安"}
    plumber = next(one for one in on_duty if one.id == cast.li)
    assert (plumber.role, plumber.skills) == ("technician", frozenset({"plumbing"}))


def test_a_role_gives_its_duties(cast: Cast) -> None:
    assert cast.actor(cast.li).may(Duty.DO_WORK)
    assert not cast.actor(cast.li).may(Duty.SEE_RESIDENTS)
    assert cast.actor(cast.ma).may(Duty.REGISTER)
    assert cast.actor(cast.ma).community_ids == (cast.garden.id,)
    assert cast.resident().duties == {Duty.AS_RESIDENT}


def test_zhou_lives_in_3_2_1402_and_writes_by_wechat(cast: Cast) -> None:
    row = cast.contact_row(cast.zhou_contact)
    assert (row.name, row.home_label, row.channel, row.kind) == ("周敏", "3-2-1402", "wechat", "owner")
    assert row.masked_phone == "138****6027"
