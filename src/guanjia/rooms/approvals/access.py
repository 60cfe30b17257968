"""From actor and id to a matter, and to a file of it."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from guanjia.rooms.approvals.models import WAITING, Attachment, Matter, Voice
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


def matters(actor: Actor) -> QuerySet[Matter]:
    """The matters this person may see: what they laid, what their role in that community lays, begins or approves, and
    all of the communities served for who manages or sees the score. Residents see none. Every read for a person
    starts here."""
    rows = Matter.objects.filter(community__in=actor.community_ids)
    if actor.staff_id is None or not actor.may(Duty.SEE_APPROVALS):
        return rows.none()
    return rows if actor.may(Duty.SEE_SCORE) else rows.filter(_involved(actor))


def _involved(actor: Actor) -> Q:
    """Whoever has to do with a matter itself."""
    if actor.may(Duty.MANAGE):
        return Q()
    found: Any = Q(staff=actor.staff_id)
    for here, roles in people.roles_by_community(actor.staff_id).items():
        voices = Voice.objects.filter(matter=OuterRef("pk"), community=here, role__in=roles)
        found |= Q(community=here) & (Q(owed_role__in=roles) | Exists(voices))
    return Q(found)


def waiting(actor: Actor) -> QuerySet[Matter]:
    """The matters that wait for a word of this person, in a role they have in that community."""
    found: Any = Q(pk__in=[])
    said = Voice.objects.filter(matter=OuterRef("pk"), version=OuterRef("version"), apart=True, staff=actor.staff_id)
    for here, roles in people.roles_by_community(actor.staff_id).items():
        mine = Voice.objects.filter(matter=OuterRef("pk"), version=OuterRef("version"), state=WAITING, role__in=roles)
        found |= Q(community=here) & Exists(mine)
    return matters(actor).filter(found, ~Exists(said), state="asked")


def matter(actor: Actor, matter_id: UUID, *, lock: bool = False) -> Matter:
    """Raises Missing when it does not exist or is not this person's: outside, both look the same."""
    rows = matters(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=matter_id).first()
    if found is None:
        raise Missing("approvals.missing", gettext_noop("There are no such papers."))
    return found


def may_read(actor: Actor, matter_id: UUID) -> bool:
    """Whether this person may open the files: papers of a home are personal data, so only who has to do with it."""
    return matters(actor).filter(_involved(actor), pk=matter_id).exists()


def attachment(actor: Actor, attachment_id: UUID) -> Attachment:
    """A file of a matter this person has to do with. Raises Missing."""
    found = Attachment.objects.filter(
        pk=attachment_id, matter__in=matters(actor).filter(_involved(actor)).values("pk")
    ).first()
    if found is None:
        raise Missing("approvals.no_file", gettext_noop("There is no such file."))
    return found
