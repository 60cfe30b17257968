"""From actor and id to a stop of the plan."""

from uuid import UUID

from django.db.models import Q, QuerySet

from guanjia.rooms.people import access as people_access
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds.models import Finding, FindingPhoto, Flag, Shot, Spot, Stop, VoiceNote
from guanjia.rooms.rounds.types import StopKind
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of
from guanjia.shared.errors import Missing, gettext_noop


def stops(actor: Actor) -> QuerySet[Stop]:
    """The stops this person may see: their own, and all of the communities served for who sees the score or sends
    people out. Residents see none. Every read for a person starts here."""
    rows = Stop.objects.filter(community__in=actor.community_ids)
    if actor.staff_id is None:
        return rows.none()
    return rows if _sees_all(actor) else rows.filter(staff=actor.staff_id)


def _sees_all(actor: Actor) -> bool:
    return actor.may(Duty.SEE_SCORE) or actor.may(Duty.DISPATCH)


def _in_sight(actor: Actor, found: Stop) -> bool:
    """The same of a stop that was read already."""
    if actor.staff_id is None or found.community_id not in actor.community_ids:
        return False
    return _sees_all(actor) or found.staff_id == actor.staff_id


def stop(actor: Actor, stop_id: UUID, *, lock: bool = False) -> Stop:
    """Raises Missing when it does not exist or is not this person's: outside, both look the same. One light query."""
    found = row_of(Stop, stop_id, lock=lock)
    if found is None or not _in_sight(actor, found):
        raise Missing("rounds.missing", gettext_noop("There is no such stop."))
    return found


def own_visits(actor: Actor) -> QuerySet[Stop]:
    """The visits to the homes in which this resident lives; nobody else has any."""
    rows = Stop.objects.filter(community__in=actor.community_ids, kind=StopKind.VISIT.value)
    if actor.contact_id is None:
        return rows.none()
    return rows.filter(home__in=people_access.residences(actor).values("home"))


def own_visit(actor: Actor, stop_id: UUID, *, lock: bool = False) -> Stop:
    """Raises Missing for one of somebody else's."""
    rows = own_visits(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=stop_id).first()
    if found is None:
        raise Missing("rounds.missing", gettext_noop("There is no such stop."))
    return found


def shot(actor: Actor, shot_id: UUID) -> Shot:
    """A photo of a stop this person may see. Raises Missing."""
    found = Shot.objects.filter(pk=shot_id, stop__in=stops(actor)).first()
    if found is None:
        raise Missing("rounds.missing", gettext_noop("There is no such stop."))
    return found


def findings(actor: Actor) -> QuerySet[Finding]:
    """What this person may see of what was found: their own, and all of the communities served for who sees the score,
    sends people out, or knows residents, for a breach is theirs to settle. Residents see none."""
    rows = Finding.objects.filter(community__in=actor.community_ids)
    if actor.staff_id is None:
        return rows.none()
    if actor.may(Duty.SEE_SCORE) or actor.may(Duty.DISPATCH):
        return rows
    own = Q(staff=actor.staff_id) | Q(stop__staff=actor.staff_id)
    return rows.filter(own | ~Q(breach="")) if actor.may(Duty.SEE_RESIDENTS) else rows.filter(own)


def finding(actor: Actor, finding_id: UUID, *, lock: bool = False) -> Finding:
    """One of them. Raises Missing."""
    rows = findings(actor).select_related("stop")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=finding_id).first()
    if found is None:
        raise Missing("rounds.no_finding", gettext_noop("There is no such finding."))
    return found


def finding_photo(actor: Actor, photo_id: UUID) -> FindingPhoto:
    """A photo of something found this person may see. Raises Missing."""
    found = FindingPhoto.objects.filter(pk=photo_id, finding__in=findings(actor)).first()
    if found is None:
        raise Missing("rounds.no_finding", gettext_noop("There is no such finding."))
    return found


def voice(actor: Actor, voice_id: UUID) -> VoiceNote:
    """What was said at a stop this person may see. Raises Missing."""
    found = VoiceNote.objects.filter(pk=voice_id, stop__in=stops(actor)).first()
    if found is None:
        raise Missing("rounds.missing", gettext_noop("There is no such stop."))
    return found


def spot(actor: Actor, spot_id: UUID) -> Spot:
    """A label of a community served. Raises Missing."""
    found = Spot.objects.filter(community__in=actor.community_ids, pk=spot_id).first()
    if found is None or actor.staff_id is None:
        raise Missing("rounds.no_label", gettext_noop("There is no such label."))
    return found


def flags(actor: Actor) -> QuerySet[Flag]:
    """What was flagged about the stops this person may see."""
    return Flag.objects.filter(community__in=actor.community_ids, stop__in=stops(actor))


def flag(actor: Actor, flag_id: UUID, *, lock: bool = False) -> Flag:
    """One of them. Raises Missing when it does not exist or is not this person's."""
    rows = flags(actor).select_related("stop")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=flag_id).first()
    if found is None:
        raise Missing("rounds.no_flag", gettext_noop("There is no such remark on a round."))
    return found
