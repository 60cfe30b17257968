"""Hiring, posts, skills, duties of roles, rosters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from guanjia.rooms.people import rules
from guanjia.rooms.people.models import Account, Post, RoleDuty, Shift, Skill, Staff, Zone
from guanjia.rooms.people.types import NewShift, NewStaff
from guanjia.rooms.places import selectors as places
from guanjia.shared.errors import Missing, Refused, gettext_noop

BATCH = 2000


@transaction.atomic
def hire(company_id: UUID, new: NewStaff) -> UUID:
    """Employ somebody, with account, posts and skills; returns the id of the staff.

    Raises Refused when the user name is taken, Invalid for a phone that can't be one.
    """
    account, created = Account.objects.get_or_create(
        username=new.username, defaults={"password": new.encoded or make_password(new.password)}
    )
    if not created:
        message = gettext_noop("The user name “%(name)s” is taken already.")
        raise Refused("people.name_taken", message, {"name": new.username})
    phone = rules.dialled(new.phone) if new.phone else ""
    staff = Staff(account=account, company_id=company_id, name=new.name, pinyin=rules.reading(new.name), phone=phone)
    staff.save(force_insert=True)
    Post.objects.bulk_create(Post(staff=staff, community_id=place, role=role) for place, role in new.posts)
    Skill.objects.bulk_create(Skill(staff=staff, code=code, valid_until=until) for code, until in new.skills)
    return staff.pk


@transaction.atomic
def post_to(staff_id: UUID, community_id: UUID, role: str) -> None:
    """Give somebody a role in a community. Again changes nothing."""
    Post.objects.get_or_create(staff_id=staff_id, community_id=community_id, role=role)


@transaction.atomic
def look_after(staff_id: UUID, community_id: UUID, role: str, zone: Iterable[str]) -> None:
    """Say which buildings (by their codes) and areas (by their names) are this post's; nothing: all of them.

    Raises Missing without such a post, or for a place that isn't there.
    """
    post = Post.objects.filter(staff=staff_id, community=community_id, role=role).first()
    if post is None:
        raise Missing("people.no_post", gettext_noop("There is no such post."))
    wanted = set(zone)
    buildings, areas = places.zones(community_id, wanted)
    if wanted - {*buildings, *areas}:
        message = gettext_noop("There is no building and no area called “%(name)s” here.")
        raise Missing("people.no_zone", message, {"name": min(wanted - {*buildings, *areas})})
    Zone.objects.filter(post=post).delete()
    rows = [{"building_id": key} for key in buildings.values()] + [{"area_id": key} for key in areas.values()]
    Zone.objects.bulk_create(Zone(community_id=community_id, post=post, **row) for row in rows)


@transaction.atomic
def give_skill(staff_id: UUID, code: str, valid_until: datetime | None = None) -> None:
    """Note a skill, or the new end of its validity."""
    Skill.objects.update_or_create(staff_id=staff_id, code=code, defaults={"valid_until": valid_until})


@transaction.atomic
def dismiss(staff_id: UUID, *, at: datetime) -> None:
    """Somebody leaves: the account closes, shifts still to come are taken off. Raises Missing."""
    closed = Account.objects.filter(staff__pk=staff_id).update(is_active=False)
    if not closed:
        raise Missing("people.no_staff", gettext_noop("There is no such member of staff."))
    Shift.objects.filter(staff=staff_id, starts__gt=at).delete()
    Shift.objects.filter(staff=staff_id, starts__lt=at, ends__gt=at).update(ends=at)


@transaction.atomic
def set_role_duties(company_id: UUID, duties: Mapping[str, Iterable[str]]) -> None:
    """Say which duties these roles have; roles not named stay as they are. Raises Invalid for an unknown duty."""
    wanted = {role: sorted({str(duty) for duty in words}) for role, words in duties.items()}
    for words in wanted.values():
        rules.check_duties(words)
    RoleDuty.objects.filter(company=company_id, role__in=wanted).delete()
    RoleDuty.objects.bulk_create(
        RoleDuty(company_id=company_id, role=role, duty=duty) for role, words in wanted.items() for duty in words
    )


@transaction.atomic
def roster(shifts: Sequence[NewShift]) -> int:
    """Put shifts on the roster, all or none; returns how many.

    Raises Invalid for a shift without length, Refused when somebody would be on duty twice at once.
    """
    rules.check_shifts(shifts)
    rows = [
        Shift(staff_id=s.staff_id, community_id=s.community_id, role=s.role, starts=s.starts, ends=s.ends)
        for s in shifts
    ]
    try:
        with transaction.atomic():
            Shift.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError as broken:
        if "shift_not_twice_at_once" not in str(broken):
            raise
        message = gettext_noop("Somebody is on duty at that time already. Change the other shift first.")
        raise Refused("people.twice_at_once", message) from broken
    return len(rows)
