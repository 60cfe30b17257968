"""Reads of people. Names and phones are masked wherever many are shown."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.models import (
    Contact,
    Post,
    Resident,
    RoleDuty,
    Shift,
    Skill,
    Staff,
    Unmasking,
)
from guanjia.rooms.people.types import (
    DemoLogin,
    Duty,
    LookRow,
    StaffOnDuty,
    StaffRow,
)
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset, row_of
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask

Titles = Callable[[UUID], Mapping[str, str]]
_titles: list[Titles] = []


def titles_by(find: Titles) -> Titles:
    """Declare where the words of roles and skills come from (the room of the handbook does, at start)."""
    _titles[:] = [find]
    return find


def titles(actor: Actor) -> Mapping[str, str]:
    """What roles and skills (`skill:code`) are called where this person serves.

    Asked of one community: the words are the company's. A code without a word is shown as it is.
    """
    return titles_in(actor.community_ids[0]) if actor.community_ids else {}


def titles_in(community_id: UUID) -> Mapping[str, str]:
    """What roles and skills (`skill:code`) are called in this community."""
    return _titles[0](community_id) if _titles else {}


def demo_logins() -> list[DemoLogin]:
    """The accounts a demo has written down for its visitors; none outside a demo."""
    told = Path(settings.DATA) / "demo.json"
    if not settings.DEMO or not told.exists():
        return []
    plain = json.loads(told.read_text(encoding="utf-8"))
    found = []
    for place in plain["communities"].values():
        words = titles_in(UUID(place["id"])) if place.get("id") else {}
        found += [DemoLogin(login, words.get(role, role), plain["password"]) for role, login in place["logins"].items()]
    return found


# Staff ------------------------------------------------------------------------------------------------------------


_ON_DUTY = """
select shift.staff_id, staff.name, shift.role,
       array(select code from people_skill as skill
              where skill.staff_id = shift.staff_id and (skill.valid_until is null or skill.valid_until > %s)),
       shift.ends,
       array(select coalesce(zone.building_id, zone.area_id)
               from people_zone as zone join people_post as post on post.id = zone.post_id
              where post.community_id = shift.community_id and post.role = shift.role
                and post.staff_id = shift.staff_id)
  from people_shift as shift
  join people_staff as staff on staff.id = shift.staff_id
  join people_account as account on account.id = staff.account_id
 where shift.community_id = %s and shift.ends > %s and shift.starts <= %s and account.is_active
   and (%s::text is null or shift.role = %s)
 order by staff.pinyin, shift.staff_id
"""


def staff_on_duty(community_id: UUID, role: str | None, at: datetime) -> list[StaffOnDuty]:
    """Everybody whose shift runs at `at`, with skills valid then and zone, by name's reading. One query."""
    found = ask(_ON_DUTY, [at, community_id, at, at, role, role])
    return [
        StaffOnDuty(key, name, role, frozenset(codes), ends, frozenset(zone))
        for key, name, role, codes, ends, zone in found
    ]


_HERE = _ON_DUTY.replace("select shift", "select shift.community_id, shift", 1)
_ON_DUTY_IN = _HERE.replace("shift.community_id = %s", "shift.community_id = any(%s)", 1)


def staff_on_duty_in(community_ids: Sequence[UUID], at: datetime) -> dict[UUID, list[StaffOnDuty]]:
    """The same of many communities and every role, by community. One query."""
    found: dict[UUID, list[StaffOnDuty]] = {key: [] for key in community_ids}
    for here, key, name, role, codes, ends, zone in ask(_ON_DUTY_IN, [at, list(community_ids), at, at, None, None]):
        found[here].append(StaffOnDuty(key, name, role, frozenset(codes), ends, frozenset(zone)))
    return found


def staff_of_role(community_id: UUID, role: str) -> list[StaffRow]:
    """Everybody with this role in the community, by name's reading. One query."""
    rows = Post.objects.filter(community=community_id, role=role, staff__account__is_active=True)
    found = rows.order_by("staff__pinyin", "staff_id").values_list("staff_id", "staff__name", "staff__phone")
    return [StaffRow(key, name, (role,), masked_phone=rules.masked_phone(phone)) for key, name, phone in found]


def colleagues(community_id: UUID) -> list[StaffRow]:
    """Everybody who serves in the community, by name's reading, with their roles. One query."""
    rows = Post.objects.filter(community=community_id, staff__account__is_active=True)
    found = rows.order_by("staff__pinyin", "staff_id", "role").values_list("staff_id", "staff__name", "role")
    roles = _gathered((key, role) for key, _, role in found)
    return [StaffRow(key, name, roles[key]) for key, name in dict.fromkeys((key, name) for key, name, _ in found)]


def serves(staff_id: UUID, community_id: UUID) -> bool:
    """Whether this member of staff has a post in the community. One query."""
    return Post.objects.filter(staff=staff_id, community=community_id, staff__account__is_active=True).exists()


def roles_of(staff_id: UUID, community_id: UUID) -> list[str]:
    """The roles this member of staff has in the community. One query."""
    return list(
        Post.objects.filter(staff=staff_id, community=community_id).order_by("role").values_list("role", flat=True)
    )


def roles_by_community(staff_id: UUID | None) -> dict[UUID, frozenset[str]]:
    """The roles this member of staff has, by community. One query."""
    found: dict[UUID, set[str]] = {}
    for key, role in Post.objects.filter(staff=staff_id).values_list("community_id", "role"):
        found.setdefault(key, set()).add(role)
    return {key: frozenset(roles) for key, roles in found.items()}


def skills_of(staff_id: UUID, at: datetime) -> frozenset[str]:
    """What this member of staff can and may do at `at`. One query."""
    rows = Skill.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at), staff=staff_id)
    return frozenset(rows.values_list("code", flat=True))


_names: ContextVar[dict[UUID, str] | None] = ContextVar("staff_names", default=None)
_ways: ContextVar[dict[UUID, list[UUID]] | None] = ContextVar("ways_of_a_person", default=None)


@contextmanager
def persons_asked_once() -> Iterator[None]:
    """Inside, names that were read and who is the same person are not read again: for a page that changes nothing."""
    tokens = _names.set({}), _ways.set({})
    try:
        yield
    finally:
        _names.reset(tokens[0])
        _ways.reset(tokens[1])


def staff_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of staff by their ids; unknown ids are left out. One light query, none for no ids or names known."""
    wanted, known = {key for key in ids if key}, _names.get()
    new = list(wanted - (known or {}).keys())
    found = dict(ask("select id, name from people_staff where id = any(%s)", [new])) if new else {}
    if known is None:
        return found
    known |= found
    return {key: known[key] for key in wanted if key in known}


def staff_list(actor: Actor, *, at: datetime, on_duty: bool = True, after: str | None = None) -> Page[StaffRow]:
    """Staff of the communities this person serves by name's reading: on duty at `at`, or all. Four queries."""
    running = Shift.objects.filter(community__in=actor.community_ids, ends__gt=at, starts__lte=at)
    rows = access.staff(actor)
    if on_duty:
        rows = rows.filter(Exists(running.filter(staff=OuterRef("pk"))))
    page = keyset(rows, by="pinyin", after=after)
    ids = [row.pk for row in page]
    roles = _gathered(
        Post.objects.filter(staff__in=ids, community__in=actor.community_ids).values_list("staff_id", "role").distinct()
    )
    skills = _gathered(
        Skill.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at), staff__in=ids).values_list(
            "staff_id", "code"
        )
    )
    until = dict(running.filter(staff__in=ids).values_list("staff_id", "ends"))
    return page.map(
        lambda one: StaffRow(
            id=one.pk,
            name=one.name,
            roles=roles.get(one.pk, ()),
            skills=skills.get(one.pk, ()),
            masked_phone=rules.masked_phone(one.phone),
            on_duty_until=until.get(one.pk),
        )
    )


def _gathered(pairs: Iterable[tuple[UUID, str]]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, list[str]] = {}
    for key, word in pairs:
        found.setdefault(key, []).append(word)
    return {key: tuple(sorted(words)) for key, words in found.items()}


def role_duties(company_id: UUID) -> dict[str, frozenset[str]]:
    """Which role has which duties in this company. One query."""
    rows = RoleDuty.objects.filter(company=company_id).values_list("role", "duty")
    found: dict[str, set[str]] = {}
    for role, duty in rows:
        found.setdefault(role, set()).add(duty)
    return {role: frozenset(duties) for role, duties in found.items()}


def account_of_staff(staff_id: UUID) -> UUID:
    """The account somebody signs in with. Raises Missing. One query."""
    found = row_of(Staff, staff_id)
    if found is None:
        raise Missing("people.no_staff", gettext_noop("There is no such member of staff."))
    return found.account_id


def actor_of_staff(staff_id: UUID) -> Actor:
    """Who acts when this member of staff does, for commands and simulated days. Raises Missing. Two light queries."""
    return access.actor_of(account_of_staff(staff_id))


def works_still(staff_id: UUID) -> bool:
    """Whether they have not left. One query."""
    return Staff.objects.filter(pk=staff_id, account__is_active=True).exists()


def actor_of_username(username: str) -> Actor:
    """Who acts when this account does, for commands. Raises Missing. Two light queries."""
    found = Staff.objects.filter(account__username=username).values_list("account_id", flat=True).first()
    if found is None:
        message = gettext_noop("No member of staff signs in as %(username)s.")
        raise Missing("people.no_staff", message, {"username": username})
    return access.actor_of(found)


def actor_of_contact(contact_id: UUID) -> Actor:
    """Who acts when this contact does, seen as a signed-in resident. Raises Missing. One query."""
    found = row_of(Contact, contact_id)
    if found is None:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    duties = frozenset({Duty.AS_RESIDENT.value})
    roles = frozenset({"resident"})
    return Actor(found.account_id, found.name, (found.community_id,), duties, contact_id=found.pk, roles=roles)


# Contacts and residents -------------------------------------------------------------------------------------------


def same_person(contact_id: UUID) -> list[UUID]:
    """This contact and the others of the same resident (their phone, their WeChat). One query."""
    known = _ways.get()
    if known is not None and contact_id in known:
        return known[contact_id]
    alike = Contact.objects.filter(resident__contacts=contact_id).values_list("id", flat=True)
    found = list({contact_id, *alike})
    if known is not None:
        known[contact_id] = found
    return found


def looks_at(actor: Actor, *, limit: int = 100) -> list[LookRow]:
    """Who saw this resident's number in full, why and when, the latest first; nobody else's. Two queries."""
    if actor.contact_id is None:
        return []
    me = same_person(actor.contact_id)
    resident = Resident.objects.filter(contacts=actor.contact_id).values("id")[:1]
    everybodys = Q(whole=True, id__gt=Subquery(resident))  # ids rise with time: files made since they are known
    mine = Q(contact__in=me) | Q(resident__contacts__in=me) | everybodys
    rows = Unmasking.objects.filter(mine, community__in=actor.community_ids)
    found = rows.distinct().order_by("-at", "-id").values_list("id", "staff__name", "reason", "at")[:limit]
    return [LookRow(who, reason, at) for _, who, reason, at in found]


def outside_id(contact_id: UUID) -> tuple[str, str]:
    """The channel and the outside's id under which a contact is written to. Raises Missing. One query."""
    found = row_of(Contact, contact_id)
    if found is None:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    return found.channel, found.outside_id


def community_names(actor: Actor) -> dict[UUID, str]:
    """Names of the communities this person looks at. No query while they are fresh."""
    return {row.id: row.name for row in places.communities_by_id(actor.community_ids)}


def shifts_by_role(
    community_id: UUID, since: datetime
) -> dict[str, list[tuple[UUID, tuple[tuple[datetime, datetime], ...]]]]:
    """Staff by role with their shifts from `since` on, in order of user names. One query."""
    rows = Shift.objects.filter(community=community_id, ends__gt=since).order_by(
        "role", "staff__account__username", "starts"
    )
    found: dict[str, dict[UUID, list[tuple[datetime, datetime]]]] = {}
    for role, staff_id, starts, ends in rows.values_list("role", "staff", "starts", "ends"):
        found.setdefault(role, {}).setdefault(staff_id, []).append((starts, ends))
    return {role: [(key, tuple(spans)) for key, spans in people.items()] for role, people in found.items()}
