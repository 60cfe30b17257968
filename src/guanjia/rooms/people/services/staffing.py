"""What a manager does with staff: employ, give and take roles, certificates, shifts, passwords, let go."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.events import PasswordGiven, RoleGiven, RoleTaken, StaffDismissed
from guanjia.rooms.people.models import Post, Shift, Staff
from guanjia.rooms.people.selectors import records, role_duties
from guanjia.rooms.people.services.employment import dismiss, give_skill, hire, post_to, roster
from guanjia.rooms.people.services.sessions import end_all_sessions
from guanjia.rooms.people.services.signing import set_password
from guanjia.rooms.people.types import Duty, NewShift, NewStaff
from guanjia.rooms.people.types.records import ToHire, ToRoster
from guanjia.rooms.places import access as places_access
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Signs of a password that is read out: none is taken for another."""
LENGTH = 12


@transaction.atomic
def employ(actor: Actor, new: ToHire, *, at: datetime) -> UUID:
    """Employ somebody with one role in a community of one's own; returns the id of the staff.

    Raises Denied without the duty or for a role one may not give, Missing for another community, Refused when the
    user name is taken, Invalid for a phone that can't be one or an unknown role.
    """
    _may_give(actor, new.community_id, new.role)
    company_id = places.community(new.community_id).company_id
    post = (new.community_id, new.role)
    staff_id = hire(company_id, NewStaff(new.username, new.name, new.phone, posts=(post,)))
    _record_role(RoleGiven, staff_id, post, actor, at)
    return staff_id


@transaction.atomic
def give_role(actor: Actor, staff_id: UUID, post: tuple[UUID, str], *, at: datetime) -> None:
    """Give somebody one works with a role in a community of one's own. Again changes nothing. Raises as `employ`."""
    rules.check_not_oneself(actor.staff_id, staff_id)
    _may_give(actor, *post)
    access.employed(actor, staff_id)
    if not Post.objects.filter(staff=staff_id, community=post[0], role=post[1]).exists():
        post_to(staff_id, *post)
        _record_role(RoleGiven, staff_id, post, actor, at)


@transaction.atomic
def take_role(actor: Actor, post_id: UUID, *, at: datetime) -> UUID:
    """Take a role from somebody; shifts in it still to come are taken off. Returns whose it was.

    Raises Denied without the duty, for a role one may not give, or one's own; Missing for another community's.
    """
    found = access.post(actor, post_id)
    rules.check_not_oneself(actor.staff_id, found.staff_id)
    _may_give(actor, found.community_id, found.role)
    Shift.objects.filter(staff=found.staff_id, community=found.community_id, role=found.role, starts__gt=at).delete()
    found.delete()
    _record_role(RoleTaken, found.staff_id, (found.community_id, found.role), actor, at)
    return found.staff_id


def _may_give(actor: Actor, community_id: UUID, role: str) -> None:
    actor.need(Duty.MANAGE)
    places_access.check_community(actor, community_id)
    duties = role_duties(places.community(community_id).company_id)
    rules.check_role(role, duties, actor.duties)


def _record_role(
    fact: type[RoleGiven] | type[RoleTaken], staff_id: UUID, post: tuple[UUID, str], actor: Actor, at: datetime
) -> None:
    journal.record(fact(community_id=post[0], subject_id=staff_id, at=at, role=post[1], by_staff_id=actor.staff_id))


@transaction.atomic
def note_skill(actor: Actor, staff_id: UUID, code: str, valid_until: datetime | None) -> None:
    """Note a skill or certificate of somebody one works with, or its new end. Raises Denied, Missing."""
    actor.need(Duty.MANAGE)
    access.employed(actor, staff_id)
    give_skill(staff_id, code, valid_until)


@transaction.atomic
def add_shift(actor: Actor, staff_id: UUID, new: ToRoster) -> None:
    """Write down a shift of somebody one works with, in a role they have.

    Raises Denied, Missing, Invalid for a role they do not have, Refused when they are on duty then already.
    """
    actor.need(Duty.MANAGE)
    access.employed(actor, staff_id)
    places_access.check_community(actor, new.community_id)
    if not Post.objects.filter(staff=staff_id, community=new.community_id, role=new.role).exists():
        raise Missing("people.no_post", gettext_noop("They do not have this role here. Give it to them first."))
    roster([NewShift(staff_id, new.community_id, new.role, new.starts, new.ends)])


@transaction.atomic
def remove_shift(actor: Actor, shift_id: UUID, *, at: datetime) -> UUID:
    """Take off a shift that has not begun; returns whose. Raises Denied, Missing (also for one that has begun)."""
    actor.need(Duty.MANAGE)
    found = Shift.objects.filter(pk=shift_id, community__in=actor.community_ids, starts__gt=at).first()
    if found is None:
        raise Missing("people.no_shift", gettext_noop("There is no such shift still to come."))
    found.delete()
    return found.staff_id


@transaction.atomic
def let_go(actor: Actor, staff_id: UUID, *, at: datetime) -> None:
    """Somebody leaves the company: account closed, sessions ended, shifts to come taken off.

    Raises Denied without the duty, for oneself, or for somebody with more power or posts elsewhere; Missing.
    """
    standing_over(actor, staff_id)
    dismiss(staff_id, at=at)
    end_all_sessions(staff_id)
    for community_id in served_here(actor, staff_id):
        journal.record(
            StaffDismissed(community_id=community_id, subject_id=staff_id, at=at, by_staff_id=actor.staff_id)
        )


@transaction.atomic
def new_password(actor: Actor, staff_id: UUID, *, at: datetime) -> str:
    """A new password for somebody, told this once; their sessions end. Raises as `let_go`."""
    standing_over(actor, staff_id)
    password = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    set_password(staff_id, password)
    end_all_sessions(staff_id)
    for community_id in served_here(actor, staff_id)[:1]:
        journal.record(PasswordGiven(community_id=community_id, subject_id=staff_id, at=at, by_staff_id=actor.staff_id))
    return password


def standing_over(actor: Actor, staff_id: UUID) -> Staff:
    """Whether one may lock somebody out: they work here alone, and have no power one lacks."""
    actor.need(Duty.MANAGE)
    rules.check_not_oneself(actor.staff_id, staff_id)
    found = access.employed(actor, staff_id)
    reserved = rules.reserved_roles(role_duties(found.company_id), actor.duties)
    rules.check_over(records.all_roles(staff_id) & reserved, elsewhere=records.serves_elsewhere(actor, staff_id))
    return found


def served_here(actor: Actor, staff_id: UUID) -> list[UUID]:
    rows = Post.objects.filter(staff=staff_id, community__in=actor.community_ids).order_by("community")
    return list(rows.values_list("community_id", flat=True).distinct())
