"""Reads behind the pages of homes and staff: who lived where, one member of staff, a week, roles and duties."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.models import Post, Residence, Resident, Shift, Skill, Staff
from guanjia.rooms.people.selectors import role_duties
from guanjia.rooms.people.types.records import (
    PostRow,
    ResidenceRow,
    RoleLine,
    ShiftRow,
    SkillRow,
    StaffFile,
    StaffWeek,
    Week,
)
from guanjia.rooms.places import access as places_access
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, gettext_noop

DAYS = 7
MOST = 200
"""Residences of one home that are shown; no home has seen more."""


def residences_of_home(actor: Actor, home_id: UUID) -> list[ResidenceRow]:
    """Who lives and lived in a home, who lives there first, masked. Raises Missing. Three queries."""
    places_access.home(actor, home_id)
    rows = Residence.objects.filter(home=home_id).select_related("resident").order_by("-until", "id")
    found = sorted(rows[:MOST], key=lambda row: row.until is not None)
    elsewhere = Residence.objects.filter(resident__in={row.resident_id for row in found}, until__isnull=True)
    others: dict[UUID, list[str]] = defaultdict(list)
    for resident_id, label in elsewhere.exclude(home=home_id).values_list("resident_id", "home__label"):
        others[resident_id].append(label)
    return [_residence(row, others[row.resident_id]) for row in found]


def resident_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of residents by id, masked, also of who moved away. One query, or none."""
    wanted = {one for one in ids if one is not None}
    rows = Resident.objects.filter(pk__in=wanted).values_list("id", "name") if wanted else ()
    return {key: rules.masked_name(name) for key, name in rows}


def _residence(row: Residence, others: Iterable[str]) -> ResidenceRow:
    return ResidenceRow(
        id=row.pk,
        resident_id=row.resident_id,
        name=rules.masked_name(row.resident.name),
        masked_phone=rules.masked_phone(row.resident.phone),
        kind=row.kind,
        since=row.since,
        until=row.until,
        others=tuple(sorted(others)),
    )


def staff_file(actor: Actor, staff_id: UUID, *, at: datetime) -> StaffFile:
    """One member of staff with posts here and skills. Raises Missing for one of elsewhere. Three queries."""
    found = access.employed(actor, staff_id)
    posts = Post.objects.filter(staff=staff_id, community__in=actor.community_ids).order_by("community", "role")
    skills = Skill.objects.filter(staff=staff_id).order_by("code")
    return StaffFile(
        id=found.pk,
        name=found.name,
        masked_phone=rules.masked_phone(found.phone),
        username=found.account.username,
        has_left=not found.account.is_active,
        can_sign_in=found.account.has_usable_password(),
        posts=tuple(PostRow(row.pk, row.community_id, row.role) for row in posts),
        skills=tuple(SkillRow(row.code, row.valid_until, not rules.still_valid(row.valid_until, at)) for row in skills),
    )


def week_of(text: str, community_id: UUID, *, at: datetime) -> Week:
    """The week a day lies in (2026-03-04), the present one for a text that is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = at.astimezone(ZoneInfo(places.community(community_id).zone)).date()
    if not date(1900, 1, 8) < day < date(9000, 1, 1):
        return week_of("", community_id, at=at)
    monday = day - timedelta(day.weekday())
    days = tuple(monday + timedelta(number) for number in range(DAYS))
    return Week(monday, monday - timedelta(DAYS), monday + timedelta(DAYS), days)


def weeks(actor: Actor, week: Week, *, after: str | None = None) -> Page[StaffWeek]:
    """Staff by name's reading, each with the shifts of a week here. Two queries."""
    page = keyset(access.staff(actor), by="pinyin", after=after)
    shifts = week_shifts(actor, [row.pk for row in page], week)
    return page.map(lambda row: StaffWeek(row.pk, row.name, shifts[row.pk]))


def week_shifts(actor: Actor, staff_ids: Iterable[UUID], week: Week) -> dict[UUID, tuple[tuple[ShiftRow, ...], ...]]:
    """The shifts of a week by staff and day, on the day they begin. One query."""
    ids = list(staff_ids)
    kept: dict[UUID, list[list[ShiftRow]]] = {key: [[] for _ in range(DAYS)] for key in ids}
    if ids and actor.community_ids:
        zone = ZoneInfo(places.community(actor.community_ids[0]).zone)
        first = datetime.combine(week.monday, time(), zone)
        rows = Shift.objects.filter(staff__in=ids, community__in=actor.community_ids)
        for row in rows.filter(starts__gte=first, starts__lt=first + timedelta(DAYS)).order_by("starts"):
            day = (row.starts.astimezone(zone).date() - week.monday).days
            if 0 <= day < DAYS:
                shown = ShiftRow(row.pk, row.community_id, row.role, row.starts, row.ends)
                kept[row.staff_id][day].append(shown)
    return {key: tuple(tuple(day) for day in days) for key, days in kept.items()}


def role_table(actor: Actor) -> list[RoleLine]:
    """Every role of the company with its duties, and how many have it where this person looks. Two queries."""
    if not actor.community_ids:
        return []
    duties = role_duties(places.community(actor.community_ids[0]).company_id)
    here = Q(community__in=actor.community_ids, staff__account__is_active=True)
    counts = dict(Post.objects.filter(here).values_list("role").annotate(Count("staff", distinct=True)))
    return [RoleLine(role, duties.get(role, frozenset()), counts.get(role, 0)) for role in sorted({*duties, *counts})]


def serves_elsewhere(actor: Actor, staff_id: UUID) -> bool:
    """Whether somebody also has a post in a community this person does not serve. One query."""
    return Post.objects.filter(staff=staff_id).exclude(community__in=actor.community_ids).exists()


def all_roles(staff_id: UUID) -> frozenset[str]:
    """The roles of a member of staff, wherever they have them. One query."""
    return frozenset(Post.objects.filter(staff=staff_id).values_list("role", flat=True))


def company_of(staff_id: UUID) -> UUID:
    """The company somebody works for. One query."""
    return Staff.objects.filter(pk=staff_id).values_list("company_id", flat=True)[0]


def works_here(actor: Actor, staff_id: UUID) -> bool:
    """Whether somebody has a post in a community this person serves. One query."""
    return Post.objects.filter(staff=staff_id, community__in=actor.community_ids).exists()


def home_of_residence(actor: Actor, residence_id: UUID) -> UUID:
    """The home of a residence that has not ended. Raises Missing. One query."""
    found = access.residences(actor).filter(pk=residence_id).values_list("home_id", flat=True).first()
    if found is None:
        raise Missing("people.no_residence", gettext_noop("They no longer live there."))
    return found
