"""What an import is compared with, and the files that were sent."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.rooms.people import rules
from guanjia.rooms.people.models import Account, Import, Post, Residence, Shift, Skill, Staff
from guanjia.rooms.people.selectors import role_duties
from guanjia.rooms.people.types.importing import (
    Count,
    ImportRow,
    ImportState,
    Known,
    KnownHome,
    KnownStaff,
    Living,
    ReadRow,
    ReadSheet,
)
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

SHOWN = ("id", "community", "file_name", "state", "counts", "sent_at", "done_at")
"""What a list shows of a file; never its bytes."""


def known(actor: Actor, community_id: UUID, sheets: Iterable[ReadSheet], *, at: datetime) -> Known:
    """What is written down about what these sheets speak of. At most ten queries, however long they are."""
    here = places.community(community_id)
    there = {sheet.code: sheet for sheet in sheets}
    names = {str(row.values["username"]) for code in ("staff", "skills", "shifts") for row in _rows(there, code)}
    zone = ZoneInfo(here.zone)
    living, left = _residents(community_id) if "residents" in there else ({}, {})
    staff = _staff(actor, community_id, here.company_id, names)
    days = [row.values["day"] for row in _rows(there, "shifts")]
    return Known(
        community_id=community_id,
        zone=here.zone,
        today=at.astimezone(zone).date(),
        homes=_homes(community_id) if {"homes", "residents"} & set(there) else {},
        living=living,
        left=left,
        staff=staff,
        taken=_taken(names - set(staff)),
        skills=_skills(staff) if "skills" in there else {},
        shifts=_shifts(staff, min(days, default=None), zone),  # type: ignore[type-var, arg-type]
        reserved=rules.reserved_roles(role_duties(here.company_id), actor.duties),
        importer=_own_name(actor),
    )


def _rows(there: dict[str, ReadSheet], code: str) -> tuple[ReadRow, ...]:
    return there[code].rows if code in there else ()


def _homes(community_id: UUID) -> dict[str, KnownHome]:
    return {one.label: KnownHome(one.id, one.floor, one.area, one.occupancy) for one in places.all_homes(community_id)}


def _residents(
    community_id: UUID,
) -> tuple[dict[tuple[str, str], Living], dict[tuple[str, str], frozenset[date]]]:
    living: dict[tuple[str, str], Living] = {}
    left: dict[tuple[str, str], set[date]] = defaultdict(set)
    rows = Residence.objects.filter(community=community_id).select_related("resident", "home").order_by("id")
    for row in rows.iterator(chunk_size=2000):
        key = row.home.label, row.resident.name
        if row.until is None:
            living[key] = Living(row.pk, row.resident_id, row.resident.phone, row.kind, row.since)
        else:
            left[key].add(row.until)
    return living, {key: frozenset(days) for key, days in left.items()}


def _staff(actor: Actor, community_id: UUID, company_id: UUID, names: set[str]) -> dict[str, KnownStaff]:
    rows = Staff.objects.filter(company=company_id, account__username__in=names).select_related("account")
    found = {row.pk: row for row in rows}
    roles: dict[UUID, set[str]] = defaultdict(set)
    ours: set[UUID] = set()
    for staff_id, place, role in Post.objects.filter(staff__in=found).values_list("staff_id", "community_id", "role"):
        if place == community_id:
            roles[staff_id].add(role)
        if place in actor.community_ids:
            ours.add(staff_id)
    return {
        row.account.username: KnownStaff(
            key, row.name, row.phone, frozenset(roles[key]), key in ours, row.account.is_active
        )
        for key, row in found.items()
    }


def _taken(names: set[str]) -> frozenset[str]:
    return frozenset(Account.objects.filter(username__in=names).values_list("username", flat=True))


def _skills(staff: dict[str, KnownStaff]) -> dict[tuple[str, str], datetime | None]:
    names = {one.id: name for name, one in staff.items()}
    rows = Skill.objects.filter(staff__in=names).values_list("staff_id", "code", "valid_until")
    return {(names[key], code): until for key, code, until in rows}


def _shifts(
    staff: dict[str, KnownStaff], first: date | None, zone: ZoneInfo
) -> dict[str, tuple[tuple[datetime, datetime, str], ...]]:
    if first is None:
        return {}
    names = {one.id: name for name, one in staff.items()}
    since = datetime(first.year, first.month, first.day, tzinfo=zone)
    found: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    rows = Shift.objects.filter(staff__in=names, ends__gt=since).values_list("staff_id", "starts", "ends", "role")
    for key, starts, ends, role in rows:
        found[names[key]].append((starts, ends, role))
    return {name: tuple(spans) for name, spans in found.items()}


def _own_name(actor: Actor) -> str:
    if actor.id is None:
        return ""
    return Account.objects.filter(pk=actor.id).values_list("username", flat=True).first() or ""


def imports(actor: Actor, *, after: str | None = None) -> Page[ImportRow]:
    """The files that were sent for the communities this person serves, the latest first. One query."""
    rows = Import.objects.filter(community__in=actor.community_ids).only(*SHOWN)
    return keyset(rows, by="sent_at", after=after, down=True).map(import_row)


def import_row(found: Import) -> ImportRow:
    """A file that was sent, without what it holds."""
    return ImportRow(
        id=found.pk,
        community_id=found.community_id,
        file_name=found.file_name,
        state=ImportState(found.state),
        sent_at=found.sent_at,
        done_at=found.done_at,
        counts={code: Count(**words) for code, words in found.counts.items()},
    )
