"""From an actor and an id to a case; the only door.

A resident sees their own, whichever way they came, staff those of their communities.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from guanjia.rooms.cases import rules
from guanjia.rooms.cases.models import BroughtUp, Case, CaseFile, Docket, Improvement, Join, Lesson, Photo, Recording
from guanjia.rooms.cases.types.refs import CaseRef
from guanjia.rooms.people import selectors as people
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of
from guanjia.shared.errors import Missing, gettext_noop

MISSING = Missing("cases.missing", gettext_noop("There is no such case."))


def cases(actor: Actor) -> QuerySet[Case]:
    """The cases this person may see; every read for a person starts here."""
    rows = Case.objects.filter(community__in=actor.community_ids)
    if actor.staff_id is None:  # a resident, or nobody at all
        return rows.filter(contact__in=people.same_person(actor.contact_id)) if actor.contact_id else rows.none()
    return rows.exclude(kept_from(actor))


def kept_from(actor: Actor, case: str = "") -> Q:
    """What this member of staff must not see: complaints about them, or about their department on its own way.

    `case` leads to the case from the rows asked for, as "case__".
    """
    found = Q(**{f"{case}about_staff": actor.staff_id})
    for role in actor.roles:
        found |= Q(**{f"{case}closed_to__contains": rules.closed_to([role])})
    return found


def in_sight(actor: Actor, found: Case | CaseRef) -> bool:
    """The same of a case that was read already; the house itself and residents are asked elsewhere."""
    if actor.staff_id is None:
        return True
    return found.about_staff_id != actor.staff_id and not rules.is_closed_to(found.closed_to, actor.roles)


def lessons(actor: Actor) -> QuerySet[Lesson]:
    """What was learned in the communities of this member of staff; nothing for anybody else."""
    if actor.staff_id is None:
        return Lesson.objects.none()
    return Lesson.objects.filter(community__in=actor.community_ids)


def case(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """Raises Missing when it does not exist or is not this person's: outside, both look the same.

    The house itself (`actor.SYSTEM`) reaches every case: sweeps and reactions act for nobody in particular.
    """
    found = row_of(Case, case_id, lock=lock)
    if found is None or not _reaches(actor, found):
        raise Missing(MISSING.code, MISSING.message)
    return found


def _reaches(actor: Actor, found: Case) -> bool:
    if actor.id is None and not actor.community_ids:
        return True
    if found.community_id not in actor.community_ids:
        return False
    if actor.staff_id is not None:
        return in_sight(actor, found)
    mine = people.same_person(actor.contact_id) if actor.contact_id else ()
    return found.contact_id is not None and found.contact_id in mine


def docket(actor: Actor, docket_id: UUID) -> Docket:
    """A docket of a case this member of staff may see. Raises Missing."""
    found = Docket.objects.filter(pk=docket_id, case__in=cases(actor)).first() if actor.staff_id else None
    if found is None:
        raise Missing("cases.docket_missing", gettext_noop("There is no such order."))
    return found


def improvement(actor: Actor, improvement_id: UUID) -> Improvement:
    """What is to be done better after a complaint this member of staff may see. Raises Missing."""
    rows = Improvement.objects.filter(pk=improvement_id, case__in=cases(actor))
    found = rows.first() if actor.staff_id else None
    if found is None:
        raise Missing("cases.improvement_missing", gettext_noop("There is no such thing to be done better."))
    return found


def all_brought_up(actor: Actor) -> QuerySet[BroughtUp]:
    """What was brought up by hand to a role of this member of staff, of cases they may see."""
    rows = BroughtUp.objects.filter(community__in=actor.community_ids, to_role__in=actor.roles)
    return rows.exclude(kept_from(actor, "case__")) if actor.staff_id else rows.none()


def brought_up(actor: Actor, brought_id: UUID) -> BroughtUp:
    """One of them. Raises Missing."""
    found = all_brought_up(actor).filter(pk=brought_id).first()
    if found is None:
        raise Missing("cases.not_brought_up", gettext_noop("This was not brought up to you."))
    return found


def case_file(actor: Actor, file_id: UUID) -> CaseFile:
    """A file this person asked for, of a case they may still see. Raises Missing."""
    mine = CaseFile.objects.filter(staff=actor.staff_id, case__in=cases(actor)) if actor.staff_id else None
    found = mine.filter(pk=file_id).first() if mine is not None else None
    if found is None:
        raise Missing("cases.no_file", gettext_noop("There is no such file, or it is no longer kept."))
    return found


def photo(actor: Actor, photo_id: UUID) -> Photo:
    """A photo of a case this person may see. Raises Missing."""
    found = Photo.objects.filter(pk=photo_id, case__in=cases(actor)).first()
    if found is None:
        raise Missing("cases.photo_missing", gettext_noop("There is no such photo."))
    return found


def recording(actor: Actor, recording_id: UUID) -> Recording:
    """A recording of a case this person may see. Raises Missing."""
    found = Recording.objects.filter(pk=recording_id, case__in=cases(actor)).first()
    if found is None:
        raise Missing("cases.recording_missing", gettext_noop("There is no such recording."))
    return found


def joins(actor: Actor) -> QuerySet[Join]:
    """What a resident joined, whichever way they came; nothing for anybody else."""
    if actor.contact_id is None:
        return Join.objects.none()
    rows = Join.objects.filter(community__in=actor.community_ids)
    return rows.filter(contact__in=people.same_person(actor.contact_id))


def join(actor: Actor, join_id: UUID) -> Join:
    """One of them. Raises Missing."""
    found = joins(actor).select_related("case", "case__home__building", "case__area").filter(pk=join_id).first()
    if found is None:
        raise Missing("cases.join_missing", gettext_noop("There is no such request."))
    return found
