"""All master data of a community as rows of a workbook, and the files that were made of them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.rooms.people import rules
from guanjia.rooms.people.models import Export, Post, Residence, Shift, Skill
from guanjia.rooms.people.types.exporting import ExportRow
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor

Line = tuple[str | int | float | date | None, ...]
Words = Mapping[tuple[str, str], Mapping[str, str]]
SHIFTS_SINCE = timedelta(days=31)
"""Shifts of before are history and no longer master data."""
MOST = 20
"""Files of one person that are listed; a day's."""


def all_rows(community_id: UUID, words: Words, *, in_full: bool, at: datetime) -> dict[str, Iterator[Line]]:
    """The rows of each sheet, read as they are written. Five queries."""
    zone = ZoneInfo(places.community(community_id).zone)
    return {
        "homes": _homes(community_id, words),
        "residents": _residents(community_id, words, in_full=in_full),
        "staff": _staff(community_id, words, in_full=in_full),
        "skills": _skills(community_id, words, zone),
        "shifts": _shifts(community_id, words, zone, at),
    }


def _word(words: Words, sheet: str, column: str, code: str) -> str:
    return words.get((sheet, column), {}).get(code, code)


def _homes(community_id: UUID, words: Words) -> Iterator[Line]:
    for home in places.all_homes(community_id):
        area = float(home.area) if home.area is not None else None
        occupancy = _word(words, "homes", "occupancy", home.occupancy.value)
        yield home.building, home.unit, home.number, home.floor, area, occupancy


def _residents(community_id: UUID, words: Words, *, in_full: bool) -> Iterator[Line]:
    rows = Residence.objects.filter(community=community_id, resident__erased_at__isnull=True)
    found = rows.order_by("home__place_order", "id").values_list(
        "home__label", "resident__name", "resident__phone", "kind", "since", "until"
    )
    for label, name, phone, kind, since, until in found.iterator(chunk_size=2000):
        shown = (name, phone) if in_full else (rules.masked_name(name), rules.masked_phone(phone))
        yield label, *shown, _word(words, "residents", "kind", kind), since, until


def _staff(community_id: UUID, words: Words, *, in_full: bool) -> Iterator[Line]:
    rows = Post.objects.filter(community=community_id, staff__account__is_active=True).order_by("staff__pinyin", "role")
    for username, name, phone, role in rows.values_list(
        "staff__account__username", "staff__name", "staff__phone", "role"
    ):
        yield username, name, phone if in_full else rules.masked_phone(phone), _word(words, "staff", "role", role)


def _skills(community_id: UUID, words: Words, zone: ZoneInfo) -> Iterator[Line]:
    rows = Skill.objects.filter(staff__posts__community=community_id, staff__account__is_active=True).distinct()
    for username, code, until in rows.order_by("staff__account__username", "code").values_list(
        "staff__account__username", "code", "valid_until"
    ):
        last = (until - timedelta(seconds=1)).astimezone(zone).date() if until else None
        yield username, _word(words, "skills", "skill", code), last


def _shifts(community_id: UUID, words: Words, zone: ZoneInfo, at: datetime) -> Iterator[Line]:
    rows = Shift.objects.filter(community=community_id, ends__gt=at - SHIFTS_SINCE, staff__account__is_active=True)
    for username, role, starts, ends in rows.order_by("staff__account__username", "starts").values_list(
        "staff__account__username", "role", "starts", "ends"
    ):
        begins, over = starts.astimezone(zone), ends.astimezone(zone)
        shown = _word(words, "shifts", "role", role)
        yield username, shown, begins.date(), f"{begins:%H:%M}", f"{over:%H:%M}"


def exports(actor: Actor, *, at: datetime) -> list[ExportRow]:
    """The files one asked for that can still be fetched, the latest first. One query."""
    rows = Export.objects.filter(staff=actor.staff_id, community__in=actor.community_ids, expires_at__gt=at)
    found = rows.order_by("-asked_at").values_list("id", "community_id", "in_full", "asked_at", "expires_at", "made")
    return [ExportRow(*row) for row in found[:MOST]]
