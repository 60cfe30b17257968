"""A promise is let go by somebody with the duty who doesn't owe it, for a reason, in plain sight."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import services
from guanjia.rooms.promises.models import Promise
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Missing, Refused
from guanjia.shared.time import new_id
from tests.rooms.promises.conftest import MONDAY, Ground, LampLit, LampWentOut

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=80)


def supervisor(ground: Ground) -> Actor:
    duties, roles = frozenset({Duty.WAIVE}), frozenset({"manager"})
    return Actor(id=new_id(), community_ids=(ground.community,), duties=duties, roles=roles)


@pytest.mark.parametrize("minutes", [None, 70])
def test_it_shows_as_waived_whether_open_or_late_and_the_audit_agrees(
    ground: Ground, lamp: UUID, minutes: int | None
) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    if minutes:
        journal.record(ground.fact(LampLit, lamp, minutes))
    promise = Promise.objects.get(standard="L1")
    services.waive(supervisor(ground), promise.id, "resident_wish", at=LATER)
    promise.refresh_from_db()
    assert (promise.state, promise.ended_at, promise.waiver.reason) == ("waived", LATER, "resident_wish")
    report = services.audit()
    assert report.differences == []


def test_nobody_waives_their_own_another_communitys_or_a_kept_one(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    promise = Promise.objects.get()
    boss = supervisor(ground)
    own = replace(boss, staff_id=new_id())
    Promise.objects.update(owed_by=own.staff_id)
    with pytest.raises(Denied):
        services.waive(own, promise.id, "resident_wish", at=LATER)
    with pytest.raises(Denied):
        services.waive(replace(boss, duties=frozenset()), promise.id, "resident_wish", at=LATER)
    with pytest.raises(Missing):
        services.waive(replace(boss, community_ids=()), promise.id, "resident_wish", at=LATER)
    with pytest.raises(Refused, match="reason"):
        services.waive(boss, promise.id, "police", at=LATER)
    with pytest.raises(Refused, match="note"):
        services.waive(boss, promise.id, "storm", at=LATER)
    with pytest.raises(Denied, match="role"):
        services.waive(replace(boss, roles=frozenset({"desk"})), promise.id, "resident_wish", at=LATER)
    journal.record(ground.fact(LampLit, lamp, 5))
    with pytest.raises(Refused):
        services.waive(boss, promise.id, "resident_wish", at=LATER)
