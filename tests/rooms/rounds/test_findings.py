"""What is found: put right on the spot, or a case with its photos and recording; told at once; looked at again."""

from uuid import UUID

import pytest

from guanjia.rooms.cases.models import BroughtUp, Case, Photo
from guanjia.rooms.cases.models import Recording as CaseRecording
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Finding, Shot, Stop, VoiceNote
from guanjia.rooms.rounds.types import Recording, StopKind
from guanjia.rooms.rounds.types.findings import FindingState
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import SOUND, Cast
from tests.rooms.rounds.conftest import sweep
from tests.rooms.rounds.test_proof import recorded, vacant
from tests.rooms.rounds.test_sights import jpeg, scene


def kinds() -> list[str]:
    return list(JournalEvent.objects.filter(kind__startswith="finding.").order_by("id").values_list("kind", flat=True))


def test_what_is_put_right_on_the_spot_opens_no_case_and_shows_before_and_after(cast: Cast, steward: UUID) -> None:
    stop = vacant(cast)
    before, after = jpeg(scene(1)), jpeg(scene(2))
    said = Recording(found={"litter": "纸箱"}, photos={"litter": [before]}, fixed={"litter": [after]})
    recorded(cast, steward, stop, said)
    assert not Case.objects.filter(origin="round").exists()
    assert kinds() == ["finding.made", "finding.minor", "finding.fixed", "finding.verified"]
    seen = selectors.finding(cast.actor(steward), Finding.objects.get().pk)
    assert (seen.state, len(seen.before), len(seen.after)) == (FindingState.VERIFIED, 1, 1)


def test_put_right_without_a_photo_afterwards_is_refused_and_nothing_is_written(cast: Cast, steward: UUID) -> None:
    stop = vacant(cast)
    with pytest.raises(Invalid, match="photo afterwards"):
        recorded(cast, steward, stop, Recording(found={"litter": "纸箱"}, fixed={"litter": []}))
    stop.refresh_from_db()
    assert stop.ended_at is None


def test_a_case_has_the_photos_and_what_was_said_and_is_looked_at_again_when_it_is_done(
    cast: Cast, steward: UUID
) -> None:
    stop, actor = vacant(cast), cast.actor(steward)
    recorded(cast, steward, stop, Recording(photos={"litter": [jpeg(scene(1))]}, voices={"litter": (SOUND, 7)}))
    case = Case.objects.get(origin="round")
    assert (case.topic, case.home_id) == ("bas.clean", cast.home.id)
    assert Photo.objects.filter(case=case, of="trouble").count() == 1
    assert CaseRecording.objects.get(case=case).seconds == VoiceNote.objects.get().seconds == 7
    row = Finding.objects.get()
    with pytest.raises(Refused):
        services.verify(actor, row.pk, [jpeg(scene(3))], at=cast.now)
    services.case_done(case.pk, at=cast.later(hours=1))
    assert [one.id for one in selectors.to_look_at(actor)] == [row.pk]
    with pytest.raises(Invalid):
        services.verify(actor, row.pk, [], at=cast.now)
    with pytest.raises(Missing):
        services.verify(cast.actor(cast.gao), row.pk, [jpeg(scene(3))], at=cast.now)
    services.verify(actor, row.pk, [jpeg(scene(3))], at=cast.now)
    assert selectors.to_look_at(actor) == []
    assert Shot.objects.filter(stop=stop, item="litter+after").count() == 1
    assert kinds()[-1] == "finding.verified"


def test_a_grave_finding_is_told_to_the_superior_at_once(cast: Cast, steward: UUID) -> None:
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.RENOVATING, at=cast.now)
    sweep(cast)
    services.lay_out(cast.garden.id, at=cast.now)
    stop = Stop.objects.filter(kind=StopKind.RENOVATION).order_by("day")[0]
    recorded(cast, steward, stop, Recording(found={"bearing": "承重墙开了洞", "breach": "未挂围挡"}))
    assert BroughtUp.objects.get().to_role == "supervisor"
    assert sorted(kinds()) == ["finding.grave", "finding.made", "finding.made", "finding.reported"]


def test_something_grave_reaches_the_superior_whoever_found_it(cast: Cast, steward: UUID) -> None:
    """A guard may not bring cases up by hand; what they find goes up all the same."""
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.RENOVATING, at=cast.now)
    sweep(cast)
    services.lay_out(cast.garden.id, at=cast.now)
    stop = Stop.objects.filter(kind=StopKind.RENOVATION).order_by("day")[0]
    Stop.objects.filter(pk=stop.pk).update(staff=cast.sun)
    said = Recording(
        found={"bearing": "承重墙开了洞"}, photos={"bearing": [jpeg(scene(1))]}, voices={"bearing": (SOUND, 3)}
    )
    recorded(cast, cast.sun, stop, said)
    waits = BroughtUp.objects.get()
    assert (waits.to_role, waits.staff_id) == ("supervisor", cast.sun)
    assert Photo.objects.filter(case=waits.case_id).count() == 1
    assert CaseRecording.objects.filter(case=waits.case_id).count() == 1
    above = cast.actor(cast.he)
    row = Finding.objects.get()
    assert [one.id for one in selectors.to_lead(above)] == [row.pk]
    with pytest.raises(Denied):
        services.lead(cast.actor(cast.sun), row.pk, at=cast.now)
    services.lead(above, row.pk, at=cast.later(minutes=5))
    assert selectors.to_lead(above).rows == []
    states = {one.code: one.state for one in promises.of_subject("finding", row.pk, at=cast.now)}
    assert states == {"E26": "met", "E28": "met"}


def test_a_superior_hears_of_what_was_recorded_without_signal_when_it_arrives(cast: Cast, steward: UUID) -> None:
    place_verbs.set_occupancy(cast.garden.id, cast.home.id, Occupancy.RENOVATING, at=cast.now)
    services.lay_out(cast.garden.id, at=cast.now)
    stop = Stop.objects.filter(kind=StopKind.RENOVATION).order_by("day")[0]
    Stop.objects.filter(pk=stop.pk).update(staff=cast.sun)
    found = cast.now
    cast.later(hours=2)
    recorded(cast, cast.sun, stop, Recording(found={"bearing": "承重墙开了洞"}), found)
    row = Finding.objects.get()
    states = {one.code: one.state for one in promises.of_subject("finding", row.pk, at=cast.now)}
    assert (row.at, states["E26"]) == (found, "late")


def test_a_look_that_finds_it_not_right_opens_another_case_and_owes_another_look(cast: Cast, steward: UUID) -> None:
    stop, actor = vacant(cast), cast.actor(steward)
    recorded(cast, steward, stop, Recording(found={"litter": "纸箱"}))
    first = Case.objects.get(origin="round")
    row = Finding.objects.get()
    services.case_done(first.pk, at=cast.later(hours=1))
    with pytest.raises(Invalid, match="still wrong"):
        services.fail(actor, row.pk, [jpeg(scene(3))], " ", at=cast.now)
    services.fail(actor, row.pk, [jpeg(scene(3))], "还剩一半", at=cast.later(hours=1))
    row.refresh_from_db()
    assert (row.state, row.case_id == first.pk) == ("open", False)
    again = Case.objects.get(pk=row.case_id)
    assert (again.topic, first.number in again.text, "还剩一半" in again.text) == (first.topic, True, True)
    with pytest.raises(Refused):
        services.fail(actor, row.pk, [jpeg(scene(3))], "还在", at=cast.now)
    services.case_done(again.pk, at=cast.later(hours=1))
    states = [one.state for one in promises.of_subject("finding", row.pk, at=cast.now) if one.code == "E29"]
    assert states == ["met", "running"]
    services.verify(actor, row.pk, [jpeg(scene(4))], at=cast.later(hours=1))
    assert kinds()[-4:] == ["finding.fixed", "finding.check_failed", "finding.fixed", "finding.verified"]


def test_one_thing_is_either_put_right_on_the_spot_or_a_breach(cast: Cast, steward: UUID) -> None:
    said = Recording(fixed={"litter": [jpeg(scene(2))]}, breaches={"litter": "stored_goods"})
    with pytest.raises(Invalid, match="either"):
        recorded(cast, steward, vacant(cast), said)
